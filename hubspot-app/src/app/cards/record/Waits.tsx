import { Flex, List, StatusTag, Text } from "@hubspot/ui-extensions";
import type { ExplainedWait } from "@lockstep/api/wire-explain.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import { recordState, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { Part } from "./Part.tsx";
import { recordNoun } from "./words.ts";

/** What the record waits for, link by link along the chain; nothing where it waits for nothing. */
export function Waits(): ReactNode {
  const { waits } = useScope().card;
  if (waits.length === 0) return null;
  return (
    <Part id="lockstep-waits" title="What it waits for" opener="See what it waits for">
      <Text>It goes on by itself as soon as these are linked.</Text>
      <WaitList waits={waits} />
    </Part>
  );
}

/** Records along a chain of waits, the nearest first. */
export function WaitList({ waits }: { waits: readonly ExplainedWait[] }): ReactNode {
  return (
    <List variant="unordered-styled">
      {waits.map((wait) => (
        <Wait key={`${wait.objectType} ${wait.side} ${wait.recordId}`} wait={wait} />
      ))}
    </List>
  );
}

function Wait({ wait }: { wait: ExplainedWait }): ReactNode {
  const { objectType, side, recordId, depth, state, message, remedy, url } = wait;
  const label = `${recordNoun(objectType, side)} no. ${recordId} in ${sideWords(side)}`;
  const tag = state === null ? null : recordState(state);
  return (
    <Flex direction="column" gap="xs">
      <RecordLink url={url}>{label}</RecordLink>
      {tag === null ? null : <StatusTag variant={tag.tone}>{tag.label}</StatusTag>}
      {depth > 1 ? <Text variant="microcopy">The one above waits for it.</Text> : null}
      {message === "" ? null : <Text>{message}</Text>}
      {remedy === null ? null : <Text>{remedy}</Text>}
    </Flex>
  );
}
