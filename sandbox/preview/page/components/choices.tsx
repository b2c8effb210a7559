import type {
  CheckboxProps,
  RadioButtonProps,
  SelectProps,
  ToggleProps,
} from "@hubspot/ui-extensions";
import { useId } from "react";
import type { ReactNode } from "react";
import { Field, useHeld } from "./field.tsx";
import type { ControlAttributes } from "./field.tsx";

type Choice = string | number | boolean;

/** One of several. */
export function Select(props: SelectProps): ReactNode {
  return (
    <Field field={props}>{(attributes) => <OneOf {...props} attributes={attributes} />}</Field>
  );
}

function OneOf(props: SelectProps & { attributes: ControlAttributes }): ReactNode {
  const { attributes, options, name, placeholder = "Select", readOnly = false, testId } = props;
  const [value, setValue] = useHeld<Choice>(props.value, "");
  // Values may be numbers and booleans, which a browser's select knows as text only.
  const at = options.findIndex((option) => option.value === value);
  return (
    <select
      {...attributes}
      value={at === -1 ? "" : String(at)}
      disabled={readOnly}
      className={`hs-select-${props.variant ?? "input"}`}
      data-name={name}
      data-testid={testId}
      onChange={({ target }) => {
        const option = options[Number(target.value)];
        if (option === undefined) return;
        setValue(option.value);
        props.onChange?.(option.value);
      }}
    >
      <option value="" disabled>
        {placeholder}
      </option>
      {options.map((option, index) => (
        <option key={index} value={String(index)}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** A switch. */
export function Toggle(props: ToggleProps): ReactNode {
  const { label, labelDisplay = "inline", name, textChecked, textUnchecked, testId } = props;
  const [checked, setChecked] = useHeld(props.checked, props.initialIsChecked ?? false);
  const id = useId();
  const words = checked ? textChecked : textUnchecked;
  return (
    <span className={`hs-toggle hs-toggle-${labelDisplay}`}>
      <button
        type="button"
        role="switch"
        id={id}
        name={name}
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        disabled={props.readonly === true || props.readOnly === true}
        data-testid={testId}
        onClick={() => {
          setChecked(!checked);
          props.onChange?.(!checked);
        }}
      >
        <span className="hs-knob" aria-hidden="true" />
      </button>
      <label
        id={`${id}-label`}
        htmlFor={id}
        className={labelDisplay === "hidden" ? "hs-sr-only" : ""}
      >
        {label}
      </label>
      {words === undefined ? null : <span className="hs-toggle-words">{words}</span>}
    </span>
  );
}

function Tick(props: CheckboxProps & { kind: "checkbox" | "radio" }): ReactNode {
  const { kind, children, value = "", name, description, testId } = props;
  const [checked, setChecked] = useHeld(props.checked, props.initialIsChecked ?? false);
  return (
    <label className="hs-choice">
      <input
        type={kind}
        name={name}
        value={value}
        checked={checked}
        aria-label={props["aria-label"]}
        disabled={props.readonly === true || props.readOnly === true}
        data-testid={testId}
        onChange={({ target }) => {
          setChecked(target.checked);
          props.onChange?.(target.checked, value);
        }}
      />
      <span>
        {children}
        {description === undefined ? null : <span className="hs-description">{description}</span>}
      </span>
    </label>
  );
}

/** A box to tick. */
export function Checkbox(props: CheckboxProps): ReactNode {
  return <Tick {...props} kind="checkbox" />;
}

/** One of several, each a component of its own. */
export function RadioButton(props: RadioButtonProps): ReactNode {
  return <Tick {...props} kind="radio" />;
}
