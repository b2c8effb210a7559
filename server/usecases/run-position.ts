import { AppError } from "../sync/errors.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { Run, RunChange } from "../sync/run-ports.ts";
import { mustCheck } from "./check-start.ts";
import type { SyncContext } from "./engine.ts";

/** What a run works on. */
export interface RunContext {
  /** One per object type that is on, parents before children. */
  readonly objects: readonly SyncContext[];
  readonly portal: PortalStore;
}

/** Whether to call again, and when. */
export interface RunStep {
  readonly hasMore: boolean;
  /** Wall-clock milliseconds before which there is nothing to do. */
  readonly notBefore: number;
}

/** There is more to do, and nothing to wait for. */
export const NOW: RunStep = { hasMore: true, notBefore: 0 };

/** How long a step of a run works before it lets others go first, in milliseconds. */
export const RUN_SLICE_MS = 10_000;

/** Place within a phase: which object type, and where in it; null: at its beginning. */
export interface Position {
  readonly object: number;
  readonly at: string | null;
}

/** Where a run stands in its planning. */
export function positionOf(run: Run): Position {
  if (run.cursor === null) return { object: 0, at: null };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by runs only
  return JSON.parse(run.cursor) as Position;
}

/** The object type of a place. @throws AppError `object_is_off` when it is not on any more */
export function objectAt(context: RunContext, position: Position): SyncContext {
  const object = context.objects[position.object];
  if (object !== undefined) return object;
  throw new AppError("the run's position names an object that is off", {
    code: "object_is_off",
    errorClass: "internal",
  });
}

const PHASES: readonly Run["phase"][] = [
  "list-hubspot",
  "list-connectwise",
  "check-hubspot",
  "check-connectwise",
  "plan-hubspot",
  "plan-connectwise",
  "settle",
  "done",
];

/**
 * Stores how far a step has come.
 *
 * @param run - as the step knows it
 * @throws AppError `run_moved_on` (transient) when it stands elsewhere by now: a step that stood still
 *   for long must not take it back
 */
export async function advanceRun(
  { portal }: RunContext,
  { runId, phase, cursor }: Run,
  change: RunChange,
): Promise<void> {
  if (await portal.updateRun(runId, change, { phase, cursor })) return;
  throw new AppError("Another worker has moved the run on.", {
    code: "run_moved_on",
    errorClass: "transient",
  });
}

/** The phase after a run's present one. */
export function nextPhase(run: Run): Run["phase"] {
  const next = PHASES[PHASES.indexOf(run.phase) + 1] ?? "done";
  if (next === "check-hubspot" && !mustCheck(run)) return "plan-hubspot";
  return next === "settle" && run.kind === "dry-run" ? "done" : next;
}
