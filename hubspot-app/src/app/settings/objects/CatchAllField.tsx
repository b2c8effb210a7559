import { Button, Flex, SearchInput, Select, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { FoundRecord } from "@lockstep/api/wire-records.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { fieldOf, policyProblem } from "./field-of.ts";
import type { PolicyForm } from "./use-policy.ts";

/** ConnectWise company for records without one: searched by name, chosen, taken away. */
export function CatchAllField({ form }: { form: PolicyForm }): ReactNode {
  const { policy, change, isReadOnly } = form;
  const { catchAllCompanyId: id, objectType } = policy;
  const many = objectWords(objectType).many.toLowerCase();
  const problem = policyProblem(form, "catchAllCompanyId");
  return (
    <Flex direction="column" gap="xs">
      <Text format={{ fontWeight: "demibold" }}>Company for {many} without one</Text>
      <Text variant="microcopy">
        ConnectWise wants a company. Without a choice here, {many} that have none in HubSpot wait
        until they get one; with a choice they are created under that company.
      </Text>
      {id === null ? <Text>None: they wait.</Text> : <Chosen key={id} form={form} id={id} />}
      {problem === null ? null : <Text format={{ fontWeight: "bold" }}>{problem}</Text>}
      {isReadOnly ? null : (
        <CompanySearch form={form} onChoose={(found) => change({ catchAllCompanyId: found.id })} />
      )}
    </Flex>
  );
}

function Chosen({ form, id }: { form: PolicyForm; id: string }): ReactNode {
  const { context, change, isReadOnly } = form;
  const { loaded } = useLoad(id, () => search(form, id));
  const found = loaded.status === "ready" ? loaded.value.find((one) => one.id === id) : undefined;
  const name = found?.name ?? null;
  return (
    <Flex direction="row" gap="sm" align="center" wrap="wrap">
      <Text>
        {name ?? (loaded.status === "loading" ? "Reading its name …" : `Company no. ${id}`)}
      </Text>
      {isReadOnly ? null : (
        <Button
          size="xs"
          onClick={() => {
            change({ catchAllCompanyId: null });
            context.actions.addAlert({ type: "info", message: "Save to let them wait again." });
          }}
        >
          Take away
        </Button>
      )}
    </Flex>
  );
}

function CompanySearch({
  form,
  onChoose,
}: {
  form: PolicyForm;
  onChoose: (found: FoundRecord) => void;
}): ReactNode {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<readonly FoundRecord[] | null>(null);
  const { run, isRunning, failure } = useAction(async () => {
    setFound(await search(form, words.trim()));
  });
  const { objectType } = form.policy;
  return (
    <Flex direction="column" gap="xs">
      <Flex direction="row" gap="sm" align="end" wrap="wrap">
        <SearchInput
          name={`${objectType}-catch-all-search`}
          label="Search ConnectWise companies"
          placeholder="Name, identifier or number"
          value={words}
          onInput={setWords}
        />
        <Button size="sm" disabled={isRunning || words.trim() === ""} onClick={() => void run()}>
          {isRunning ? "Searching …" : "Search"}
        </Button>
      </Flex>
      <FailureAlert failure={failure} />
      {found?.length === 0 ? <Text>ConnectWise has no such company.</Text> : null}
      {found === null || found.length === 0 ? null : (
        <Select
          name={`${objectType}-catch-all`}
          label="Found companies"
          placeholder="Choose one"
          options={found.map(({ id, name }) => ({ value: id, label: name ?? `No. ${id}` }))}
          {...fieldOf(form, "catchAllCompanyId")}
          onChange={(value) => {
            const chosen = found.find(({ id }) => id === value);
            if (chosen !== undefined) onChoose(chosen);
          }}
        />
      )}
    </Flex>
  );
}

async function search({ context }: PolicyForm, query: string): Promise<FoundRecord[]> {
  const path = { objectType: "company" };
  const { items } = await context.api.call("get /objects/:objectType/search", {
    path,
    query: { side: "connectwise", query },
  });
  return items;
}
