import type { PortalState, PortalStore } from "../../server/sync/portal-ports.ts";
import { NO_WORK, type Run } from "../../server/sync/run-ports.ts";
import type { Transact } from "./memory-store.ts";

/** What a simulated portal is and has run. */
export interface PortalTables {
  state: PortalState;
  readonly runs: Run[];
}

/** The part of the portal's store that a first sync uses. */
export function createMemoryPortal(
  tables: PortalTables,
  now: () => number,
  transact: Transact,
): PortalStore {
  const used: Pick<
    PortalStore,
    "portal" | "changeState" | "latestRun" | "createRun" | "updateRun" | "setDue"
  > = {
    portal: () =>
      transact("portal", () => ({
        portalId: "1",
        state: tables.state,
        stateReason: null,
        uiDomain: "",
        timeZone: "UTC",
        currency: "USD",
        installedByUserId: "",
      })),
    changeState: (from, to) =>
      transact("changeState", () => {
        if (!from.includes(tables.state)) return false;
        tables.state = to;
        return true;
      }),
    latestRun: (kind) =>
      transact("latestRun", () => tables.runs.findLast((run) => run.kind === kind) ?? null),
    createRun: (kind, accepted = null) =>
      transact("createRun", () => {
        const run: Run = {
          runId: String(tables.runs.length + 1),
          kind,
          state: "running",
          phase: "list-hubspot",
          cursor: null,
          done: 0,
          total: 0,
          counts: {},
          objectCounts: {},
          work: NO_WORK,
          fingerprint: "",
          accepted,
          pause: null,
          startedAt: now(),
          finishedAt: null,
          error: null,
        };
        tables.runs.push(run);
        return run;
      }),
    updateRun: (runId, change) =>
      transact("updateRun", () => {
        const index = tables.runs.findIndex((run) => run.runId === runId);
        const run = tables.runs[index];
        if (change.state !== undefined && run?.state !== "running") return;
        if (run !== undefined) tables.runs[index] = { ...run, ...change };
      }),
    setDue: () => transact("setDue", () => {}),
  };
  return used as PortalStore;
}
