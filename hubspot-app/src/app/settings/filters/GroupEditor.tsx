import { Button, Flex, Text, Tile } from "@hubspot/ui-extensions";
import type { FilterField } from "@lockstep/api/wire-objects.ts";
import type { ReactNode } from "react";
import { ConditionEditor } from "./ConditionEditor.tsx";
import { EMPTY_CONDITION, MAX_CONDITIONS, withCondition } from "./filter-draft.ts";
import type { DraftProblems, SideDraft } from "./filter-draft.ts";

/** What {@link GroupEditor} is given. */
export interface GroupEditorProps {
  /** Begins the names of its controls. */
  name: string;
  /** Which group of the draft. */
  at: number;
  draft: SideDraft;
  fields: readonly FilterField[];
  problems: DraftProblems;
  isLocked: boolean;
  onChange: (draft: SideDraft) => void;
}

/** Conditions that all have to be met. */
export function GroupEditor(props: GroupEditorProps): ReactNode {
  const { name, at, draft, fields, problems, isLocked, onChange } = props;
  const conditions = draft.groups[at]?.conditions ?? [];
  return (
    <Tile compact>
      <Flex direction="column" gap="sm" align="stretch">
        <Text format={{ fontWeight: "demibold" }}>
          {at === 0 ? `Group ${at + 1}` : `Or group ${at + 1}`}
        </Text>
        {conditions.map((condition, index) => (
          <ConditionEditor
            key={index}
            name={`${name}-${index}`}
            condition={condition}
            fields={fields}
            problems={problems}
            place={`groups.${at}.conditions.${index}`}
            isLocked={isLocked}
            onChange={(next) => onChange(withCondition(draft, [at, index], next))}
          />
        ))}
        {conditions.length >= MAX_CONDITIONS ? (
          <Text variant="microcopy">{`A group has ${MAX_CONDITIONS} conditions at most.`}</Text>
        ) : (
          <Flex direction="row">
            <Button
              size="sm"
              disabled={isLocked}
              onClick={() =>
                onChange(withCondition(draft, [at, conditions.length], EMPTY_CONDITION))
              }
            >
              And: add a condition
            </Button>
          </Flex>
        )}
      </Flex>
    </Tile>
  );
}
