import { Flex, StatusTag, Text } from "@hubspot/ui-extensions";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { cardState } from "./state-words.ts";

/** How the record stands, in a word and in a sentence, and what to do about it. */
export function StateBlock(): ReactNode {
  const { card } = useScope();
  const { state, portal, exclusion } = card;
  const { label, tone } = cardState(card);
  // The notice above says it already.
  const isOfPortal = state.kind === "unknown" && state.code === `portal_${portal.state}`;
  return (
    <Flex direction="column" gap="xs">
      <StatusTag variant={tone}>{label}</StatusTag>
      {isOfPortal ? null : <Text>{state.message}</Text>}
      {isOfPortal || state.remedy === null ? null : (
        <Text format={{ fontWeight: "demibold" }}>{state.remedy}</Text>
      )}
      {state.kind === "excluded" && exclusion !== null ? (
        <Text variant="microcopy">
          Nothing goes from {sideWords(exclusion.side)} to the other system while this is so.
          Explain shows every line of the filters.
        </Text>
      ) : null}
    </Flex>
  );
}
