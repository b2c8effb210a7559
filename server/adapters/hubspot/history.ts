import type { HistoryEntry } from "../../sync/adapter-ports.ts";
import type { HubspotObject } from "./objects.ts";
import { propertiesAmong } from "./parts.ts";
import { batchRead } from "./batch-read.ts";
import { toFieldValue, toTime } from "./snapshot.ts";
import type { Transport } from "./transport.ts";
import type { WireRecord } from "./wire.ts";

/** A read with history takes half as many. @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide */
const MAX_WITH_HISTORY = 50;

/** Which records' and properties' history to read, and whose writes count as ours. */
export interface HistoryRequest {
  readonly ids: readonly string[];
  readonly paths: readonly string[];
  readonly appId: string;
}

/**
 * Reads the values that properties had, newest first, 50 records a call. A record that was archived
 * a moment ago still tells of the write that came before.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function readHistory(
  transport: Transport,
  object: HubspotObject,
  { ids, paths, appId }: HistoryRequest,
): Promise<ReadonlyMap<string, Readonly<Record<string, readonly HistoryEntry[]>>>> {
  const found = new Map<string, Readonly<Record<string, readonly HistoryEntry[]>>>();
  const withHistory = propertiesAmong(object, paths);
  for (let start = 0; start < ids.length; start += MAX_WITH_HISTORY) {
    const part = ids.slice(start, start + MAX_WITH_HISTORY);
    for (const isArchived of [false, true]) {
      const missing = part.filter((id) => !found.has(id));
      const records = await batchRead(transport, object, { ids: missing, withHistory, isArchived });
      for (const record of records) found.set(record.id, historyOf(record, appId));
    }
  }
  return found;
}

function historyOf(
  record: WireRecord,
  appId: string,
): Readonly<Record<string, readonly HistoryEntry[]>> {
  const entries = Object.entries(record.propertiesWithHistory ?? {});
  return Object.fromEntries(
    entries.map(([name, values]) => [
      name,
      values
        .map((entry) => ({
          value: toFieldValue(entry.value),
          at: toTime(entry.timestamp),
          // Other integrations write as INTEGRATION too; only the app's id tells ours apart.
          isOurs: entry.sourceType === "INTEGRATION" && entry.sourceId === appId,
        }))
        .toSorted((a, b) => b.at - a.at),
    ]),
  );
}
