import { z } from "zod";

import { text } from "./contract.ts";
import { recordFilter } from "./contract-filters.ts";
import { mappingRow } from "./contract-mapping.ts";
import { policyRequest } from "./contract-policy.ts";

const name = text(200);

/** Stages and statuses by their names. */
const stageMap = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        hubspot: z.strictObject({ pipeline: name, stage: name }),
        connectwise: z.strictObject({ stage: name, status: name }),
      }),
    )
    .max(2000),
  reopens: z.boolean().default(true),
});

const objectConfiguration = z.strictObject({
  isOn: z.boolean(),
  policy: policyRequest.omit({ isOn: true, catchAllCompanyId: true, defaults: true }).extend({
    /** Identifier of a ConnectWise company. */
    catchAllCompany: name.nullable().optional(),
    defaults: z.record(name, text(1000)).default({}),
  }),
  rows: z.array(mappingRow.extend({ stageMap: stageMap.optional() })).max(500),
  filters: z.strictObject({
    hubspot: recordFilter.nullable(),
    connectwise: recordFilter.nullable(),
  }),
});

/** `GET /api/v1/configuration`: the whole configuration of a portal, in names. */
export const configuration = z.strictObject({
  format: z.literal("lockstep-configuration"),
  version: z.literal(1),
  objects: z.record(text(50), objectConfiguration),
});

/** `POST /api/v1/configuration/preview`. */
export const previewRequest = z.strictObject({ configuration });

/** `PUT /api/v1/configuration`. */
export const configurationRequest = z.strictObject({
  configuration,
  /** Revision that the preview told; left out: whatever is stored. */
  expected: z.string().max(100).optional(),
});

const change = z.object({
  part: z.enum(["policy", "rows", "filters"]),
  kind: z.enum(["added", "changed", "removed"]),
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});

const problem = z.object({
  field: z.string(),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
});

const objectDifference = z.object({
  objectType: z.string(),
  changes: z.array(change),
  problems: z.array(problem),
});

/** `POST /api/v1/configuration/preview`. */
export const configurationPreviewReply = z.object({
  /** Stands for what is configured now. */
  revision: z.string(),
  objects: z.array(objectDifference),
});

/** `PUT /api/v1/configuration`: what was changed. */
export const configurationReply = z.object({ objects: z.array(objectDifference) });
