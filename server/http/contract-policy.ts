import { z } from "zod";

import { MATCH_FIELDS } from "../sync/model.ts";
import { fieldValue, text } from "./contract.ts";
import { conflictRule } from "./contract-mapping.ts";

const direction = z.enum(["both", "to-hubspot", "to-connectwise"]);
const matchField = z.enum(MATCH_FIELDS);
const side = z.enum(["hubspot", "connectwise"]);
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/u, "must be a domain such as mail.example");
const domains = z.array(domain).max(2000);
const switches = {
  blocksFreeEmail: z.boolean().optional(),
  namesFromEmail: z.boolean().optional(),
  createsUnpaired: z.boolean().optional(),
  overridesForecast: z.boolean().optional(),
};

/** `PUT /api/v1/objects/:objectType/policy`: what is left out stays. */
export const policyRequest = z.strictObject({
  isOn: z.boolean().optional(),
  direction: direction.optional(),
  createIn: z
    .strictObject({ hubspot: z.boolean().optional(), connectwise: z.boolean().optional() })
    .optional(),
  firstLinkRule: side.optional(),
  conflictDefault: conflictRule.optional(),
  matchField: matchField.optional(),
  freeEmailDomains: z.strictObject({ added: domains, removed: domains }).optional(),
  catchAllCompanyId: z
    .string()
    .regex(/^\d{1,15}$/u, "must be the id of a ConnectWise company")
    .nullable()
    .optional(),
  defaults: z.record(text(200), text(1000).nullable()).optional(),
  dueInDays: z.record(text(200), z.number().int().min(0).max(3650)).optional(),
  ...switches,
});

/** `GET` and `PUT /api/v1/objects/:objectType/policy`. */
export const policyReply = z.object({
  objectType: z.string(),
  isOn: z.boolean(),
  direction: z.string(),
  createIn: z.object({ hubspot: z.boolean(), connectwise: z.boolean() }),
  firstLinkRule: side,
  /** Conflict rule of mapping rows that are added from now on. */
  conflictDefault: conflictRule,
  /** In what records must agree to be linked without a person; null where a person pairs them. */
  matchField: matchField.nullable(),
  /** What may be chosen for it. */
  matchFields: z.array(matchField),
  freeEmailDomains: z
    .object({ added: z.array(z.string()), removed: z.array(z.string()) })
    .optional(),
  catchAllCompanyId: z.string().nullable(),
  defaults: z.record(z.string(), fieldValue),
  dueInDays: z.record(z.string(), z.number()),
  ...switches,
  /** Fields that may have a default, with what they may hold. */
  choices: z.array(
    z.object({
      path: z.string(),
      label: z.string(),
      isRequired: z.boolean(),
      options: z.array(z.object({ value: z.string(), label: z.string(), isActive: z.boolean() })),
    }),
  ),
});
