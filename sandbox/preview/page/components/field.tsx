import { useId, useState } from "react";
import type { ReactNode } from "react";

/** What every field of a form may say around its control. */
export interface FieldProps {
  label?: string | undefined;
  required?: boolean | undefined;
  description?: string | undefined;
  tooltip?: string | undefined;
  error?: boolean | undefined;
  validationMessage?: string | undefined;
}

/** What ties a control to the words around it. */
export interface ControlAttributes {
  id: string;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
  "aria-required": boolean | undefined;
}

/** A label above a control, its description, and what is wrong with its value. */
export function Field({
  field,
  children,
}: {
  field: FieldProps;
  children: (attributes: ControlAttributes) => ReactNode;
}): ReactNode {
  const { label, description, error = false } = field;
  const id = useId();
  return (
    <div className={`hs-field${error ? " hs-invalid" : ""}`}>
      {label === undefined ? null : (
        <span className="hs-label">
          <label htmlFor={id}>{label}</label>
          <LabelSigns field={field} />
        </span>
      )}
      {description === undefined ? null : (
        <span id={`${id}-description`} className="hs-description">
          {description}
        </span>
      )}
      {children(attributesOf(id, field))}
      <Verdict id={`${id}-message`} field={field} />
    </div>
  );
}

function attributesOf(id: string, field: FieldProps): ControlAttributes {
  const notes = [
    ...(field.description === undefined ? [] : [`${id}-description`]),
    ...(field.validationMessage === undefined ? [] : [`${id}-message`]),
  ];
  return {
    id,
    "aria-invalid": field.error === true ? true : undefined,
    "aria-describedby": notes.length === 0 ? undefined : notes.join(" "),
    "aria-required": field.required === true ? true : undefined,
  };
}

/** The star of what must be filled in, and the hint. */
export function LabelSigns({ field }: { field: FieldProps }): ReactNode {
  return (
    <>
      {field.required === true ? <span aria-hidden="true"> *</span> : null}
      <Hint text={field.tooltip} />
    </>
  );
}

/** What is wrong with a value, or that nothing is. */
export function Verdict({ id, field }: { id: string; field: FieldProps }): ReactNode {
  const { error = false, validationMessage } = field;
  if (validationMessage === undefined) return null;
  return (
    <span
      id={id}
      className={error ? "hs-error" : "hs-success"}
      {...(error ? { role: "alert" } : {})}
    >
      {validationMessage}
    </span>
  );
}

/** A sign beside a label that shows more words under the pointer or with the focus. */
function Hint({ text }: { text: string | undefined }): ReactNode {
  if (text === undefined) return null;
  return (
    <button type="button" className="hs-hint" aria-label={text}>
      <span className="hs-hint-sign" aria-hidden="true">
        i
      </span>
      <span className="hs-bubble hs-bubble-top" aria-hidden="true">
        {text}
      </span>
    </button>
  );
}

interface Held<Value> {
  given: Value | undefined;
  value: Value;
  /** What was entered and has not come back from the extension yet. */
  entered: readonly string[];
}

/**
 * The value of a control. What the extension gives comes from another thread: when it is only what was entered
 * a moment ago, what was entered since stays.
 */
export function useHeld<Value>(
  given: Value | undefined,
  initial: Value,
): [Value, (value: Value) => void] {
  const [held, setHeld] = useState<Held<Value>>({ given, value: given ?? initial, entered: [] });
  let current = held;
  if (JSON.stringify(held.given) !== JSON.stringify(given)) {
    const at = held.entered.indexOf(JSON.stringify(given));
    current =
      at === -1
        ? { given, value: given ?? initial, entered: [] }
        : { ...held, given, entered: held.entered.slice(at + 1) };
    setHeld(current);
  }
  const put = (value: Value): void =>
    setHeld((before) => ({
      ...before,
      value,
      entered: [...before.entered, JSON.stringify(value)],
    }));
  return [current.value, put];
}
