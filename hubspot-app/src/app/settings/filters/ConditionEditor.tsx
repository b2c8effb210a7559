import { AutoGrid, Button, Flex, Select } from "@hubspot/ui-extensions";
import type { FilterField, FilterOperator } from "@lockstep/api/wire-objects.ts";
import type { ReactNode } from "react";
import { problem } from "../objects/problem-at.ts";
import { ConditionValues } from "./ConditionValues.tsx";
import { conditionAbout } from "./filter-draft.ts";
import type { ConditionDraft, DraftProblems } from "./filter-draft.ts";
import { fieldChoices, offeredOperators, operatorWords } from "./filter-words.ts";

/** What {@link ConditionEditor} is given. */
export interface ConditionEditorProps {
  /** Begins the names of its controls. */
  name: string;
  condition: ConditionDraft;
  fields: readonly FilterField[];
  problems: DraftProblems;
  /** Where the problems have it. */
  place: string;
  isLocked: boolean;
  /** Takes the condition as it is now; null takes it out. */
  onChange: (condition: ConditionDraft | null) => void;
}

/** A field, a comparison that fits it, and what to compare with. */
export function ConditionEditor(props: ConditionEditorProps): ReactNode {
  const { name, condition, fields, problems, place, isLocked, onChange } = props;
  const { path, operator } = condition;
  const field = fields.find((one) => one.path === path);
  return (
    <Flex direction="column" gap="xs" align="stretch">
      <AutoGrid columnWidth={200} flexible gap="sm">
        <Select
          label="Field"
          name={`${name}-field`}
          placeholder="Choose a field"
          required
          readOnly={isLocked}
          {...(field === undefined ? {} : { value: path })}
          options={fieldChoices(fields)}
          onChange={(chosen) => {
            const next = fields.find((one) => one.path === chosen);
            if (next !== undefined && next.path !== path) onChange(firstAbout(next));
          }}
          {...problem(problems.get(`${place}.path`) ?? null)}
        />
        {field === undefined ? null : (
          <>
            <OperatorSelect {...props} field={field} />
            {operator === null ? null : (
              <ConditionValues
                name={`${name}-values`}
                field={field}
                operator={operator}
                values={condition.values}
                wrong={problems.get(`${place}.values`) ?? null}
                isLocked={isLocked}
                onChange={(values) => onChange({ ...condition, values })}
              />
            )}
          </>
        )}
      </AutoGrid>
      <Flex direction="row">
        <Button size="xs" variant="transparent" disabled={isLocked} onClick={() => onChange(null)}>
          Remove this condition
        </Button>
      </Flex>
    </Flex>
  );
}

function firstAbout(field: FilterField): ConditionDraft {
  const [operator = null] = offeredOperators(field, null);
  return { ...conditionAbout(field), operator };
}

function OperatorSelect({
  name,
  condition,
  field,
  problems,
  place,
  isLocked,
  onChange,
}: ConditionEditorProps & { field: FilterField }): ReactNode {
  const { operator } = condition;
  const offered = offeredOperators(field, operator);
  const change = (chosen: FilterOperator): void => {
    onChange({ ...condition, operator: chosen });
  };
  return (
    <Select
      label="Comparison"
      name={`${name}-comparison`}
      placeholder="Choose a comparison"
      required
      readOnly={isLocked}
      {...(operator === null ? {} : { value: operator })}
      options={offered.map((one) => ({ label: operatorWords(one, field.kind), value: one }))}
      onChange={(chosen) => {
        const next = offered.find((one) => one === chosen);
        if (next !== undefined) change(next);
      }}
      {...problem(problems.get(`${place}.operator`) ?? null)}
    />
  );
}
