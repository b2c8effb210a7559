import { Box, LoadingButton, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { Part } from "../record/Part.tsx";
import { possibleIn } from "../record/state-words.ts";
import { useScope } from "../scope.tsx";
import { ConflictChoice } from "./ConflictChoice.tsx";
import { CONFLICTS, useDecision } from "./use-decision.ts";

/** Fields that both systems changed: both values, and which one stands; nothing without a conflict. */
export function Conflicts(): ReactNode {
  const { card, syncing } = useScope();
  const decision = useDecision();
  const { conflicts, rights } = card;
  if (conflicts.length === 0) return null;
  const count = conflicts.length === 1 ? "1 conflict" : `${conflicts.length} conflicts`;
  const mayDecide = rights.includes("records") && possibleIn(card).sync;
  const { chosen } = decision;
  return (
    <Part id={CONFLICTS} title={`${count} to decide`} opener={`Decide ${count}`}>
      <Text>
        Both systems changed these fields since they last agreed. Nothing is overwritten until
        somebody chooses; the value that loses is kept in the activity for 30 days.
      </Text>
      {conflicts.map((conflict) => (
        <ConflictChoice
          key={conflict.key}
          conflict={conflict}
          winner={decision.winnerOf(conflict)}
          complaint={decision.complaintOf(conflict)}
          isLocked={!mayDecide || syncing.isRunning}
          onChoose={(winner) => decision.choose(conflict, winner)}
        />
      ))}
      {mayDecide ? (
        <Box alignSelf="start">
          <LoadingButton
            variant="primary"
            size="sm"
            disabled={chosen.length === 0}
            loading={syncing.isRunning}
            onClick={() => void decision.decide()}
          >
            {chosen.length < conflicts.length && chosen.length > 0
              ? `Use the chosen values (${chosen.length} of ${conflicts.length})`
              : "Use the chosen values"}
          </LoadingButton>
        </Box>
      ) : null}
    </Part>
  );
}
