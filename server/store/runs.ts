import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { PortalState, RunStart } from "../sync/portal-ports.ts";
import {
  NO_WORK,
  type Run,
  type RunChange,
  type RunPause,
  type RunPlace,
} from "../sync/run-ports.ts";
import { beginListing } from "./cursors.ts";
import { dropMatchKeys } from "./match-keys.ts";
import { newestFirst, readJsonPosition, TIME_POSITION } from "./positions.ts";
import { movePortal, setDueTimes } from "./portals.ts";
import type { StoreScope } from "./rows.ts";
import { dropStaging } from "./staging.ts";

interface RunRow {
  run_id: string;
  kind: Run["kind"];
  state: Run["state"];
  phase: Run["phase"];
  cursor: string | null;
  done: number;
  total: number;
  counts: Run["counts"];
  object_counts: Run["objectCounts"];
  work: Partial<Run["work"]>;
  fingerprint: string;
  accepted: Run["accepted"];
  pause: Run["pause"];
  started_at: number;
  finished_at: number | null;
  error: string | null;
}

const RUN_COLUMNS = `run_id, kind, state, phase, cursor, done, total, counts, object_counts, work,
  fingerprint, accepted, pause, error,
  floor(extract(epoch FROM started_at) * 1000)::float8 AS started_at,
  floor(extract(epoch FROM finished_at) * 1000)::float8 AS finished_at`;

function toRun(row: RunRow): Run {
  return {
    runId: row.run_id,
    kind: row.kind,
    state: row.state,
    phase: row.phase,
    cursor: row.cursor,
    done: row.done,
    total: row.total,
    counts: row.counts,
    objectCounts: row.object_counts,
    work: { ...NO_WORK, ...row.work },
    fingerprint: row.fingerprint,
    accepted: row.accepted,
    pause: row.pause,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error,
  };
}

/** Reads the newest run of a kind. */
export async function readLatestRun({ query }: StoreScope, kind: Run["kind"]): Promise<Run | null> {
  const [row] = await query<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs WHERE kind = ? ORDER BY runs.started_at DESC LIMIT 1`,
    [kind],
  );
  return row === undefined ? null : toRun(row);
}

/** Moment and id of the last run of a page. */
const Position = z.tuple([TIME_POSITION, z.string().max(100)]);

/** Reads runs of both kinds, the newest first, after a position that an earlier page returned. */
export async function readRuns(
  { query }: StoreScope,
  after: string | null,
  limit: number,
): Promise<{ readonly items: readonly Run[]; readonly next: string | null }> {
  const position = after === null ? null : readJsonPosition(after, Position);
  const page = newestFirst("runs.started_at", "runs.run_id", position);
  const rows = await query<RunRow & { at_text: string }>(
    `SELECT ${RUN_COLUMNS}, ${page.timeText} AS at_text FROM runs WHERE ${page.condition}
     ORDER BY ${page.order} LIMIT ?`,
    [...page.values, limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map(toRun),
    next:
      rows.length < limit || last === undefined
        ? null
        : JSON.stringify([last.at_text, last.run_id]),
  };
}

/**
 * Starts a run unless one goes on. The portal's row is locked, so that of two starts at once one waits
 * for the other and then sees its run.
 */
export async function startRun(
  scope: StoreScope,
  start: RunStart,
): Promise<{ readonly run: Run; readonly isNew: boolean } | null> {
  const [portal] = await scope.query<{ state: PortalState }>(
    "SELECT state FROM portals FOR NO KEY UPDATE",
  );
  const active = await readActiveRun(scope);
  if (active !== null) return { run: active, isNew: false };
  if (portal === undefined || !start.from.includes(portal.state)) return null;
  if (portal.state !== start.to) {
    await movePortal(scope, { from: [portal.state], to: start.to, reason: null });
  }
  await dropStaging(scope);
  await dropMatchKeys(scope, start.objectTypes);
  // oxlint-disable-next-line no-await-in-loop -- a dozen at most, in one transaction
  for (const listing of start.listings) await beginListing(scope, listing);
  await setDueTimes(scope, { bulk: 0 });
  return { run: await insertRun(scope, start), isNew: true };
}

async function readActiveRun(scope: StoreScope): Promise<Run | null> {
  const latest = [await readLatestRun(scope, "first-sync"), await readLatestRun(scope, "dry-run")];
  return latest.find((run) => run?.state === "running" || run?.state === "paused") ?? null;
}

async function insertRun(
  { query }: StoreScope,
  { kind, accepted }: Pick<RunStart, "kind" | "accepted">,
): Promise<Run> {
  const [row] = await query<RunRow>(
    `INSERT INTO runs (run_id, kind, state, phase, done, total, counts, accepted)
     VALUES (?, ?, 'running', 'list-hubspot', 0, 0, '{}', ?::jsonb) RETURNING ${RUN_COLUMNS}`,
    [randomUUID(), kind, accepted === null ? null : JSON.stringify(accepted)],
  );
  if (row === undefined) throw new Error("a run that was inserted did not come back");
  return toRun(row);
}

/**
 * Changes the given parts of a run; the rest stays. A run that somebody has paused or cancelled is
 * not ended by the step that was under way.
 *
 * @param from - where it has to stand for that
 * @returns whether it stood there
 */
export async function replaceRun(
  { query }: StoreScope,
  runId: string,
  change: RunChange,
  from?: RunPlace,
): Promise<boolean> {
  const [row] = await query<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs WHERE run_id = ? FOR UPDATE`, [
    runId,
  ]);
  if (row === undefined || (from !== undefined && !isAt(row, from))) return false;
  if (change.state !== undefined && row.state !== "running") return true;
  const run = { ...toRun(row), ...change };
  await query(
    `UPDATE runs SET state = ?, phase = ?, cursor = ?, done = ?, total = ?, work = ?::jsonb,
       fingerprint = ?, finished_at = to_timestamp(?::float8 / 1000), error = ?
     WHERE run_id = ?`,
    [
      run.state,
      run.phase,
      run.cursor,
      run.done,
      run.total,
      JSON.stringify(run.work),
      run.fingerprint,
      run.finishedAt,
      run.error,
      runId,
    ],
  );
  return true;
}

function isAt(row: RunRow, { phase, cursor }: RunPlace): boolean {
  return row.phase === phase && row.cursor === cursor;
}

/**
 * Moves a run to a state if the current one is among `from`; returns whether it did. With one that is
 * cancelled goes what it had listed, and the portal is as before its first sync: all at once, or a run
 * that is started at this moment would lose its own.
 */
export async function moveRunState(
  scope: StoreScope,
  runId: string,
  from: readonly Run["state"][],
  { state, pause }: { readonly state: Run["state"]; readonly pause: RunPause | null },
): Promise<boolean> {
  const { query } = scope;
  if (state === "cancelled") await query("SELECT FROM portals FOR NO KEY UPDATE");
  const moved = await query(
    `UPDATE runs SET state = ?, pause = ?::jsonb,
       finished_at = CASE WHEN ? = 'cancelled' THEN clock_timestamp() END
     WHERE run_id = ? AND state IN (SELECT jsonb_array_elements_text(?::jsonb)) RETURNING 1`,
    [state, pause === null ? null : JSON.stringify(pause), state, runId, JSON.stringify(from)],
  );
  if (moved.length === 0) return false;
  if (state === "cancelled") {
    await dropStaging(scope);
    await movePortal(scope, { from: ["first-sync"], to: "configured", reason: null });
  }
  return true;
}

/**
 * Tells whether bulk work may call the vendors. Before the portal is live it is a run's work, and a
 * run that was paused or cancelled calls nobody any more.
 */
export async function readMayCall({ query }: StoreScope): Promise<boolean> {
  const [row] = await query<{ may: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM portals WHERE state IN ('configured', 'first-sync'))
         OR EXISTS (SELECT FROM runs WHERE state = 'running')
         OR NOT EXISTS (SELECT FROM runs WHERE state IN ('paused', 'cancelled')) AS may`,
  );
  return row?.may ?? true;
}

/** Drops what a run's check has counted, so that the run itself counts from nothing. */
export async function dropRunItems({ query }: StoreScope, runId: string): Promise<void> {
  await query("DELETE FROM run_items WHERE run_id = ?", [runId]);
  await query("UPDATE runs SET counts = '{}', object_counts = '{}' WHERE run_id = ?", [runId]);
}
