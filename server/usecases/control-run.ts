import { AppError } from "../sync/errors.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { Run, RunPause } from "../sync/run-ports.ts";

/** What a person may do with a run. */
export type RunControl = (portal: PortalStore, kind: Run["kind"]) => Promise<Run>;

const BY_PERSON: RunPause = {
  code: "paused_by_person",
  message: "Somebody has paused it.",
  remedy: "Resume it to go on where it stands, or cancel it.",
  differences: [],
};

/**
 * Holds a run up: calls that are under way end, and no other begins. Hints are taken in meanwhile.
 *
 * @returns the run; unchanged when it is paused already
 * @throws AppError `run_not_active`
 */
export const pauseRun: RunControl = async (portal, kind) => {
  const run = await latest(portal, kind, "pause");
  if (run.state === "paused") return run;
  await move(portal, run, { from: ["running"], to: "paused", pause: BY_PERSON });
  return latest(portal, kind, "pause");
};

/**
 * Lets a paused run go on where it stands. One that waits because its numbers are others than those
 * of the dry run goes on with the new ones: they are accepted by this.
 *
 * @returns the run; unchanged when it goes on already
 * @throws AppError `run_not_active`
 */
export const resumeRun: RunControl = async (portal, kind) => {
  const run = await latest(portal, kind, "resume");
  if (run.state === "running") return run;
  if (run.state === "paused" && run.pause?.code === "counts_differ") {
    // Before the run goes on: what was accepted is not to be asked for again.
    await portal.updateRun(run.runId, { phase: "plan-hubspot", cursor: null });
  }
  await move(portal, run, { from: ["paused"], to: "running", pause: null });
  await portal.setDue({ bulk: 0 });
  return latest(portal, kind, "resume");
};

/**
 * Ends a run for good. What it has linked, created and written stays; what it had listed is dropped.
 * After a first sync the portal is as before its start: nothing is written, and linked records catch
 * up with the next first sync, or once it is skipped.
 *
 * @returns the run; unchanged when it is cancelled already
 * @throws AppError `run_not_active`
 */
export const cancelRun: RunControl = async (portal, kind) => {
  const run = await latest(portal, kind, "cancel");
  if (run.state !== "cancelled") {
    await move(portal, run, {
      from: ["running", "paused", "failed"],
      to: "cancelled",
      pause: null,
    });
  }
  // A step under way may still stage a page: whoever finds no run drops what is left.
  await portal.setDue({ bulk: 0 });
  return latest(portal, kind, "cancel");
};

async function latest(portal: PortalStore, kind: Run["kind"], verb: string): Promise<Run> {
  const run = await portal.latestRun(kind);
  if (run === null) throw notActive(kind, verb, "was never started");
  return run;
}

async function move(
  portal: PortalStore,
  run: Run,
  how: {
    readonly from: readonly Run["state"][];
    readonly to: Run["state"];
    readonly pause: RunPause | null;
  },
): Promise<void> {
  if (await portal.moveRun(run.runId, how.from, how.to, how.pause)) return;
  const now = (await portal.latestRun(run.kind))?.state ?? run.state;
  // A second request has done the same meanwhile.
  if (now === how.to) return;
  const verb = how.to === "running" ? "resume" : how.to === "paused" ? "pause" : "cancel";
  throw notActive(run.kind, verb, `is ${now}`);
}

function notActive(kind: Run["kind"], verb: string, why: string): AppError {
  const noun = kind === "dry-run" ? "dry run" : "first sync";
  return new AppError(`There is no ${noun} to ${verb}: the last one ${why}.`, {
    code: "run_not_active",
    errorClass: "invalid",
    remedy: `Start a new ${noun}.`,
  });
}
