import type { Policy } from "@lockstep/api/wire-objects.ts";
import { contradictionIn, problemWithDomains } from "./domains.ts";

/** Most days that a date may be put off by. */
const MOST_DAYS = 3650;

/** What is wrong with a policy before anybody else looks at it, by the field that the server would name. */
export function checkPolicy(policy: Policy): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const put = (field: string, message: string | null): void => {
    if (message !== null) problems.set(field, message);
  };
  const { added = [], removed = [] } = policy.freeEmailDomains ?? {};
  put("freeEmailDomains.added", problemWithDomains(added));
  put("freeEmailDomains.removed", problemWithDomains(removed) ?? contradictionIn(added, removed));
  for (const [path, days] of Object.entries(policy.dueInDays)) {
    const isFine = Number.isInteger(days) && days >= 0 && days <= MOST_DAYS;
    put(`dueInDays.${path}`, isFine ? null : `Enter whole days, from 0 to ${MOST_DAYS}.`);
  }
  return problems;
}
