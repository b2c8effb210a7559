import type {
  DateInputProps,
  FormProps,
  InputProps,
  NumberInputProps,
  SearchInputProps,
  StepperInputProps,
  TextAreaProps,
} from "@hubspot/ui-extensions";
import { useLayoutEffect, useRef } from "react";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";
import { Field, useHeld } from "./field.tsx";
import type { ControlAttributes } from "./field.tsx";
import { useOverlays } from "./overlay-state.tsx";

interface Handlers<Value> {
  onInput?: ((value: Value) => void) | undefined;
  onChange?: ((value: Value) => void) | undefined;
  onBlur?: ((value: Value) => void) | undefined;
  onFocus?: ((value: Value) => void) | undefined;
}

/** HubSpot commits a value when the field is left or its form sent, and only one that changed. */
function useCommit<Value>(
  value: Value,
  handlers: Handlers<Value>,
): {
  type: (next: Value) => void;
  commit: () => void;
  leave: () => void;
  enter: () => void;
} {
  const latest = useRef(value);
  const committed = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  }, [value]);
  const commit = (): void => {
    if (Object.is(latest.current, committed.current)) return;
    committed.current = latest.current;
    handlers.onChange?.(latest.current);
  };
  return {
    type: (next) => {
      latest.current = next;
      handlers.onInput?.(next);
    },
    commit,
    leave: () => {
      commit();
      handlers.onBlur?.(latest.current);
    },
    enter: () => {
      committed.current = latest.current;
      handlers.onFocus?.(latest.current);
    },
  };
}

const onEnter =
  (commit: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key === "Enter") commit();
  };

function TextControl(
  props: InputProps & { kind: string; attributes: ControlAttributes; clearable?: boolean },
): ReactNode {
  const {
    kind,
    attributes,
    name,
    placeholder,
    readOnly = false,
    clearable = false,
    testId,
  } = props;
  const [value, setValue] = useHeld(props.value, props.defaultValue ?? "");
  const { type, commit, leave, enter } = useCommit(value, props);
  const put = (next: string): void => {
    setValue(next);
    type(next);
  };
  return (
    <span className="hs-control">
      <input
        {...attributes}
        type={kind}
        name={name}
        value={value}
        placeholder={placeholder}
        readOnly={readOnly}
        autoComplete={kind === "password" ? "new-password" : undefined}
        data-testid={testId}
        onChange={({ target }) => put(target.value)}
        onBlur={leave}
        onFocus={enter}
        onKeyDown={onEnter(commit)}
      />
      {clearable && value !== "" ? (
        <button
          type="button"
          className="hs-clear"
          aria-label="Clear"
          onClick={() => {
            put("");
            props.onChange?.("");
          }}
        >
          ×
        </button>
      ) : null}
    </span>
  );
}

/** A line of text. */
export function Input(props: InputProps): ReactNode {
  return (
    <Field field={props}>
      {(attributes) => (
        <TextControl {...props} kind={props.type ?? "text"} attributes={attributes} />
      )}
    </Field>
  );
}

/** A line of text to look for. */
export function SearchInput(props: SearchInputProps): ReactNode {
  const { clearable = true } = props;
  return (
    <Field field={props}>
      {(attributes) => (
        <TextControl {...props} kind="search" clearable={clearable} attributes={attributes} />
      )}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps): ReactNode {
  return <Field field={props}>{(attributes) => <Area {...props} attributes={attributes} />}</Field>;
}

function Area(props: TextAreaProps & { attributes: ControlAttributes }): ReactNode {
  const { attributes, name, rows = 3, cols, maxLength, resize = "both", testId } = props;
  const [value, setValue] = useHeld(props.value, props.defaultValue ?? "");
  const { type, leave, enter } = useCommit(value, props);
  return (
    <textarea
      {...attributes}
      name={name}
      value={value}
      placeholder={props.placeholder}
      readOnly={props.readOnly ?? false}
      rows={rows}
      cols={cols}
      maxLength={maxLength}
      style={{ resize }}
      data-testid={testId}
      onChange={({ target }) => {
        setValue(target.value);
        type(target.value);
      }}
      onBlur={leave}
      onFocus={enter}
    />
  );
}

/** A number. */
export function NumberInput(props: NumberInputProps): ReactNode {
  return (
    <Field field={props}>
      {(attributes) => <NumberControl {...props} attributes={attributes} />}
    </Field>
  );
}

/** A number with buttons to change it by a step. */
export function StepperInput(props: StepperInputProps): ReactNode {
  return (
    <Field field={props}>
      {(attributes) => (
        <NumberControl {...props} attributes={attributes} step={props.stepSize ?? 1} />
      )}
    </Field>
  );
}

function NumberControl(
  props: NumberInputProps & { attributes: ControlAttributes; step?: number },
): ReactNode {
  const { attributes, name, min, max, precision, formatStyle, textAlign, testId } = props;
  const given = props.value === undefined ? undefined : String(props.value);
  const [value, setValue] = useHeld(given, props.defaultValue?.toString() ?? "");
  const number = value === "" ? Number.NaN : Number(value);
  const { type, commit, leave, enter } = useCommit(number, props);
  return (
    <span className="hs-control">
      <input
        {...attributes}
        type="number"
        name={name}
        value={value}
        min={min}
        max={max}
        step={props.step ?? (precision === undefined ? "any" : 10 ** -precision)}
        placeholder={props.placeholder}
        readOnly={props.readOnly ?? false}
        style={{ textAlign }}
        data-testid={testId}
        onChange={({ target }) => {
          setValue(target.value);
          if (target.value !== "") type(Number(target.value));
        }}
        onBlur={leave}
        onFocus={enter}
        onKeyDown={onEnter(commit)}
      />
      {formatStyle === "percentage" ? <span aria-hidden="true">%</span> : null}
    </span>
  );
}

interface Day {
  year: number;
  month: number;
  date: number;
}

const pad = (part: number): string => String(part).padStart(2, "0");

function toText(day: Day | null | undefined): string | undefined {
  if (day === null || day === undefined) return undefined;
  return `${String(day.year).padStart(4, "0")}-${pad(day.month + 1)}-${pad(day.date)}`;
}

function toDay(text: string): (Day & { formattedDate: string }) | null {
  const [year, month, date] = text.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  return { year, month: month - 1, date, formattedDate: text };
}

/** A day; months count from 0, as in JavaScript. */
export function DateInput(props: DateInputProps): ReactNode {
  const [value, setValue] = useHeld(toText(props.value), toText(props.defaultValue) ?? "");
  return (
    <Field field={props}>
      {(attributes) => (
        <input
          {...attributes}
          type="date"
          name={props.name}
          value={value}
          min={toText(props.min)}
          max={toText(props.max)}
          readOnly={props.readOnly ?? false}
          data-testid={props.testId}
          onChange={({ target }) => {
            setValue(target.value);
            const day = toDay(target.value);
            // The type says that there is always a day; HubSpot gives null for a field made empty.
            props.onChange?.(day as never);
          }}
        />
      )}
    </Field>
  );
}

/** Fields that are sent together. */
export function Form(props: FormProps): ReactNode {
  const { children, onSubmit, autoComplete, testId } = props;
  const overlays = useOverlays();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // React's events also come from forms in overlays, which are not in this form's own part of the page.
    if (event.target !== event.currentTarget) return;
    const targetValue = Object.fromEntries(new FormData(event.currentTarget)) as never;
    const sent = { type: "submit", bubbles: true, timeStamp: 0, id: "", targetValue };
    const reactions = {
      openModal: () => undefined,
      openPanel: () => undefined,
      closeModal: (id: string) => overlays.close(id),
      closePanel: (id: string) => overlays.close(id),
    };
    void onSubmit?.(sent, reactions);
  };
  return (
    <form onSubmit={submit} noValidate autoComplete={autoComplete} data-testid={testId}>
      {children}
    </form>
  );
}
