import { Box, Flex, Form, LoadingButton, SearchInput, Text } from "@hubspot/ui-extensions";
import type { FoundRecord } from "@lockstep/api/wire-records.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { FoundTiles } from "./FoundTiles.tsx";

/** What the server takes. */
const MAX_LENGTH = 200;

/** Looks in ConnectWise for what a person types, and links with what they choose. */
export function LinkByHand(): ReactNode {
  const { api, record } = useScope();
  const { objectType } = record;
  const [text, setText] = useState("");
  const [complaint, setComplaint] = useState<string | null>(null);
  const [found, setFound] = useState<{ query: string; items: FoundRecord[] } | null>(null);
  const search = useAction(async (query: string) => {
    const reply = await api.call("get /objects/:objectType/search", {
      path: { objectType },
      query: { side: "connectwise", query },
    });
    setFound({ query, items: reply.items });
  });
  const submit = (): void => {
    const query = text.trim();
    const wrong = complain(query);
    setComplaint(wrong);
    if (wrong === null) void search.run(query);
  };
  return (
    <Flex direction="column" gap="sm">
      <Form onSubmit={submit} preventDefault>
        <Flex direction="column" gap="xs">
          <SearchInput
            name="lockstep-search"
            label={`Find the ${objectWords(objectType).connectwise} in ConnectWise`}
            description="Words of its name, an e-mail address, an identifier or its number"
            value={text}
            error={complaint !== null}
            {...(complaint === null ? {} : { validationMessage: complaint })}
            onInput={setText}
            onChange={setText}
          />
          <Box alignSelf="start">
            <LoadingButton type="submit" size="sm" loading={search.isRunning}>
              Search
            </LoadingButton>
          </Box>
        </Flex>
      </Form>
      <FailureAlert failure={search.failure} />
      {found === null ? null : <Found query={found.query} items={found.items} />}
    </Flex>
  );
}

function complain(query: string): string | null {
  if (query === "") return "Type what to look for.";
  return query.length > MAX_LENGTH ? `Type at most ${MAX_LENGTH} characters.` : null;
}

function Found({ query, items }: { query: string; items: readonly FoundRecord[] }): ReactNode {
  if (items.length > 0) return <FoundTiles items={items} />;
  return (
    <Text>ConnectWise has nothing that holds “{query}”. Try fewer words, or another spelling.</Text>
  );
}
