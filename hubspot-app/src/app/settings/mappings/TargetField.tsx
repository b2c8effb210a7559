import { Input, Select } from "@hubspot/ui-extensions";
import type { OptionSet } from "@lockstep/api/wire-mapping.ts";
import type { ReactNode } from "react";

/** What {@link TargetField} is given. */
export interface TargetFieldProps {
  name: string;
  /** The option that is translated. */
  label: string;
  /** What the other side may hold. */
  set: OptionSet;
  target: string | null;
  /** What is said about an option without target; null: nothing. */
  note: { isWrong: boolean; text: string } | null;
  /** What no target is called. */
  nothing?: string;
  isReadOnly: boolean;
  onChange: (target: string | null) => void;
}

/** What one option becomes: chosen of a list where there is one, else typed. */
export function TargetField(props: TargetFieldProps): ReactNode {
  const { name, label, set, target, note, nothing = "Not mapped", isReadOnly, onChange } = props;
  const said = note === null ? {} : noteProps(note);
  if (set.kind !== "listed") {
    return (
      <Input
        name={name}
        label={label}
        placeholder={nothing}
        value={target ?? ""}
        readOnly={isReadOnly}
        {...said}
        onInput={(text) => onChange(text === "" ? null : text)}
      />
    );
  }
  return (
    <Select
      name={name}
      label={label}
      value={target ?? ""}
      options={[{ value: "", label: nothing }, ...choices(set, target)]}
      readOnly={isReadOnly}
      {...said}
      onChange={(value) => onChange(value === "" ? null : String(value))}
    />
  );
}

function noteProps({ isWrong, text }: NonNullable<TargetFieldProps["note"]>): {
  error?: boolean;
  validationMessage?: string;
  description?: string;
} {
  return isWrong ? { error: true, validationMessage: text } : { description: text };
}

/** Options in use, and the chosen one even if it is not in use or not there any more. */
function choices(set: OptionSet, target: string | null): { value: string; label: string }[] {
  const options = (set.options ?? []).filter(({ value, isActive }) => isActive || value === target);
  const listed = options.map(({ value, label, isActive }) => ({
    value,
    label: isActive ? label : `${label} (no longer in use)`,
  }));
  const isKnown = target === null || options.some(({ value }) => value === target);
  return isKnown ? listed : [...listed, { value: target, label: "An option that is gone" }];
}
