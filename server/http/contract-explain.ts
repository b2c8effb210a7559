import { z } from "zod";

import { time } from "./contract.ts";
import { fieldLine, journalLine, recordIssue, shownRecord } from "./contract-records.ts";

const side = z.enum(["hubspot", "connectwise"]);
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const filterAnswer = z.object({
  path: z.string(),
  value,
  wanted: z.string(),
  isMet: z.boolean(),
});

/** A line of the customer's filter; labels stand for fields, options, people and lists in all words. */
const ownLine = filterAnswer.extend({
  label: z.string(),
  /** The value in words; null for nothing. */
  text: z.string().nullable(),
});

/** What has been compared with the record, besides what it shows. */
export const comparedKeys = { shared: z.array(z.string()), differing: z.array(z.string()) };

/** A record that another one waits for. */
export const waitStep = z.object({
  objectType: z.string(),
  side,
  recordId: z.string(),
  depth: z.number().int(),
  state: z.string().nullable(),
  linkedId: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
  /** The record's screen. */
  url: z.string().nullable(),
});

const exclusion = z.object({ code: z.string(), message: z.string() }).nullable();

/** `GET /api/v1/records/:objectType/:side/:recordId/explain`. */
export const explainReply = z.object({
  objectType: z.string(),
  side,
  recordId: z.string(),
  linkedId: z.string().nullable(),
  /** As it is stored: of the link, or else of the verdict about the record. */
  storedState: z.string().nullable(),
  /** What a sync would make of it now; null: linked, and nothing in its way. */
  state: z.string().nullable(),
  /** What a sync would do now. */
  action: z.enum(["update", "create", "verdict", "later"]),
  /** A worker has it in hand. */
  isHeld: z.boolean(),
  pending: z.object({ lane: z.number(), notBefore: time, attempts: z.number() }).nullable(),
  /** A create whose answer is still to be found. */
  openCreate: z
    .object({ attempts: z.number(), candidateIds: z.array(z.string()).nullable() })
    .nullable(),
  sides: z.array(
    z.object({
      side,
      recordId: z.string(),
      modifiedAt: time,
      isDeleted: z.boolean(),
      mergedIntoId: z.string().nullable(),
      standardFilters: z.array(
        filterAnswer.extend({ code: z.string(), message: z.string().nullable() }),
      ),
      ownFilter: z.object({ isMet: z.boolean(), groups: z.array(z.array(ownLine)) }).nullable(),
      parents: exclusion,
      exclusion,
    }),
  ),
  match: z
    .object({
      outcome: z.enum(["link", "review", "none"]),
      reason: z.string(),
      message: z.string(),
      keys: z.array(z.object({ kind: z.string(), value: z.string(), isStrong: z.boolean() })),
      candidates: z.array(shownRecord.extend(comparedKeys)),
      twins: z.array(shownRecord),
    })
    .nullable(),
  waits: z.array(waitStep),
  conflicts: z.array(journalLine.omit({ at: true, userId: true })),
  /** What a sync would say now. */
  verdicts: z.array(recordIssue.omit({ foundAt: true })),
  /** What the last one said. */
  issues: z.array(recordIssue),
  fields: z.array(fieldLine),
  decisions: z.array(journalLine),
});
