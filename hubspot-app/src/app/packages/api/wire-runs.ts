import type { FieldValue, Side, Time } from "./wire-common.ts";

/** Records and pairs by action. */
export type ActionCounts = Record<string, number>;

/** Progress and outcome of a dry run or first sync. */
export interface Run {
  runId: string;
  kind: "dry-run" | "first-sync";
  state: "running" | "paused" | "cancelled" | "done" | "failed";
  phase: string;
  done: number;
  total: number;
  counts: ActionCounts;
  /** The same by object type. */
  objects: Record<string, ActionCounts>;
  /** Calls and whole minutes that are left; null where nothing is known yet, or nothing is left. */
  estimate: { calls: Record<Side, number>; minutes: number } | null;
  pause: RunPause | null;
  startedAt: Time;
  finishedAt: Time | null;
  error: string | null;
}

/** Why a run is paused, and what to do. */
export interface RunPause {
  code: "paused_by_person" | "counts_differ";
  message: string;
  remedy: string;
  differences: { action: string; dryRun: number; now: number }[];
}

interface RunRecord {
  objectType: string;
  hubspotId: string | null;
  connectwiseId: string | null;
  action: string;
  reason: string;
}

/** What a run did, or would do, with a record. */
export interface RunItem extends RunRecord {
  matchedBy: string;
}

/** A record of a dry run, with its values before and after. */
export interface RunSample extends RunRecord {
  /** As far as it is among what is written. */
  name: string | null;
  /** Screens of the records that are there. */
  hubspotUrl: string | null;
  connectwiseUrl: string | null;
  changes: FieldChangeSample[];
}

/** A field that would be written. */
export interface FieldChangeSample {
  side: Side;
  field: string;
  before: FieldValue;
  after: FieldValue;
  rule: string;
}
