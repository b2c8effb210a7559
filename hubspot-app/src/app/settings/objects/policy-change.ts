import type { Policy, PolicyRequest } from "@lockstep/api/wire-objects.ts";

/** Adds what was just entered to what was entered before. */
export function addToChange(before: PolicyRequest, part: PolicyRequest): PolicyRequest {
  return {
    ...before,
    ...part,
    ...(part.createIn && { createIn: { ...before.createIn, ...part.createIn } }),
    ...(part.defaults && { defaults: { ...before.defaults, ...part.defaults } }),
    ...(part.dueInDays && { dueInDays: { ...before.dueInDays, ...part.dueInDays } }),
  };
}

/** The policy as it would be with the change. */
export function withChange(policy: Policy, change: PolicyRequest): Policy {
  const { createIn, catchAllCompanyId, defaults, dueInDays, ...single } = change;
  return {
    ...policy,
    ...given(single),
    createIn: { ...policy.createIn, ...given(createIn ?? {}) },
    catchAllCompanyId:
      catchAllCompanyId === undefined ? policy.catchAllCompanyId : catchAllCompanyId,
    defaults: withoutNull({ ...policy.defaults, ...defaults }),
    dueInDays: { ...policy.dueInDays, ...dueInDays },
  };
}

/** Whether the change makes anything different. */
export function isDifferent(policy: Policy, change: PolicyRequest): boolean {
  return JSON.stringify(withChange(policy, change)) !== JSON.stringify(withChange(policy, {}));
}

type Given<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

function given<Value extends object>(value: Value): Given<Value> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was undefined is gone
  return Object.fromEntries(entries) as Given<Value>;
}

function withoutNull<Value>(values: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
