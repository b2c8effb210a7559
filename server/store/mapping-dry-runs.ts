import { randomUUID } from "node:crypto";

import type { MappingVersion, ObjectType } from "../sync/model.ts";
import type { DryRunCounts, DryRunSample, MappingDryRun } from "../sync/settings-ports.ts";
import { openJson, type SealPlace } from "./encryption.ts";
import type { StoreScope } from "./rows.ts";

interface DryRunRow {
  dry_run_id: string;
  mapping: MappingVersion;
  state: MappingDryRun["state"];
  last_link_id: string;
  links: number;
  counts: DryRunCounts;
  samples_sealed: string;
  started_ms: number;
  finished_ms: number | null;
}

function placeOf(dryRunId: string): SealPlace {
  return { table: "mapping_dry_runs", row: dryRunId, field: "samples" };
}

/** Reads the latest dry run of an object type's mapping; null when there is none. */
export async function readDryRun(
  { query, crypto }: StoreScope,
  objectType: ObjectType,
): Promise<MappingDryRun | null> {
  const [row] = await query<DryRunRow>(
    `SELECT dry_run_id, mapping, state, last_link_id::text AS last_link_id, links, counts,
            samples_sealed, (extract(epoch FROM started_at) * 1000)::float8 AS started_ms,
            (extract(epoch FROM finished_at) * 1000)::float8 AS finished_ms
     FROM mapping_dry_runs WHERE object_type = ?`,
    [objectType],
  );
  if (row === undefined) return null;
  return {
    dryRunId: row.dry_run_id,
    mapping: row.mapping,
    state: row.state,
    lastLinkId: row.last_link_id,
    links: row.links,
    counts: row.counts,
    samples: openJson<DryRunSample[]>(crypto, row.samples_sealed, placeOf(row.dry_run_id)),
    startedAt: row.started_ms,
    finishedAt: row.finished_ms,
  };
}

const NOTHING: DryRunCounts = {
  hubspot: 0,
  connectwise: 0,
  overwritten: 0,
  emptied: 0,
  problems: 0,
};

/** Puts a new dry run in place of an earlier one. */
export async function insertDryRun(
  scope: StoreScope,
  objectType: ObjectType,
  mapping: MappingVersion,
): Promise<MappingDryRun> {
  const dryRunId = randomUUID();
  await removeDryRun(scope, objectType);
  await scope.query(
    `INSERT INTO mapping_dry_runs (object_type, dry_run_id, mapping, counts, samples_sealed)
     VALUES (?, ?, ?::jsonb, ?::jsonb, ?)`,
    [
      objectType,
      dryRunId,
      JSON.stringify(mapping),
      JSON.stringify(NOTHING),
      scope.crypto.seal("[]", placeOf(dryRunId)),
    ],
  );
  const made = await readDryRun(scope, objectType);
  if (made === null) throw new Error("a dry run that was inserted did not come back");
  return made;
}

/** Stores how far a dry run has got, unless another one has taken its place. */
export async function replaceDryRun(
  { query, crypto }: StoreScope,
  objectType: ObjectType,
  dryRun: MappingDryRun,
): Promise<void> {
  const { dryRunId, state, lastLinkId, links, counts, samples } = dryRun;
  await query(
    `UPDATE mapping_dry_runs
     SET state = ?, last_link_id = ?::bigint, links = ?, counts = ?::jsonb, samples_sealed = ?,
         finished_at = CASE WHEN ?::boolean THEN clock_timestamp() END
     WHERE object_type = ? AND dry_run_id = ?`,
    [
      state,
      lastLinkId,
      links,
      JSON.stringify(counts),
      crypto.seal(JSON.stringify(samples), placeOf(dryRunId)),
      state !== "running",
      objectType,
      dryRunId,
    ],
  );
}

/** Forgets an object type's dry run: the mapping it started from is another one now. */
export async function removeDryRun({ query }: StoreScope, objectType: ObjectType): Promise<void> {
  await query("DELETE FROM mapping_dry_runs WHERE object_type = ?", [objectType]);
}
