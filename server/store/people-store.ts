import type { PeopleStore } from "../sync/people-ports.ts";
import { insertAudit, readAudit } from "./audit-log.ts";
import type { Database } from "./db.ts";
import { readDraft, removeDraft, replaceDraft } from "./drafts.ts";
import type { PortalCrypto } from "./encryption.ts";
import { readMembers, readRights, replaceMembers } from "./members.ts";
import type { StoreScope } from "./rows.ts";

/** Keeps the people of one portal: rights, audit log, drafts; each method is one transaction. */
export function createPeopleStore(
  database: Database,
  portalId: string,
  crypto: PortalCrypto,
): PeopleStore {
  const run = <Result>(work: (scope: StoreScope) => Promise<Result>): Promise<Result> =>
    database.inPortal(portalId, (query) => work({ query, crypto }));
  return {
    members: () => run(({ query }) => readMembers(query)),
    rightsOf: (userId) => run(({ query }) => readRights(query, userId)),
    replaceMembers: (members) => run(({ query }) => replaceMembers(query, members)),
    appendAudit: (entry) => run(({ query }) => insertAudit(query, entry)),
    auditLog: (after, limit) => run(({ query }) => readAudit(query, after, limit)),
    draft: (userId, key) => run((scope) => readDraft(scope, userId, key)),
    saveDraft: (userId, key, draft) => run((scope) => replaceDraft(scope, userId, key, draft)),
    deleteDraft: (userId, key) => run((scope) => removeDraft(scope, userId, key)),
  };
}
