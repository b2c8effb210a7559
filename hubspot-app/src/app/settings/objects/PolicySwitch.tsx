import type { PolicyRequest } from "@lockstep/api/wire-objects.ts";
import type { ReactNode } from "react";
import { policyProblem } from "./field-of.ts";
import { SwitchField } from "./SwitchField.tsx";
import type { PolicyForm } from "./use-policy.ts";

/** Fields of a policy that are on or off. */
type PolicyFlag =
  "isOn" | "blocksFreeEmail" | "namesFromEmail" | "createsUnpaired" | "overridesForecast";

/** What {@link PolicySwitch} is given. */
export interface PolicySwitchProps {
  form: PolicyForm;
  field: PolicyFlag;
  name: string;
  label: string;
  /** What it does, in a sentence. */
  children: ReactNode;
}

/** The switch of a field of a policy. */
export function PolicySwitch({ form, field, ...rest }: PolicySwitchProps): ReactNode {
  const change = (isOn: boolean): void => {
    const changed: PolicyRequest = { [field]: isOn };
    form.change(changed);
  };
  return (
    <SwitchField
      {...rest}
      checked={form.policy[field] === true}
      readOnly={form.isReadOnly}
      problem={policyProblem(form, field)}
      onChange={change}
    />
  );
}
