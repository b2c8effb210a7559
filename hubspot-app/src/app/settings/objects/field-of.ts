import { problem, refusalAt } from "./problem-at.ts";
import type { Problem } from "./problem-at.ts";
import type { PolicyForm } from "./use-policy.ts";

/** What is wrong with a field of a policy: what was found here, else what the server said. */
export function policyProblem(form: PolicyForm, field: string): string | null {
  return form.problems.get(field) ?? refusalAt(form.failure, field);
}

/** {@link policyProblem}, as a control takes it. */
export function fieldOf(form: PolicyForm, field: string): Problem & { readOnly: boolean } {
  return { readOnly: form.isReadOnly, ...problem(policyProblem(form, field)) };
}
