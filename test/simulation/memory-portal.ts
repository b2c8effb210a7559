import type { PortalState, PortalStore, RunStart } from "../../server/sync/portal-ports.ts";
import { NO_WORK, type Run } from "../../server/sync/run-ports.ts";
import { setMatchKeys } from "./memory-commit.ts";
import type { Transact } from "./memory-store.ts";
import { refOf, type Tables } from "./memory-tables.ts";

/** What a simulated portal is and has run, and what its engine keeps. */
export interface PortalTables {
  state: PortalState;
  readonly runs: Run[];
  readonly store: Tables;
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
        stateSince: null,
        stateUserId: null,
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
    createRun: (start) => transact("createRun", () => startRun(tables, start, now())),
    updateRun: (runId, change, from) =>
      transact("updateRun", () => {
        const index = tables.runs.findIndex((run) => run.runId === runId);
        const run = tables.runs[index];
        if (run === undefined) return false;
        if (from !== undefined && (run.phase !== from.phase || run.cursor !== from.cursor)) {
          return false;
        }
        if (change.state !== undefined && run.state !== "running") return true;
        tables.runs[index] = { ...run, ...change };
        return true;
      }),
    setDue: () => transact("setDue", () => {}),
  };
  return used as PortalStore;
}

function startRun(
  tables: PortalTables,
  start: RunStart,
  startedAt: number,
): { readonly run: Run; readonly isNew: boolean } | null {
  const active = (["first-sync", "dry-run"] as const)
    .map((kind) => tables.runs.findLast((run) => run.kind === kind))
    .find((run) => run?.state === "running" || run?.state === "paused");
  if (active !== undefined) return { run: active, isNew: false };
  if (!start.from.includes(tables.state)) return null;
  tables.state = start.to;
  const { store } = tables;
  store.staging.clear();
  for (const text of store.matchKeys.keys()) {
    if (start.objectTypes.includes(refOf(text).objectType)) setMatchKeys(store, text, []);
  }
  for (const { objectType, side, name, cursor } of start.listings) {
    const listing = `${objectType}:${side}:${name}`;
    if (!store.cursors.has(listing)) store.cursors.set(listing, cursor);
  }
  const run: Run = {
    runId: String(tables.runs.length + 1),
    kind: start.kind,
    state: "running",
    phase: "list-hubspot",
    cursor: null,
    done: 0,
    total: 0,
    counts: {},
    objectCounts: {},
    work: NO_WORK,
    fingerprint: "",
    accepted: start.accepted,
    pause: null,
    startedAt,
    finishedAt: null,
    error: null,
  };
  tables.runs.push(run);
  return { run, isNew: true };
}
