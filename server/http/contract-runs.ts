import { z } from "zod";

/** The two kinds of runs, as they stand in paths. */
export const runKind = z.enum(["dry-run", "first-sync"]);

/** What a person does with a run, as it stands in paths. */
export const runVerb = z.enum(["pause", "resume", "cancel"]);

const time = z.iso.datetime();
const counts = z.record(z.string(), z.number());
const bySide = z.object({ hubspot: z.number().int(), connectwise: z.number().int() });

/** Progress and outcome of a run. */
export const runReply = z.object({
  runId: z.string(),
  kind: runKind,
  state: z.enum(["running", "paused", "cancelled", "done", "failed"]),
  phase: z.string(),
  done: z.number().int(),
  total: z.number().int(),
  /** Records and pairs by action. */
  counts,
  /** The same by object type. */
  objects: z.record(z.string(), counts),
  /**
   * Calls and whole minutes that are left of a first sync; of a dry run that is done, those of the
   * first sync that it stands for. Null where nothing is known yet, or nothing is left.
   */
  estimate: z.object({ calls: bySide, minutes: z.number().int() }).nullable(),
  /** Why it is paused, and what to do. */
  pause: z
    .object({
      code: z.enum(["paused_by_person", "counts_differ"]),
      message: z.string(),
      remedy: z.string(),
      differences: z.array(
        z.object({ action: z.string(), dryRun: z.number().int(), now: z.number().int() }),
      ),
    })
    .nullable(),
  startedAt: time,
  finishedAt: time.nullable(),
  error: z.string().nullable(),
});

const record = {
  objectType: z.string(),
  hubspotId: z.string().nullable(),
  connectwiseId: z.string().nullable(),
  action: z.string(),
};

/** `GET /api/v1/runs/:runId/items`. */
export const runItemsReply = z.object({
  items: z.array(z.object({ ...record, matchedBy: z.string(), reason: z.string() })),
  next: z.string().nullable(),
});

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** `GET /api/v1/runs/:runId/samples`: up to ten of each action of an object type. */
export const runSamplesReply = z.object({
  samples: z.array(
    z.object({
      ...record,
      /** As far as it is among what is written: nothing else of a record is kept. */
      name: z.string().nullable(),
      /** The screens of the records that are there. */
      hubspotUrl: z.string().nullable(),
      connectwiseUrl: z.string().nullable(),
      reason: z.string(),
      changes: z.array(
        z.object({
          side: z.enum(["hubspot", "connectwise"]),
          field: z.string(),
          before: value,
          after: value,
          rule: z.string(),
        }),
      ),
    }),
  ),
});

/** `POST /api/v1/first-syncs/skip`. */
export const skipReply = z.object({ state: z.string() });
