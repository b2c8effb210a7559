import type { RunSample } from "../sync/store-ports.ts";
import { openJson, type SealPlace } from "./encryption.ts";
import { assertRun } from "./run-items.ts";
import type { StoreScope } from "./rows.ts";

interface SampleColumns {
  object_type: string;
  action: RunSample["action"];
  hubspot_id: string;
  connectwise_id: string;
}

type SampleRow = SampleColumns & { sample_sealed: string };

/** What of a sample is a secret of the customer's. */
type Sealed = Pick<RunSample, "reason" | "changes">;

/** Samples that are kept of an object type's action. */
const KEPT = 10;

function columnsOf({ objectType, action, hubspotId, connectwiseId }: RunSample): SampleColumns {
  return {
    object_type: objectType,
    action,
    hubspot_id: hubspotId ?? "",
    connectwise_id: connectwiseId ?? "",
  };
}

function placeOf(runId: string, columns: SampleColumns): SealPlace {
  const { object_type: type, action, hubspot_id: hubspot, connectwise_id: connectwise } = columns;
  const row = JSON.stringify([runId, type, action, hubspot, connectwise]);
  return { table: "run_samples", row, field: "sample" };
}

/** Keeps samples of a run, the first ten of each action of an object type. */
export async function saveRunSamples(
  { query, crypto }: StoreScope,
  runId: string,
  samples: readonly RunSample[],
): Promise<void> {
  if (samples.length === 0) return;
  const rows = samples.map((sample): SampleRow => {
    const { reason, changes } = sample;
    const columns = columnsOf(sample);
    const sealed: Sealed = { reason, changes };
    return {
      ...columns,
      sample_sealed: crypto.seal(JSON.stringify(sealed), placeOf(runId, columns)),
    };
  });
  await query(
    `INSERT INTO run_samples (run_id, object_type, action, hubspot_id, connectwise_id,
       sample_sealed)
     SELECT ?, n.object_type, n.action, n.hubspot_id, n.connectwise_id, n.sample_sealed
     FROM (SELECT s.*, row_number() OVER (PARTITION BY s.object_type, s.action ORDER BY s.place)
             + (SELECT count(*) FROM run_samples k WHERE k.run_id = ?
                  AND k.object_type = s.object_type AND k.action = s.action) AS rank
           FROM ROWS FROM (jsonb_to_recordset(?::jsonb) AS (object_type text, action text,
             hubspot_id text, connectwise_id text, sample_sealed text))
             WITH ORDINALITY AS s(object_type, action, hubspot_id, connectwise_id, sample_sealed,
               place)
           WHERE NOT EXISTS (SELECT FROM run_samples o WHERE o.run_id = ?
             AND o.object_type = s.object_type AND o.action = s.action
             AND o.hubspot_id = s.hubspot_id AND o.connectwise_id = s.connectwise_id)) n
     WHERE n.rank <= ?
     ON CONFLICT DO NOTHING`,
    [runId, runId, JSON.stringify(rows), runId, KEPT],
  );
}

/** Reads a run's samples, without those whose record has turned out to be another item's. */
export async function readRunSamples(
  { query, crypto }: StoreScope,
  runId: string,
): Promise<readonly RunSample[]> {
  const rows = await query<SampleRow>(
    `SELECT s.object_type, s.action, s.hubspot_id, s.connectwise_id, s.sample_sealed
     FROM run_samples s
     WHERE s.run_id = ? AND EXISTS (
       SELECT FROM run_items i WHERE i.run_id = s.run_id AND i.object_type = s.object_type
         AND i.action = s.action AND coalesce(i.hubspot_id, '') = s.hubspot_id
         AND coalesce(i.connectwise_id, '') = s.connectwise_id)
     ORDER BY s.object_type, s.action, s.at, s.hubspot_id, s.connectwise_id`,
    [runId],
  );
  if (rows.length === 0) await assertRun(query, runId);
  return rows.map((row) => ({
    objectType: row.object_type,
    action: row.action,
    hubspotId: row.hubspot_id === "" ? null : row.hubspot_id,
    connectwiseId: row.connectwise_id === "" ? null : row.connectwise_id,
    ...openJson<Sealed>(crypto, row.sample_sealed, placeOf(runId, row)),
  }));
}
