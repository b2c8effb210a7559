import { Flex, List, StatusTag, Text } from "@hubspot/ui-extensions";
import type { ExplainedWait } from "@lockstep/api/wire-explain.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import { useRecordNames } from "@lockstep/ui/use-record-names.ts";
import type { NamedRef, RecordNames } from "@lockstep/ui/use-record-names.ts";
import { issueWords, recordState, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { Part } from "./Part.tsx";
import { recordNoun } from "./words.ts";

/** What the record waits for, link by link along the chain; nothing where it waits for nothing. */
export function Waits(): ReactNode {
  const { waits, state } = useScope().card;
  if (waits.length === 0) return null;
  const [title, opener, outlook] =
    state.kind === "excluded"
      ? ["What it belongs to", "See what it belongs to", "It is synced once these are."]
      : [
          "What it waits for",
          "See what it waits for",
          "It goes on by itself as soon as these are linked.",
        ];
  return (
    <Part id="lockstep-waits" title={title} opener={opener}>
      <Text>{outlook}</Text>
      <WaitList waits={waits} />
    </Part>
  );
}

/** Records along a chain of waits, the nearest first. */
export function WaitList({ waits }: { waits: readonly ExplainedWait[] }): ReactNode {
  const { api } = useScope();
  const names = useRecordNames(api, waits.map(refOf));
  return (
    <List variant="unordered-styled">
      {waits.map((wait) => (
        <Wait
          key={`${wait.objectType} ${wait.side} ${wait.recordId}`}
          wait={wait}
          label={labelOf(refOf(wait), names)}
        />
      ))}
    </List>
  );
}

function refOf({ objectType, side, recordId }: ExplainedWait): NamedRef {
  return { objectType, side, id: recordId };
}

/** The record's name and what it is; its number where it has none. */
function labelOf(ref: NamedRef, names: RecordNames | null): string {
  const noun = recordNoun(ref.objectType, ref.side);
  const place = `in ${sideWords(ref.side)}`;
  if (names === null) return `${noun} ${place}`;
  const name = names(ref);
  if (name === null) return `${noun} no. ${ref.id} ${place}`;
  return `${name}, ${noun.toLowerCase()} ${place}`;
}

function Wait({ wait, label }: { wait: ExplainedWait; label: string }): ReactNode {
  const { depth, state, code, message, remedy, url } = wait;
  const tag = state === null ? null : recordState(state);
  return (
    <Flex direction="column" gap="xs">
      <RecordLink url={url}>{label}</RecordLink>
      {tag === null ? null : <StatusTag variant={tag.tone}>{tag.label}</StatusTag>}
      {depth > 1 ? <Text variant="microcopy">The one above waits for it.</Text> : null}
      {message === "" ? null : <Text>{issueWords({ code: code ?? "", message })}</Text>}
      {remedy === null ? null : <Text>{remedy}</Text>}
    </Flex>
  );
}
