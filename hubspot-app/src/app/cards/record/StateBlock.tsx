import { Flex, StatusTag, Text } from "@hubspot/ui-extensions";
import type { Card } from "@lockstep/api/wire-card.ts";
import type { RecordIssue } from "@lockstep/api/wire-records.ts";
import { issueWords, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { exclusionWords } from "../explain/filter-words.ts";
import { aboutWords } from "../fields/field-names.ts";
import { useScope } from "../scope.tsx";
import { cardState } from "./state-words.ts";

/** How the record stands, in a word and in a sentence, and what to do about it. */
export function StateBlock(): ReactNode {
  const { card } = useScope();
  const { state, portal } = card;
  const { label, tone } = cardState(card);
  // The notice above says it already.
  const isOfPortal = state.kind === "unknown" && state.code === `portal_${portal.state}`;
  const issue = issueIn(card);
  return (
    <Flex direction="column" gap="xs">
      <StatusTag variant={tone}>{label}</StatusTag>
      {issue === undefined ? null : (
        <Text format={{ fontWeight: "demibold" }}>{aboutWords(card, issue)}</Text>
      )}
      {isOfPortal ? null : <Text>{messageIn(card)}</Text>}
      {isOfPortal || state.remedy === null ? null : <Text>What to do: {state.remedy}</Text>}
      <LeftOut />
    </Flex>
  );
}

function LeftOut(): ReactNode {
  const { state, exclusion } = useScope().card;
  if (state.kind !== "excluded" || exclusion === null) return null;
  return (
    <Text variant="microcopy">
      Nothing goes from {sideWords(exclusion.side)} to the other system while this is so. Explain
      shows every line of the filters.
    </Text>
  );
}

function messageIn({ state, exclusion, side }: Card): string {
  if (exclusion === null || exclusion.code !== state.code) return issueWords(state);
  const words = exclusionWords(exclusion, exclusion.side);
  if (exclusion.side === side) return words;
  return `The record in ${sideWords(exclusion.side)} is left out. ${words}`;
}

/** The issue that the state tells of, where it is about a field; conflicts name their fields themselves. */
function issueIn({ state, issues, conflicts }: Card): RecordIssue | undefined {
  if (conflicts.length > 0) return undefined;
  return issues.find(
    ({ field, code, message }) =>
      field !== null && code === state.code && message === state.message,
  );
}
