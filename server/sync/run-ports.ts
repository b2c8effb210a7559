import type { ObjectType, Side } from "./model.ts";

/** Items of a run by action. */
export type ActionCounts = Readonly<Record<string, number>>;

/** How many records a run has on each side. */
export type SideNumbers = Readonly<Record<Side, number>>;

/** What a run's calls follow from; see `estimate.ts`. */
export interface RunWork {
  /** Records listed. */
  readonly listed: SideNumbers;
  /** Records that receive a value, our id included. */
  readonly written: SideNumbers;
  /** Records in which a value that people can edit is overwritten, so that they are read again. */
  readonly readAgain: SideNumbers;
  /** ConnectWise's records below a record that are read or written in calls of their own. */
  readonly parts: number;
}

/** Why a paused run waits. */
export interface RunPause {
  readonly code: "paused_by_person" | "counts_differ";
  readonly message: string;
  readonly remedy: string;
  /** Actions whose numbers are other ones than in the dry run that was accepted. */
  readonly differences: readonly CountDifference[];
}

/** A number that the accepted dry run has otherwise. */
export interface CountDifference {
  readonly action: string;
  readonly dryRun: number;
  readonly now: number;
}

/** A dry run that somebody looked at and started a first sync on. */
export interface AcceptedDryRun {
  readonly runId: string;
  readonly counts: ActionCounts;
  readonly fingerprint: string;
  readonly work: RunWork;
}

/** What a run does at present. The check plans once more and is for a start on a dry run only. */
export type RunPhase =
  | "list-hubspot"
  | "list-connectwise"
  | "check-hubspot"
  | "check-connectwise"
  | "plan-hubspot"
  | "plan-connectwise"
  | "settle"
  | "done";

/** Progress and outcome of a dry run or a first sync. */
export interface Run {
  readonly runId: string;
  readonly kind: "dry-run" | "first-sync";
  readonly state: "running" | "paused" | "cancelled" | "done" | "failed";
  readonly phase: RunPhase;
  /** Where the phase stands: listing cursor or the last planned id. */
  readonly cursor: string | null;
  /** Records seen and expected, for the progress bar. */
  readonly done: number;
  readonly total: number;
  /** Items by action, and by object type and action; kept by whoever adds them. */
  readonly counts: ActionCounts;
  readonly objectCounts: Readonly<Record<ObjectType, ActionCounts>>;
  readonly work: RunWork;
  /** Sum of hashes of everything that was listed, and of the settings; equal ones plan the same. */
  readonly fingerprint: string;
  /** Null for a dry run, and where nothing is to be held against one. */
  readonly accepted: AcceptedDryRun | null;
  /** Null unless the run is paused. */
  readonly pause: RunPause | null;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly error: string | null;
}

/** Where a run stands. */
export type RunPlace = Pick<Run, "phase" | "cursor">;

/** Parts of a run that a step may change. */
export type RunChange = Partial<
  Omit<
    Run,
    "runId" | "kind" | "startedAt" | "counts" | "objectCounts" | "accepted" | "pause" | "state"
  >
> & { readonly state?: "done" | "failed" };

const NO_RECORDS: SideNumbers = { hubspot: 0, connectwise: 0 };

/** The work of a run that has not begun. */
export const NO_WORK: RunWork = {
  listed: NO_RECORDS,
  written: NO_RECORDS,
  readAgain: NO_RECORDS,
  parts: 0,
};
