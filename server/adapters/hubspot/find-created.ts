import type { CreatedProbe } from "../../sync/adapter-ports.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import { batchRead, propertiesOf } from "./batch-read.ts";
import type { HubspotObject } from "./objects.ts";
import { toSnapshot } from "./snapshot.ts";
import type { Transport } from "./transport.ts";

/**
 * Finds the records that creates of ours made, by the ConnectWise id they carry. Strongly
 * consistent, unlike a search. Associations are missing from them.
 *
 * @param probes - at most 100
 */
export async function findCreatedRecords(
  transport: Transport,
  object: HubspotObject,
  probes: readonly CreatedProbe[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordSnapshot[]>> {
  const { uniqueProperty } = object;
  const records = await batchRead(transport, object, {
    ids: probes.map(({ sourceId }) => sourceId),
    properties: propertiesOf(object, paths, uniqueProperty),
    idProperty: uniqueProperty,
  });
  const found = new Map<string, readonly RecordSnapshot[]>();
  for (const record of records) {
    const sourceId = record.properties[uniqueProperty];
    if (sourceId === undefined || sourceId === null) continue;
    found.set(sourceId, [toSnapshot(object, record, paths)]);
  }
  return found;
}
