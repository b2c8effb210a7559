import { z } from "zod";

/** Largest body that is read, in bytes: HubSpot's own limit for `hubspot.fetch`. */
export const MAX_BODY_BYTES = 1024 * 1024;

const text = (max: number): z.ZodString => z.string().trim().min(1, "is missing").max(max);

/** `POST /api/v1/connection`. */
export const connectionRequest = z.object({
  site: text(300),
  companyId: text(100),
  publicKey: text(200),
  privateKey: text(200),
});

const optionValues = z.record(z.string().max(1000), z.string().max(1000));

/** Translation of option values, by direction. */
const valueMap = z
  .object({
    toHubspot: optionValues,
    toConnectwise: optionValues,
    unmapped: z.enum(["problem", "skip"]).default("problem"),
  })
  .strict();

/** One row of a mapping. */
const mappingRow = z
  .object({
    hubspot: text(200),
    connectwise: text(200),
    direction: z.enum(["both", "to-hubspot", "to-connectwise", "off"]),
    transform: z
      .enum([
        "text",
        "domain",
        "phone",
        "integer",
        "number",
        "boolean",
        "date",
        "country",
        "value-map",
      ])
      .optional(),
    conflictRule: z
      .enum(["hubspot", "connectwise", "most-recent", "prefer-non-blank", "ask"])
      .optional(),
    blankRule: z.enum(["keep", "clear"]).optional(),
    valueMap: valueMap.optional(),
  })
  .strict();

/** `PUT /api/v1/objects/:objectType/mapping`. */
export const mappingRequest = z.object({ rows: z.array(mappingRow).max(500) });

/** The two kinds of runs, as they stand in paths. */
export const runKind = z.enum(["dry-run", "first-sync"]);

/** Where a page of a list begins. */
export const pageQuery = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** Who calls, as HubSpot adds it to every `hubspot.fetch`; covered by the signature. */
export const callerQuery = z.object({
  portalId: z.string().regex(/^\d{1,20}$/u),
  userId: z.string().regex(/^\d{1,20}$/u),
  userEmail: z.string().max(320).optional(),
  appId: z.string().max(20).optional(),
});

const time = z.iso.datetime();

/** Progress and outcome of a run. */
export const runReply = z.object({
  runId: z.string(),
  kind: runKind,
  state: z.enum(["running", "paused", "cancelled", "done", "failed"]),
  phase: z.string(),
  done: z.number().int(),
  total: z.number().int(),
  counts: z.record(z.string(), z.number()),
  startedAt: time,
  finishedAt: time.nullable(),
  error: z.string().nullable(),
});

/** `GET /api/v1/overview`. */
export const overviewReply = z.object({
  portal: z.object({
    portalId: z.string(),
    state: z.string(),
    stateReason: z.string().nullable(),
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
  runs: z.object({ "dry-run": runReply.nullable(), "first-sync": runReply.nullable() }),
  egressAddresses: z.array(z.string()),
});

/** `POST /api/v1/connection`. */
export const connectionReply = z.object({
  siteHost: z.string(),
  companyId: z.string(),
  companyName: z.string(),
  version: z.string(),
  hasCallbacks: z.boolean(),
});

/** `GET` and `PUT /api/v1/objects/:objectType/mapping`. */
export const mappingReply = z.object({
  objectType: z.string(),
  version: z.number().int(),
  rows: z.array(
    mappingRow.omit({ valueMap: true }).extend({
      key: z.string(),
      transform: z.string(),
      isOwn: z.boolean(),
      valueMap: z.string().optional(),
    }),
  ),
  valueMaps: z.record(z.string(), z.unknown()),
});

/** `GET /api/v1/runs/:runId/items`. */
export const runItemsReply = z.object({
  items: z.array(
    z.object({
      objectType: z.string(),
      hubspotId: z.string().nullable(),
      connectwiseId: z.string().nullable(),
      action: z.string(),
      matchedBy: z.string(),
      reason: z.string(),
    }),
  ),
  next: z.string().nullable(),
});

/** `GET /api/v1/issues`. */
export const issuesReply = z.object({
  items: z.array(
    z.object({
      objectType: z.string(),
      side: z.enum(["hubspot", "connectwise"]),
      recordId: z.string(),
      linkedId: z.string().nullable(),
      state: z.string(),
      code: z.string(),
      message: z.string(),
      field: z.string().nullable(),
      remedy: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
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
