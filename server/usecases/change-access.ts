import { AppError } from "../sync/errors.ts";
import type { Member, PeopleStore } from "../sync/people-ports.ts";

/**
 * Says who may do what in a portal, in place of what was said before.
 *
 * @throws AppError invalid `nobody_left` when nobody could change settings afterwards, `listed_twice`
 */
export async function changeAccess(
  people: Pick<PeopleStore, "replaceMembers">,
  members: readonly Member[],
): Promise<void> {
  const ids = members.map(({ userId }) => userId);
  const twice = ids.findIndex((userId, at) => ids.indexOf(userId) !== at);
  if (twice !== -1) {
    throw new AppError(`The user ${ids[twice] ?? ""} is listed twice.`, {
      code: "listed_twice",
      errorClass: "invalid",
      field: `members.${twice}.userId`,
      remedy: "List every user once, with all rights.",
    });
  }
  if (!members.some(({ rights }) => rights.includes("settings"))) {
    throw new AppError("Nobody could change the settings any more.", {
      code: "nobody_left",
      errorClass: "invalid",
      field: "members",
      remedy: "Leave the settings to at least one user.",
    });
  }
  // Who may do nothing is no member.
  const kept = members.filter(({ rights }) => rights.length > 0);
  await people.replaceMembers(kept.map((one) => ({ ...one, rights: [...new Set(one.rights)] })));
}
