import { AppError } from "../sync/errors.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { Run } from "../sync/run-ports.ts";
import type { RunContext } from "./run-position.ts";
import { pollStarts } from "./poll-changes.ts";

/**
 * Starts a dry run, or the first sync itself.
 *
 * With a first sync both poll cursors are set, so that no change made during the run falls between
 * listing and polling. Those that an earlier start has left stay: what changed since then is read, too.
 *
 * @param accepted - the dry run that a first sync has to agree with
 * @throws AppError `run_in_progress` while another run of either kind goes on;
 *   `not_configured` when the portal is in no state for it
 */
export async function startRun(
  context: RunContext,
  kind: Run["kind"],
  accepted: Run["accepted"] = null,
): Promise<Run> {
  const { portal, objects } = context;
  const started = await portal.createRun({
    kind,
    accepted,
    ...(kind === "dry-run"
      ? { from: ["configured"], to: "configured", listings: [] }
      : {
          // A run that failed left its state behind: it may start again.
          from: ["configured", "first-sync"],
          to: "first-sync",
          listings: objects.flatMap((object) => pollStarts(object)),
        }),
    // What an earlier run found may be gone by now, and nobody would tell.
    objectTypes: objects.map(({ definition }) => definition.objectType),
  });
  if (started === null) {
    const state = (await portal.portal())?.state ?? "unknown";
    throw new AppError(`a ${kind} cannot start in state ${state}`, {
      code: "not_configured",
      errorClass: "invalid",
      remedy: "Connect ConnectWise first; a first sync runs once.",
    });
  }
  requireEnded(started.isNew ? null : started.run);
  return started.run;
}

/**
 * Makes sure that no run of either kind goes on.
 *
 * @throws AppError `run_in_progress`
 */
export async function requireNoRun(portal: Pick<PortalStore, "latestRun">): Promise<void> {
  requireEnded(await portal.latestRun("dry-run"));
  requireEnded(await portal.latestRun("first-sync"));
}

/**
 * Makes sure that a run does not go on.
 *
 * @throws AppError `run_in_progress`
 */
export function requireEnded(run: Run | null): void {
  if (run?.state !== "running" && run?.state !== "paused") return;
  throw new AppError("a run is in progress", {
    code: "run_in_progress",
    errorClass: "invalid",
    remedy:
      run.state === "paused" ? "Resume or cancel it." : "Wait until it is done, or cancel it.",
  });
}
