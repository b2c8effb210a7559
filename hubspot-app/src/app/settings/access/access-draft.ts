import type { Access, Right, User } from "@lockstep/api/wire-people.ts";

/** A user with what they may do. */
export interface MemberDraft {
  userId: string;
  email: string | null;
  rights: Right[];
}

/** What is entered and not saved. */
export interface AccessDraft {
  members: MemberDraft[];
}

/** What is stored, as a draft begins. */
export function draftOf({ members }: Access): AccessDraft {
  return {
    members: members.map(({ userId, email, rights }) => ({ userId, email, rights: [...rights] })),
  };
}

/** Gives a right, or takes it away. */
export function withRight(
  { members }: AccessDraft,
  userId: string,
  right: Right,
  isGiven: boolean,
): AccessDraft {
  return {
    members: members.map((member) => {
      if (member.userId !== userId) return member;
      const others = member.rights.filter((one) => one !== right);
      return { ...member, rights: isGiven ? [...others, right] : others };
    }),
  };
}

/** Adds a user, who may act on records at first. */
export function withMember({ members }: AccessDraft, { userId, email }: User): AccessDraft {
  if (members.some((member) => member.userId === userId)) return { members };
  return { members: [...members, { userId, email, rights: ["records"] }] };
}

/** Takes a user off the list. */
export function withoutMember({ members }: AccessDraft, userId: string): AccessDraft {
  return { members: members.filter((member) => member.userId !== userId) };
}

/** Whether two lists allow the same; the order of users and rights says nothing. */
export function isSame(one: AccessDraft, other: AccessDraft): boolean {
  const spell = ({ members }: AccessDraft): string =>
    JSON.stringify(
      members
        .filter(({ rights }) => rights.length > 0)
        .map(({ userId, rights }) => [userId, ...rights.toSorted()])
        .toSorted(([a = ""], [b = ""]) => a.localeCompare(b)),
    );
  return spell(one) === spell(other);
}

/** What the server would refuse; null: nothing. */
export function problemOf({ members }: AccessDraft): string | null {
  return members.some(({ rights }) => rights.includes("settings"))
    ? null
    : "Nobody could change the settings any more. Leave that to at least one person.";
}

/** Whether saving it takes the settings away from a user who has them. */
export function losesSettings(before: AccessDraft, after: AccessDraft, userId: string): boolean {
  const may = ({ members }: AccessDraft): boolean =>
    members.some((one) => one.userId === userId && one.rights.includes("settings"));
  return may(before) && !may(after);
}
