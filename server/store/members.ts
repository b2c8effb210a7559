import { AppError } from "../sync/errors.ts";
import type { Member, Right } from "../sync/people-ports.ts";
import { insertAudit } from "./audit-log.ts";
import type { Database, Query } from "./db.ts";

interface MemberRow {
  user_id: string;
  email: string | null;
  rights: Right[];
}

/** Reads everyone who may do something, in the order of their ids. */
export async function readMembers(query: Query): Promise<readonly Member[]> {
  const rows = await query<MemberRow>(
    "SELECT user_id, email, rights FROM members ORDER BY length(user_id), user_id",
  );
  return rows.map(({ user_id: userId, email, rights }) => ({ userId, email, rights }));
}

/** Reads what a user may do; nothing for who is no member. */
export async function readRights(query: Query, userId: string): Promise<readonly Right[]> {
  const [row] = await query<Pick<MemberRow, "rights">>(
    "SELECT rights FROM members WHERE user_id = ?",
    [userId],
  );
  return row?.rights ?? [];
}

/** Puts these in place of all members. */
export async function replaceMembers(query: Query, members: readonly Member[]): Promise<void> {
  await query("DELETE FROM members");
  const rows = members.map(({ userId, email, rights }) => ({ user_id: userId, email, rights }));
  await query(
    `INSERT INTO members (user_id, email, rights)
     SELECT n.* FROM jsonb_to_recordset(?::jsonb) AS n(user_id text, email text, rights text[])`,
    [JSON.stringify(rows)],
  );
}

/** Lets a user do everything, whatever it was before. */
export async function grantAll(
  query: Query,
  { userId, email }: Pick<Member, "userId" | "email">,
): Promise<void> {
  await query(
    `INSERT INTO members AS m (user_id, email, rights) VALUES (?, ?, ARRAY['settings', 'records'])
     ON CONFLICT (portal_id, user_id) DO UPDATE
     SET rights = excluded.rights, email = coalesce(excluded.email, m.email)`,
    [userId, email],
  );
}

/**
 * The operator's way in: lets a user do everything in a portal, and says so in its audit log.
 *
 * @throws AppError `unknown_portal`, or `invalid_user` for an id that is none of HubSpot's
 */
export async function grantAdmin(
  database: Pick<Database, "inPortal">,
  portalId: string,
  user: Pick<Member, "userId" | "email">,
): Promise<void> {
  if (!/^\d{1,20}$/u.test(user.userId)) {
    throw new AppError(
      `"${user.userId}" is no id of a HubSpot user. Give the number, not the name`,
      {
        code: "invalid_user",
        errorClass: "invalid",
        field: "user",
      },
    );
  }
  await database.inPortal(portalId, async (query) => {
    if ((await query("SELECT FROM portals")).length === 0) {
      throw new AppError(`Lockstep is not installed in portal ${portalId}`, {
        code: "unknown_portal",
        errorClass: "invalid",
        field: "portal",
        remedy: "`npm run lockstep -- portals` lists those where it is.",
      });
    }
    await grantAll(query, user);
    const input = { user: user.userId };
    await insertAudit(query, { act: "admin_granted", userId: "operator", subject: {}, input });
  });
}
