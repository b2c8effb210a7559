import { Flex, StatusTag, Text } from "@hubspot/ui-extensions";
import type { Explanation } from "@lockstep/api/wire-explain.ts";
import { issueWords, recordState, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { fieldNames } from "../fields/field-names.ts";
import { useScope } from "../scope.tsx";
import { exclusionWords } from "./filter-words.ts";
import { ExplainPart } from "./ExplainPart.tsx";

/** What a sync would make of the record now. */
export function NowSection({ explanation }: { explanation: Explanation }): ReactNode {
  const { card } = useScope();
  const { verdicts, linkedId, state } = explanation;
  const names = fieldNames([card]);
  const isPlain = state === null && linkedId === null;
  const words = recordState(state);
  return (
    <ExplainPart title="If it were synced now">
      {isPlain ? null : <StatusTag variant={words.tone}>{words.label}</StatusTag>}
      <Text>{actionWords(explanation)}</Text>
      {verdicts.map(({ side, code, field, message, remedy }) => (
        <Flex key={`${side} ${code} ${field ?? ""}`} direction="column" gap="flush">
          <Text>
            {field === null
              ? exclusionWords({ code, message }, side)
              : `${names.ofPath(side, field)} in ${sideWords(side)}: ${issueWords({ code, message })}`}
          </Text>
          {remedy === null ? null : <Text format={{ fontWeight: "demibold" }}>{remedy}</Text>}
        </Flex>
      ))}
      {explanation.openCreate === null ? null : (
        <Text>
          A record was to be created before, and the answer never came. Lockstep looks for it first,
          so that there will not be two.
        </Text>
      )}
    </ExplainPart>
  );
}

function actionWords({ action, linkedId, fields, isHeld }: Explanation): string {
  if (isHeld) return "It is being synced right now.";
  switch (action) {
    case "update": {
      const count = fields.filter(({ decision }) => decision === "write").length;
      if (linkedId === null) return "Its counterpart was found: the two would be linked.";
      if (count === 0) return "Nothing would be written.";
      return count === 1 ? "1 field would be written." : `${count} fields would be written.`;
    }
    case "create":
      return "It has no counterpart: a new one would be created.";
    case "verdict":
      return "Nothing would be written, because:";
    case "later":
      return "Another record has to be settled first.";
  }
}
