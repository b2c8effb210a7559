import { z } from "zod";

import { fieldValue, time } from "./contract.ts";
import { comparedKeys, waitStep } from "./contract-explain.ts";
import { fieldLine, recordIssue, shownRecord } from "./contract-records.ts";

const side = z.enum(["hubspot", "connectwise"]);
const words = { message: z.string(), remedy: z.string().nullable() };

/** A field of one side with what it holds, in words too. */
export const describedValue = z.object({
  path: z.string(),
  label: z.string(),
  /** How the value is to be shown; a `date` is a day, a `datetime` a moment, both in ISO 8601. */
  kind: z.enum(["text", "number", "boolean", "date", "datetime", "option", "person", "record"]),
  value: fieldValue,
  /** Labels of options, names of people and records; null: the field is empty. */
  text: z.string().nullable(),
});

const bothSides = { hubspot: describedValue, connectwise: describedValue };

/** The screen of a record. */
const withUrl = { url: z.string().nullable() };

const cardRecord = z.object({
  side,
  id: z.string(),
  /** Null while it cannot be read. */
  name: z.string().nullable(),
  /** ConnectWise's own words; null for HubSpot's record, and where it has none. */
  type: z.string().nullable(),
  status: z.string().nullable(),
  /** The record's screen. */
  url: z.string().nullable(),
});

/** Why a record is looked at again. */
export const laneName = z.enum(["sync-now", "hint", "poll", "first-sync", "sweep", "echo"]);

/** `GET /api/v1/records/:objectType/:side/:recordId/card`. */
export const cardReply = z.object({
  objectType: z.string(),
  side,
  recordId: z.string(),
  portal: z.object({ state: z.string(), ...words }),
  /** What the caller may do. */
  rights: z.array(z.enum(["settings", "records"])),
  /** `unknown`: nobody could look, and the words say why. */
  state: z.object({
    kind: z.enum([
      "linked",
      "waiting",
      "excluded",
      "attention",
      "review",
      "merged",
      "deleted",
      "not-linked",
      "unknown",
    ]),
    code: z.string(),
    ...words,
  }),
  /** The one that was asked for, and its counterpart where there is one. */
  records: z.object({ hubspot: cardRecord.nullable(), connectwise: cardRecord.nullable() }),
  /** When Lockstep wrote to each side last; null: not within 30 days. */
  lastWrites: z.object({ hubspot: time.nullable(), connectwise: time.nullable() }),
  /** A worker has it in hand. */
  isHeld: z.boolean(),
  pending: z.object({ lane: laneName, notBefore: time, attempts: z.number() }).nullable(),
  fields: z.array(
    z.object({
      key: z.string(),
      ...bothSides,
      isDifferent: z.boolean(),
      decision: fieldLine.shape.decision,
      rule: z.string(),
      ...words,
    }),
  ),
  /** What the mapped fields are called, also on a card that shows none. */
  labels: z.array(z.object({ side, path: z.string(), label: z.string() })),
  /** Fields that both sides changed, and that a person decides on; `since`: when a sync found it first. */
  conflicts: z.array(z.object({ key: z.string(), ...bothSides, since: time.nullable() })),
  /** Of a record without link: what could be its counterpart, and what looks like it on its own side. */
  candidates: z.array(shownRecord.extend({ ...comparedKeys, ...withUrl })),
  twins: z.array(shownRecord.extend(withUrl)),
  waits: z.array(waitStep),
  exclusion: z.object({ side, code: z.string(), message: z.string() }).nullable(),
  /** What the last sync said. */
  issues: z.array(recordIssue),
});
