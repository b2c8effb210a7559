import { z } from "zod";

import { runReply } from "./contract-runs.ts";

/** Largest body that is read, in bytes: HubSpot's own limit for `hubspot.fetch`. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** A text that is there. */
export const text = (max: number): z.ZodString => z.string().trim().min(1, "is missing").max(max);

/** What a field of a record holds; null: nothing. */
export const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** `POST /api/v1/connection`. */
export const connectionRequest = z.object({
  site: text(300),
  companyId: text(100),
  publicKey: text(200),
  privateKey: text(200),
});

/** Where a page of a list begins. */
export const pageQuery = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number<number>().int().min(1).max(1000).default(100),
});

/** Who calls, as HubSpot adds it to every `hubspot.fetch`; covered by the signature. */
export const callerQuery = z.object({
  portalId: z.string().regex(/^\d{1,20}$/u),
  userId: z.string().regex(/^\d{1,20}$/u),
  userEmail: z.string().max(320).optional(),
  appId: z.string().max(20).optional(),
});

/** A moment. */
export const time = z.iso.datetime();

/** What does not stop the sync, and what a person should know of. */
const warning = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  objectType: z.string().nullable(),
});

const stateBy = z.object({ userId: z.string(), email: z.string().nullable() });

/** `POST /api/v1/portal/pause` and `/resume`. */
export const portalReply = z.object({
  state: z.string(),
  since: time.nullable(),
  by: stateBy.nullable(),
});

/** `GET /api/v1/overview`. */
export const overviewReply = z.object({
  portal: z.object({
    portalId: z.string(),
    state: z.string(),
    stateReason: z.string().nullable(),
    /** Null for a state from before this was kept. */
    stateSince: time.nullable(),
    /** Who paused or resumed the sync; null: the state came by itself. */
    stateBy: stateBy.nullable(),
    uiDomain: z.string(),
  }),
  connection: z
    .object({
      siteHost: z.string(),
      companyId: z.string(),
      version: z.string(),
      isCloud: z.boolean(),
    })
    .nullable(),
  objects: z.record(z.string(), z.record(z.string(), z.number())),
  fieldIssues: z.record(z.string(), z.number()),
  runs: z.object({ "dry-run": runReply.nullable(), "first-sync": runReply.nullable() }),
  egressAddresses: z.array(z.string()),
  warnings: z.array(warning),
});

/** `POST /api/v1/connection`. */
export const connectionReply = z.object({
  siteHost: z.string(),
  companyId: z.string(),
  companyName: z.string(),
  version: z.string(),
  hasCallbacks: z.boolean(),
});

/** One choice of a field. */
export const optionEntry = z.object({ value: z.string(), label: z.string() });

/** Options of a mapped field that mean nothing in the other system. */
export const fieldIssue = z.object({
  hubspot: z.string(),
  connectwise: z.string(),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  options: z.array(optionEntry.extend({ side: z.enum(["hubspot", "connectwise"]) })),
});

/** `GET /api/v1/issues`. */
export const issuesReply = z.object({
  items: z.array(
    z.object({
      objectType: z.string(),
      side: z.enum(["hubspot", "connectwise"]),
      recordId: z.string(),
      linkedId: z.string().nullable(),
      /** The screens of the record and of the one that it is linked with. */
      url: z.string().nullable(),
      linkedUrl: z.string().nullable(),
      state: z.string(),
      code: z.string(),
      message: z.string(),
      field: z.string().nullable(),
      remedy: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
  /** With the first page: what is about no single record. */
  fields: z.array(fieldIssue.extend({ objectType: z.string() })),
});

/** Every error of the API. */
export const errorReply = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    remedy: z.string().optional(),
    requestId: z.string(),
  }),
});
