import { DateInput, MultiSelect, NumberInput, Select, TextArea } from "@hubspot/ui-extensions";
import type { FilterField, FilterOperator } from "@lockstep/api/wire-objects.ts";
import type { ReactNode } from "react";
import { problem } from "../objects/problem-at.ts";
import { isDateKind, takesOneValue, takesValues } from "./filter-draft.ts";
import { toDay, toText } from "./day-text.ts";

/** What {@link ConditionValues} is given. */
export interface ConditionValuesProps {
  name: string;
  field: FilterField;
  operator: FilterOperator;
  values: string[];
  /** What is wrong with the values; null: nothing. */
  wrong: string | null;
  isLocked: boolean;
  onChange: (values: string[]) => void;
}

/** What a field is compared with, in a control that fits the field. */
export function ConditionValues(props: ConditionValuesProps): ReactNode {
  const { field, operator } = props;
  if (!takesValues(operator)) return null;
  if (field.kind === "boolean") return <YesOrNo {...props} />;
  if (field.options.length > 0 || field.kind === "lists") return <Options {...props} />;
  if (takesOneValue(operator)) {
    return isDateKind(field.kind) ? <Day {...props} /> : <Figure {...props} />;
  }
  return <Lines {...props} />;
}

function YesOrNo({ name, values, wrong, isLocked, onChange }: ConditionValuesProps): ReactNode {
  const [value] = values;
  return (
    <Select
      label="Value"
      name={name}
      required
      readOnly={isLocked}
      {...(value === undefined ? {} : { value })}
      options={[
        { label: "Yes", value: "true" },
        { label: "No", value: "false" },
      ]}
      onChange={(chosen) => onChange([String(chosen)])}
      {...problem(wrong)}
    />
  );
}

function Options(props: ConditionValuesProps): ReactNode {
  const { name, field, values, wrong, isLocked, onChange } = props;
  const isList = field.kind === "lists";
  const gone = values.filter((value) => !field.options.some((option) => option.value === value));
  const options = field.options.map(({ value, label, size }) => ({
    value,
    label: size === undefined ? label : `${label} (${size} in it)`,
  }));
  return (
    <MultiSelect
      label={isList ? "Lists" : "Values"}
      name={name}
      required
      readOnly={isLocked}
      value={values}
      options={[
        ...options,
        ...gone.map((value) => ({ value, label: `No longer there (${value})` })),
      ]}
      onChange={(chosen) => onChange(chosen.map(String))}
      {...problem(wrong)}
    />
  );
}

function Day({ name, values, wrong, isLocked, onChange }: ConditionValuesProps): ReactNode {
  const day = toDay(values[0]);
  return (
    <DateInput
      label="Date"
      name={name}
      required
      readOnly={isLocked}
      format="medium"
      {...(day === null ? {} : { value: day })}
      onChange={(chosen) => onChange(toText(chosen))}
      {...problem(wrong)}
    />
  );
}

function Figure({ name, values, wrong, isLocked, onChange }: ConditionValuesProps): ReactNode {
  const value = Number(values[0] ?? Number.NaN);
  return (
    <NumberInput
      label="Number"
      name={name}
      required
      readOnly={isLocked}
      {...(Number.isNaN(value) ? {} : { value })}
      onChange={(entered) => onChange(Number.isFinite(entered) ? [String(entered)] : [])}
      {...problem(wrong)}
    />
  );
}

function Lines({ name, values, wrong, isLocked, onChange }: ConditionValuesProps): ReactNode {
  return (
    <TextArea
      label="Values"
      name={name}
      description="One on each line. Capital and small letters are the same."
      required
      rows={2}
      readOnly={isLocked}
      value={values.join("\n")}
      onChange={(entered) => onChange(entered.split("\n"))}
      {...problem(wrong)}
    />
  );
}
