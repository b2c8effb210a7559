import type { MultiSelectProps } from "@hubspot/ui-extensions";
import { useState } from "react";
import type { ReactNode } from "react";
import { Field, useHeld } from "./field.tsx";
import type { ControlAttributes } from "./field.tsx";
import { usePopup } from "./use-popup.ts";

type Choice = string | number | boolean;

/** Several of many: a button that opens a list of boxes with a search. */
export function MultiSelect(props: MultiSelectProps): ReactNode {
  return (
    <Field field={props}>{(attributes) => <ManyOf {...props} attributes={attributes} />}</Field>
  );
}

function ManyOf(props: MultiSelectProps & { attributes: ControlAttributes }): ReactNode {
  const { attributes, options, placeholder = "Select", readOnly = false, onChange, testId } = props;
  const [value, setValue] = useHeld<Choice[]>(props.value, []);
  const { ref, isOpen, toggle, onKeyDown } = usePopup();
  const { "aria-required": _required, "aria-invalid": _invalid, ...buttonAttributes } = attributes;
  const chosen = options.filter((option) => value.includes(option.value));
  const choose = (next: Choice[]): void => {
    setValue(next);
    onChange?.(next);
  };
  return (
    <div className="hs-multi" ref={ref} onKeyDown={onKeyDown} data-testid={testId}>
      <button
        {...buttonAttributes}
        type="button"
        className="hs-multi-button"
        aria-expanded={isOpen}
        disabled={readOnly}
        onClick={toggle}
      >
        {chosen.length === 0 ? placeholder : chosen.map((option) => option.label).join(", ")}
      </button>
      {isOpen ? <Boxes {...props} value={value} choose={choose} /> : null}
    </div>
  );
}

function Boxes({
  label,
  options,
  value,
  choose,
}: Pick<MultiSelectProps, "label" | "options"> & {
  value: readonly Choice[];
  choose: (value: Choice[]) => void;
}): ReactNode {
  const [query, setQuery] = useState("");
  const shown = options.filter((option) =>
    option.label.toLowerCase().includes(query.toLowerCase()),
  );
  const toggle = (choice: Choice, isOn: boolean): void => {
    const others = value.filter((one) => one !== choice);
    choose(isOn ? [...others, choice] : others);
  };
  return (
    <div className="hs-multi-list" role="group" aria-label={label}>
      <input
        type="search"
        aria-label="Search options"
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      {shown.map((option) => (
        <label key={String(option.value)} className="hs-choice">
          <input
            type="checkbox"
            checked={value.includes(option.value)}
            onChange={({ target }) => toggle(option.value, target.checked)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
