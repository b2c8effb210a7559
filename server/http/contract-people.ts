import { z } from "zod";

import { text, time } from "./contract.ts";

/** Largest draft, in bytes of its JSON. */
export const MAX_DRAFT_BYTES = 256 * 1024;

const right = z.enum(["settings", "records"]);
const userId = z.string().regex(/^\d{1,20}$/u, "must be the id of a HubSpot user");

/** `PUT /api/v1/access`: everyone who may do something, and what. */
export const accessRequest = z.strictObject({
  members: z
    .array(
      z.strictObject({
        userId,
        email: text(320).nullable().default(null),
        rights: z.array(right).max(2),
      }),
    )
    .max(200),
});

/** `GET` and `PUT /api/v1/access`. */
export const accessReply = z.object({
  you: z.object({ userId: z.string(), rights: z.array(right) }),
  members: z.array(
    z.object({ userId: z.string(), email: z.string().nullable(), rights: z.array(right) }),
  ),
});

/** `GET /api/v1/access/users`: who may be allowed something, in the order of their names. */
export const usersReply = z.object({
  users: z.array(z.object({ userId: z.string(), name: z.string(), email: z.string().nullable() })),
});

/** `GET /api/v1/audit`: the newest first. */
export const auditReply = z.object({
  items: z.array(
    z.object({
      at: time,
      act: z.string(),
      /** HubSpot's id of a user; `operator` for whoever runs the server. */
      userId: z.string(),
      email: z.string().nullable(),
      /** What it was about: the values in the path, such as the object type. */
      subject: z.record(z.string(), z.string()),
      /** What was sent, without secrets; of large bodies the names of the fields only. */
      input: z.unknown(),
    }),
  ),
  next: z.string().nullable(),
});

/** Whatever a form holds. */
const draft = z.record(z.string().max(200), z.unknown());

/** `PUT /api/v1/drafts/:key`. */
export const draftRequest = z.strictObject({ draft });

/** `GET` and `PUT /api/v1/drafts/:key`. */
export const draftReply = z.object({ key: z.string(), draft, savedAt: time });
