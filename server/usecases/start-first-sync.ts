import { AppError } from "../sync/errors.ts";
import type { Run } from "../sync/run-ports.ts";
import type { RunContext } from "./run-position.ts";
import { beginPolling } from "./poll-changes.ts";
import { requireEnded, requireNoRun, startRun } from "./start-run.ts";

/**
 * Starts the first sync on the newest dry run: the run pauses before it writes anything if it would
 * do something else than that one said.
 *
 * @throws AppError `dry_run_needed` when no dry run has ended well; otherwise as {@link startRun}
 */
export async function startFirstSync(context: RunContext): Promise<Run> {
  const { portal } = context;
  const state = (await portal.portal())?.state;
  const dryRun = await portal.latestRun("dry-run");
  const isReady = state === "configured" || state === "first-sync";
  if (isReady && dryRun?.state !== "done") {
    requireEnded(dryRun);
    throw new AppError("There is no dry run yet that shows what the first sync would do.", {
      code: "dry_run_needed",
      errorClass: "invalid",
      remedy: "Make a dry run and look at its numbers first.",
    });
  }
  if (dryRun === null) return startRun(context, "first-sync");
  const { runId, counts, fingerprint, work } = dryRun;
  return startRun(context, "first-sync", { runId, counts, fingerprint, work });
}

/**
 * Goes live without a first sync: from now on records are matched, linked and written when they
 * change in either system.
 *
 * @throws AppError `run_in_progress`; `not_configured` when the portal is not ready, or live already
 */
export async function skipFirstSync(context: RunContext): Promise<void> {
  const { portal, objects } = context;
  if ((await portal.portal())?.state === "live") return;
  await requireNoRun(portal);
  for (const object of objects) {
    // oxlint-disable-next-line no-await-in-loop -- a few short transactions
    await beginPolling(object);
  }
  if (!(await portal.changeState(["configured"], "live", null))) {
    throw new AppError("The portal is not ready to go live.", {
      code: "not_configured",
      errorClass: "invalid",
      remedy: "Connect ConnectWise first.",
    });
  }
  await portal.setDue({ poll: 0, bulk: 0 });
}
