import type { ConnectwiseDefinitions } from "../vendor-ports.ts";

/** The default of a set-up table, else its first row that is in use. */
export function usual<Choice extends { readonly isDefault: boolean; readonly isInactive: boolean }>(
  choices: readonly Choice[],
): Choice | undefined {
  const usable = choices.filter(({ isInactive }) => !isInactive);
  return usable.find(({ isDefault }) => isDefault) ?? usable[0];
}

/** Members who are people and still work there. */
export function activeMembers({
  members,
}: Pick<ConnectwiseDefinitions, "members">): ConnectwiseDefinitions["members"] {
  return members.filter(isActiveMember);
}

/** True for a person who still works there. */
export function isActiveMember({
  isInactive,
  isApiMember,
}: ConnectwiseDefinitions["members"][number]): boolean {
  return !isInactive && !isApiMember;
}
