import { Flex, Select, Text } from "@hubspot/ui-extensions";
import type {
  BlankRule,
  Direction,
  FieldWay,
  MappingRowRequest,
} from "@lockstep/api/wire-mapping.ts";
import type { ReactNode } from "react";
import {
  BLANK_WORDS,
  CONFLICT_RULES,
  CONFLICT_WORDS,
  DIRECTION_WORDS,
  isTransform,
  transformWords,
} from "./rule-words.ts";

const DIRECTIONS: readonly Direction[] = ["both", "to-connectwise", "to-hubspot", "off"];
const BLANK_RULES: readonly BlankRule[] = ["keep", "clear"];

/** What {@link RowRules} is given. */
export interface RowRulesProps {
  row: MappingRowRequest;
  /** Ways in which the two fields go together; null: all directions, and the way is not to be chosen. */
  ways: readonly FieldWay[] | null;
  isReadOnly: boolean;
  onChange: (row: MappingRowRequest) => void;
}

/** Direction and rules of a row. */
export function RowRules({ row, ways, isReadOnly, onChange }: RowRulesProps): ReactNode {
  const { direction, conflictRule = "most-recent", blankRule = "keep" } = row;
  const offered = DIRECTIONS.filter((one) => one === "off" || isPossible(one, ways));
  return (
    <Flex direction="column" gap="md">
      <Select
        name="direction"
        label="Direction"
        description="The direction of the object, under Objects, can narrow this down."
        value={direction}
        options={offered.map((value) => ({ value, label: DIRECTION_WORDS[value] }))}
        readOnly={isReadOnly}
        onChange={(value) => {
          const chosen = offered.find((one) => one === value);
          if (chosen !== undefined) onChange({ ...row, direction: chosen });
        }}
      />
      <TransformSelect row={row} ways={ways} isReadOnly={isReadOnly} onChange={onChange} />
      <Select
        name="conflictRule"
        label="When both sides changed it since the last sync"
        description={`${CONFLICT_WORDS[conflictRule].means} The value that loses is kept under Activity for 30 days.`}
        value={conflictRule}
        options={CONFLICT_RULES.map((value) => ({ value, label: CONFLICT_WORDS[value].label }))}
        readOnly={isReadOnly}
        onChange={(value) => {
          const chosen = CONFLICT_RULES.find((one) => one === value);
          if (chosen !== undefined) onChange({ ...row, conflictRule: chosen });
        }}
      />
      <Select
        name="blankRule"
        label="When it was emptied on one side"
        description={BLANK_WORDS[blankRule].means}
        value={blankRule}
        options={BLANK_RULES.map((value) => ({ value, label: BLANK_WORDS[value].label }))}
        readOnly={isReadOnly}
        onChange={(value) => {
          const chosen = BLANK_RULES.find((one) => one === value);
          if (chosen !== undefined) onChange({ ...row, blankRule: chosen });
        }}
      />
    </Flex>
  );
}

function isPossible(direction: Direction, ways: readonly FieldWay[] | null): boolean {
  return ways === null || ways.some(({ directions }) => directions.includes(direction));
}

/** How the values are translated; a choice only where there are several ways. */
function TransformSelect({ row, ways, isReadOnly, onChange }: RowRulesProps): ReactNode {
  const fitting = (ways ?? []).filter(
    ({ directions }) => row.direction === "off" || directions.includes(row.direction),
  );
  const transforms = [...new Set(fitting.flatMap((way) => way.transforms))].filter(isTransform);
  const chosen = row.transform ?? transforms[0];
  if (transforms.length < 2) {
    return chosen === undefined ? null : <Text>Values travel: {transformWords(chosen)}.</Text>;
  }
  return (
    <Select
      name="transform"
      label="How values travel"
      value={chosen ?? ""}
      options={transforms.map((value) => ({ value, label: transformWords(value) }))}
      readOnly={isReadOnly}
      onChange={(value) => {
        const transform = transforms.find((one) => one === value);
        if (transform !== undefined) onChange({ ...row, transform });
      }}
    />
  );
}
