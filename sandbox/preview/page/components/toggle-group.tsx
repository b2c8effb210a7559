import type { ToggleGroupProps } from "@hubspot/ui-extensions";
import { useId } from "react";
import type { ReactNode } from "react";
import { LabelSigns, Verdict, useHeld } from "./field.tsx";

/** What is chosen, and how to choose: one with radio buttons, several with boxes. */
function useChosen(props: ToggleGroupProps): {
  isRadio: boolean;
  chosen: readonly string[];
  choose: (value: string, isOn: boolean) => void;
} {
  const isRadio = props.toggleType === "radioButtonList";
  const given = props.value === undefined ? undefined : [props.value].flat();
  const initial = props.options.filter((option) => option.initialIsChecked === true);
  const [chosen, setChosen] = useHeld(
    given,
    initial.map((option) => option.value),
  );
  const choose = (value: string, isOn: boolean): void => {
    const others = chosen.filter((one) => one !== value);
    const several = isOn ? [...others, value] : others;
    setChosen(isRadio ? [value] : several);
    const tell = props.onChange as ((value: string | string[]) => void) | undefined;
    tell?.(isRadio ? value : several);
  };
  return { isRadio, chosen, choose };
}

/** A group of boxes or radio buttons under one label. */
export function ToggleGroup(props: ToggleGroupProps): ReactNode {
  const { options, label, name, inline = false, error = false, validationMessage, testId } = props;
  const { isRadio, chosen, choose } = useChosen(props);
  const id = useId();
  return (
    <fieldset
      className={`hs-field hs-group${error ? " hs-invalid" : ""}`}
      aria-describedby={validationMessage === undefined ? undefined : `${id}-message`}
      data-testid={testId}
    >
      <legend className="hs-label">
        {label}
        <LabelSigns field={props} />
      </legend>
      <div className={inline ? "hs-inline-choices" : "hs-choices"}>
        {options.map((option) => (
          <label key={option.value} className="hs-choice">
            <input
              type={isRadio ? "radio" : "checkbox"}
              name={`${name}-${id}`}
              checked={chosen.includes(option.value)}
              disabled={option.readonly === true || option.readOnly === true}
              onChange={({ target }) => choose(option.value, target.checked)}
            />
            <span>
              {option.label}
              {option.description === undefined ? null : (
                <span className="hs-description">{option.description}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      <Verdict id={`${id}-message`} field={props} />
    </fieldset>
  );
}
