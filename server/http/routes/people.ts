import { type Response, Router } from "express";

import { changeAccess } from "../../usecases/change-access.ts";
import { pageQuery } from "../contract.ts";
import {
  accessReply,
  accessRequest,
  auditReply,
  draftReply,
  draftRequest,
  MAX_DRAFT_BYTES,
  usersReply,
} from "../contract-people.ts";
import { HttpError } from "../middleware/errors.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { rawBodyOf } from "../middleware/raw-body.ts";
import { readPage } from "../pages.ts";
import { readBody, readQuery, toTime } from "../requests.ts";

/** Who may do what, what was done, and what people have begun. */
export function createPeopleRouter(): Router {
  const router = Router();
  router.get("/access", async (_request, response) => {
    await answerAccess(response);
  });
  router.put("/access", async (request, response) => {
    const { members } = readBody(request, accessRequest);
    await changeAccess(callerOf(response).portal.people, members);
    await answerAccess(response);
  });
  router.get("/access/users", async (_request, response) => {
    const users = await callerOf(response).portal.connect.hubspot.users();
    const byName = users.toSorted((one, other) =>
      (one.name || (one.email ?? "")).localeCompare(other.name || (other.email ?? "")),
    );
    response.json(usersReply.parse({ users: byName }));
  });
  router.get("/audit", async (request, response) => {
    const { after, limit } = readQuery(request, pageQuery);
    const { people } = callerOf(response).portal;
    const { items, next } = await readPage(limit, (size) => people.auditLog(after ?? null, size));
    const shown = items.map((item) => ({ ...item, at: toTime(item.at) }));
    response.json(auditReply.parse({ items: shown, next }));
  });
  addDraftRoutes(router);
  return router;
}

async function answerAccess(response: Response): Promise<void> {
  const { portal: access, userId } = callerOf(response);
  const members = await access.people.members();
  const rights = members.find((member) => member.userId === userId)?.rights ?? [];
  response.json(accessReply.parse({ you: { userId, rights }, members }));
}

function addDraftRoutes(router: Router): void {
  router.get("/drafts/:key", async (request, response) => {
    const { portal: access, userId } = callerOf(response);
    const key = keyOf(request.params.key);
    const found = await access.people.draft(userId, key);
    if (found === null)
      throw new HttpError(404, "no_draft", "There is no draft of this name.", {
        remedy: "Begin with what is stored.",
      });
    response.json(draftReply.parse({ key, ...found, savedAt: toTime(found.savedAt) }));
  });
  router.put("/drafts/:key", async (request, response) => {
    const { portal: access, userId } = callerOf(response);
    const key = keyOf(request.params.key);
    if (rawBodyOf(request).length > MAX_DRAFT_BYTES) {
      throw new HttpError(413, "draft_too_large", "A draft may have 256 kB.", {
        field: "draft",
        remedy: "Save what is finished first.",
      });
    }
    const { draft } = readBody(request, draftRequest);
    const saved = await access.people.saveDraft(userId, key, draft);
    if (saved === null) {
      throw new HttpError(409, "too_many_drafts", "You have 50 drafts already.", {
        field: "key",
        remedy: "Save or discard some of them first.",
      });
    }
    response.json(draftReply.parse({ key, ...saved, savedAt: toTime(saved.savedAt) }));
  });
  router.delete("/drafts/:key", async (request, response) => {
    const { portal: access, userId } = callerOf(response);
    await access.people.deleteDraft(userId, keyOf(request.params.key));
    response.json({});
  });
}

function keyOf(key: string): string {
  if (/^[a-z0-9][a-z0-9.-]{0,99}$/u.test(key)) return key;
  throw new HttpError(422, "invalid_input", "key: is no name of a draft", {
    field: "key",
    remedy: "Use up to 100 small letters, digits, dots and hyphens.",
  });
}
