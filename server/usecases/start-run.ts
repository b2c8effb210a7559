import { AppError } from "../sync/errors.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { Run } from "../sync/run-ports.ts";
import type { RunContext } from "./first-sync.ts";
import { beginPolling, startPolling } from "./poll-changes.ts";

/**
 * Starts a dry run, or the first sync itself.
 *
 * A first sync sets both poll cursors before the first page is listed, so that no change made
 * during the run falls between listing and polling.
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
  const { portal } = context;
  const { earlier } = await requireNoRun(portal);
  await requireState(portal, kind);
  await context.objects[0]?.store.clearStaging();
  for (const { store, definition } of context.objects) {
    // What an earlier run found may be gone by now, and nobody would tell.
    // oxlint-disable-next-line no-await-in-loop -- a few short transactions
    await store.forgetKeys(definition.objectType);
  }
  if (kind === "first-sync") {
    // Before the run exists: a crash in between must not leave a run without cursors.
    for (const object of context.objects) {
      // What a run before this one has linked may have changed since.
      // oxlint-disable-next-line no-await-in-loop -- a few short transactions
      await (earlier === null ? startPolling(object) : beginPolling(object));
    }
  }
  const run = await portal.createRun(kind, accepted);
  await portal.setDue({ bulk: 0 });
  return run;
}

/**
 * Makes sure that no run of either kind goes on.
 *
 * @returns the first sync before, or null
 * @throws AppError `run_in_progress`
 */
export async function requireNoRun(portal: PortalStore): Promise<{ readonly earlier: Run | null }> {
  const earlier = await portal.latestRun("first-sync");
  const active = [await portal.latestRun("dry-run"), earlier].find(
    (run) => run?.state === "running" || run?.state === "paused",
  );
  if (active === undefined || active === null) return { earlier };
  throw new AppError("a run is in progress", {
    code: "run_in_progress",
    errorClass: "invalid",
    remedy:
      active.state === "paused" ? "Resume or cancel it." : "Wait until it is done, or cancel it.",
  });
}

async function requireState(portal: PortalStore, kind: Run["kind"]): Promise<void> {
  const state = (await portal.portal())?.state;
  const isReady =
    kind === "dry-run"
      ? state === "configured"
      : // A run that failed, or whose start was cut off, left the state behind: it may start again.
        await portal.changeState(["configured", "first-sync"], "first-sync", null);
  if (isReady) return;
  throw new AppError(`a ${kind} cannot start in state ${state ?? "unknown"}`, {
    code: "not_configured",
    errorClass: "invalid",
    remedy: "Connect ConnectWise first; a first sync runs once.",
  });
}
