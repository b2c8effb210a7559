import { z } from "zod";

import { fieldIssue, fieldValue, optionEntry, text, time } from "./contract.ts";

const direction = z.enum(["both", "to-hubspot", "to-connectwise", "off"]);
const option = z.string().max(1000);
const optionValues = z.record(option, option);

const transform = z.enum([
  "text",
  "email",
  "domain",
  "phone",
  "integer",
  "number",
  "boolean",
  "date",
  "datetime-day",
  "country",
  "value-map",
  "value-map-list",
  "stage",
  "reference",
  "references",
]);
/** Which side wins when both have changed. */
export const conflictRule = z.enum([
  "hubspot",
  "connectwise",
  "most-recent",
  "prefer-non-blank",
  "ask",
]);
const blankRule = z.enum(["keep", "clear"]);

/** Translation of option values, by direction. */
const valueMap = z.strictObject({
  toHubspot: optionValues,
  toConnectwise: optionValues,
  fallback: z
    .strictObject({ toHubspot: option.optional(), toConnectwise: option.optional() })
    .optional(),
  unmapped: z.enum(["problem", "skip"]).default("problem"),
});

/** Rows of a stage map; what they amount to follows from their statuses. */
const stageMap = z.strictObject({
  rows: z.array(z.strictObject({ hubspot: text(200), connectwise: text(200) })).max(2000),
  reopens: z.boolean().default(true),
});

const shownOptions = z.record(z.string(), z.string());

/** A value map as it is: of what the vendors say, so that no limit of requests holds. */
const shownValueMap = z.object({
  toHubspot: shownOptions,
  toConnectwise: shownOptions,
  fallback: z
    .object({ toHubspot: z.string().optional(), toConnectwise: z.string().optional() })
    .optional(),
  unmapped: z.enum(["problem", "skip"]),
});

/** A stage map as it is. */
const shownStageMap = z.object({
  rows: z.array(
    z.object({
      hubspot: z.string(),
      connectwise: z.string(),
      outcome: z.enum(["open", "won", "lost"]),
    }),
  ),
  reopens: z.boolean(),
});

/** One row of a mapping. */
export const mappingRow = z.strictObject({
  hubspot: text(200),
  connectwise: text(200),
  direction,
  transform: transform.optional(),
  conflictRule: conflictRule.optional(),
  blankRule: blankRule.optional(),
  valueMap: valueMap.optional(),
});

/** What a change does to records that are linked already, and from which version it was made. */
const choice = {
  existing: z.enum(["apply", "from-now-on"]).default("from-now-on"),
  basedOn: z.number().int().optional(),
  /** Number of records to be written to that the person agrees to. */
  accepts: z.number().int().optional(),
};

/** `PUT /api/v1/objects/:objectType/mapping` and `POST …/mapping/preview`. */
export const mappingRequest = z.strictObject({
  rows: z.array(mappingRow).max(500).optional(),
  valueMaps: z.record(text(200), valueMap).optional(),
  stageMaps: z.record(text(200), stageMap).optional(),
  ...choice,
});

/** `POST /api/v1/objects/:objectType/mapping/reset`. */
export const resetRequest = z.strictObject({
  existing: choice.existing,
  accepts: choice.accepts,
});

/** `POST /api/v1/objects/:objectType/mapping/dry-run`: a change of it, or going back to the start. */
export const dryRunRequest = mappingRequest
  .omit({ existing: true, accepts: true })
  .extend({ isReset: z.boolean().optional() });

/** `PUT /api/v1/objects/:objectType/value-maps/:name`. */
export const valueMapRequest = z.strictObject({ map: valueMap, ...choice });

/** `PUT /api/v1/objects/:objectType/stage-maps/:name`. */
export const stageMapRequest = z.strictObject({ map: stageMap, ...choice });

/** `GET /api/v1/objects/:objectType/fields`. */
export const fieldsQuery = z.object({
  hubspot: z.string().max(200).optional(),
  connectwise: z.string().max(200).optional(),
});

/** How far a change of settings has got. */
const rollout = z.object({
  version: z.number().int(),
  phase: z.enum(["links", "issues", "paused", "done"]),
  marked: z.number().int(),
  links: z.number().int(),
  linksDone: z.number().int(),
  startedAt: time,
  finishedAt: time.nullable(),
});

/** `GET` and `PUT /api/v1/objects/:objectType/mapping`. */
export const mappingReply = z.object({
  objectType: z.string(),
  version: z.number().int(),
  rows: z.array(
    z.object({
      key: z.string(),
      hubspot: z.string(),
      connectwise: z.string(),
      direction,
      transform,
      conflictRule,
      blankRule,
      isOwn: z.boolean(),
      isFixed: z.boolean(),
      valueMap: z.string().optional(),
    }),
  ),
  valueMaps: z.record(z.string(), shownValueMap),
  stageMaps: z.record(z.string(), shownStageMap),
  issues: z.array(fieldIssue),
  /** What a new row starts with. */
  conflictDefault: conflictRule,
  rollout: rollout.nullable(),
});

const fieldChange = z.object({
  hubspot: z.string(),
  connectwise: z.string(),
  kinds: z.array(z.string()),
});

/** `POST /api/v1/objects/:objectType/mapping/preview`. */
export const previewReply = z.object({
  changes: z.array(fieldChange),
  /** Linked records that would be looked at again. */
  links: z.number().int(),
});

/** `GET` and `POST /api/v1/objects/:objectType/mapping/dry-run`. */
export const dryRunReply = z.object({
  state: z.enum(["running", "done"]),
  /** Links looked at so far. */
  links: z.number().int(),
  counts: z.object({
    hubspot: z.number().int(),
    connectwise: z.number().int(),
    overwritten: z.number().int(),
    emptied: z.number().int(),
    problems: z.number().int(),
  }),
  samples: z.array(
    z.object({
      hubspotId: z.string(),
      connectwiseId: z.string(),
      hubspotUrl: z.string().nullable(),
      connectwiseUrl: z.string().nullable(),
      changes: z.array(
        z.object({
          side: z.enum(["hubspot", "connectwise"]),
          field: z.string(),
          before: fieldValue,
          after: fieldValue,
          rule: z.string(),
        }),
      ),
    }),
  ),
  startedAt: time,
  finishedAt: time.nullable(),
});

/** `GET /api/v1/objects/:objectType/mapping/versions`. */
export const versionsReply = z.object({
  items: z.array(
    z.object({
      version: z.number().int(),
      madeAt: time,
      userId: z.string().nullable(),
      existing: z.string().nullable(),
      changes: z.array(fieldChange),
      /** Sides whose filter became another one. */
      filters: z.array(z.string()),
    }),
  ),
  next: z.string().nullable(),
});

const way = z.object({
  transforms: z.array(z.string()),
  directions: z.array(direction),
  map: z.enum(["none", "suggested", "given"]),
});
const fieldEntry = z.object({
  path: z.string(),
  label: z.string(),
  kind: z.string(),
  isReadOnly: z.boolean(),
});

/** `GET /api/v1/objects/:objectType/fields`: everything, with the table of what goes with what. */
export const fieldsReply = z.object({
  readAt: time,
  staleBecause: z.string().nullable(),
  hubspot: z.array(fieldEntry),
  connectwise: z.array(fieldEntry),
  pairings: z.array(way.extend({ hubspot: z.string(), connectwise: z.string() })),
});

/** `POST /api/v1/definitions/refresh`. */
export const refreshReply = z.object({
  objects: z.array(z.object({ objectType: z.string(), readAt: time.nullable() })),
});

/** The same for one field: what of the other side it may be mapped to. */
export const compatibleReply = z.object({
  field: fieldEntry,
  compatible: z.array(fieldEntry.extend({ ways: z.array(way) })),
});

const optionSet = z.object({
  kind: z.enum(["listed", "country-codes", "any"]),
  options: z.array(optionEntry.extend({ isActive: z.boolean() })).optional(),
});

/** `GET /api/v1/objects/:objectType/value-maps/:name`: what the editor of a map needs. */
export const valueMapReply = z.object({
  name: z.string(),
  version: z.number().int(),
  rows: z.array(z.object({ hubspot: z.string(), connectwise: z.string() })),
  map: shownValueMap,
  suggestion: shownValueMap,
  hubspot: optionSet,
  connectwise: optionSet,
});

/** `GET /api/v1/objects/:objectType/stage-maps/:name`. */
export const stageMapReply = z.object({
  name: z.string(),
  version: z.number().int(),
  map: shownStageMap,
  suggestion: shownStageMap,
  pipelines: z.array(
    optionEntry.extend({ stages: z.array(optionEntry.extend({ outcome: z.string() })) }),
  ),
  stages: z.array(optionEntry.extend({ isActive: z.boolean() })),
  statuses: z.array(optionEntry.extend({ isActive: z.boolean(), outcome: z.string() })),
});
