import { randomUUID } from "node:crypto";
import type { Run } from "../sync/portal-ports.ts";
import type { StoreScope } from "./rows.ts";

interface RunRow {
  run_id: string;
  kind: Run["kind"];
  state: Run["state"];
  phase: Run["phase"];
  cursor: string | null;
  done: number;
  total: number;
  counts: Readonly<Record<string, number>>;
  started_at: number;
  finished_at: number | null;
  error: string | null;
}

const RUN_COLUMNS = `run_id, kind, state, phase, cursor, done, total, counts, error,
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

/** Starts a run at its first phase. */
export async function insertRun({ query }: StoreScope, kind: Run["kind"]): Promise<Run> {
  const [row] = await query<RunRow>(
    `INSERT INTO runs (run_id, kind, state, phase, done, total, counts)
     VALUES (?, ?, 'running', 'list-hubspot', 0, 0, '{}') RETURNING ${RUN_COLUMNS}`,
    [randomUUID(), kind],
  );
  if (row === undefined) throw new Error("a run that was inserted did not come back");
  return toRun(row);
}

/** Changes the given parts of a run; the rest stays. */
export async function replaceRun(
  { query }: StoreScope,
  runId: string,
  change: Partial<Omit<Run, "runId" | "kind" | "startedAt" | "counts">>,
): Promise<void> {
  const [row] = await query<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs WHERE run_id = ? FOR UPDATE`, [
    runId,
  ]);
  if (row === undefined) return;
  const run = { ...toRun(row), ...change };
  await query(
    `UPDATE runs SET state = ?, phase = ?, cursor = ?, done = ?, total = ?, counts = ?::jsonb,
       finished_at = to_timestamp(?::float8 / 1000), error = ?
     WHERE run_id = ?`,
    [
      run.state,
      run.phase,
      run.cursor,
      run.done,
      run.total,
      JSON.stringify(run.counts),
      run.finishedAt,
      run.error,
      runId,
    ],
  );
}
