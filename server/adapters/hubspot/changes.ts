import { z } from "zod";
import { AppError } from "../../sync/errors.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import type { ChangeHead, RecordPage } from "../../sync/adapter-ports.ts";
import { MAX_BATCH, objectPath, propertiesOf } from "./batch-read.ts";
import { optional } from "./errors.ts";
import type { HubspotObject } from "./objects.ts";
import { partsAmong, propertiesAmong, takeListedParts } from "./parts.ts";
import { readWithoutParts } from "./records.ts";
import { toSnapshot } from "./snapshot.ts";
import type { Transport } from "./transport.ts";
import { pageSchema } from "./wire.ts";

/** Most results of one search page. @see https://developers.hubspot.com/docs/api-reference/search/guide */
const PAGE_SIZE = 200;
/** Longest body of a search in characters. @see https://developers.hubspot.com/docs/api-reference/search/guide */
const MAX_BODY = 3000;
/** Most inputs of a batch read. */
const READ_SIZE = 100;

/**
 * Where a scan goes on: at a time, or within one millisecond that holds more records than a page.
 * Each page starts a new search, so none comes near the 10,000 results that HubSpot shows at most,
 * and no record is skipped when others leave the list while it is paged.
 */
const cursorSchema = z.union([
  z.object({ from: z.number() }),
  z.object({ at: z.number(), afterId: z.string() }),
]);
/** Position of a scan. */
export type ScanCursor = z.output<typeof cursorSchema>;

/**
 * Lists live records with their associations, 100 a page and call; HubSpot does not list archived
 * ones among them. Only a list of associations that was cut off costs another call.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function listRecords(
  transport: Transport,
  object: HubspotObject,
  cursor: string | null,
  paths: readonly string[],
): Promise<RecordPage> {
  const associated = partsAmong(object, paths).map(({ to }) => to);
  const { content, serverTime } = await transport.call({
    method: "GET",
    path: objectPath(transport, object, ""),
    query: {
      limit: String(MAX_BATCH),
      properties: propertiesOf(object, paths).join(","),
      ...(associated.length === 0 ? {} : { associations: associated.join(",") }),
      ...optional("after", cursor ?? undefined),
    },
    kind: "read",
    answer: pageSchema,
  });
  const listed = content.results.map((wire) => ({ wire, record: toSnapshot(object, wire, paths) }));
  return {
    records: await takeListedParts(transport, object, listed, paths),
    next: content.paging?.next?.after ?? null,
    serverTime,
  };
}

/** One filter of a search. */
export interface SearchFilter {
  readonly propertyName: string;
  readonly operator: "GTE" | "EQ" | "GT";
  readonly value: string;
}

interface Search {
  readonly filters: readonly SearchFilter[];
  readonly sortBy: string;
  readonly direction: "ASCENDING" | "DESCENDING";
}

interface Found {
  readonly records: readonly RecordSnapshot[];
  readonly total: number | undefined;
  readonly hasMore: boolean;
  readonly serverTime: number;
}

/** Body of a search for changes. */
function searchBody(search: Search, properties: readonly string[]): Record<string, unknown> {
  return {
    filterGroups: [{ filters: search.filters }],
    sorts: [{ propertyName: search.sortBy, direction: search.direction }],
    properties,
    limit: PAGE_SIZE,
  };
}

async function runSearch(
  transport: Transport,
  object: HubspotObject,
  search: Search,
  paths: readonly string[],
): Promise<Found> {
  const body = searchBody(search, [
    ...new Set([...propertiesAmong(object, paths), object.modifiedProperty]),
  ]);
  const isTooLong = JSON.stringify(body).length > MAX_BODY;
  const { content, serverTime } = await transport.call({
    method: "POST",
    path: objectPath(transport, object, "/search"),
    body: isTooLong ? searchBody(search, [object.modifiedProperty]) : body,
    kind: "read",
    budget: "search",
    answer: pageSchema,
  });
  const records = content.results.map((record) => toSnapshot(object, record, paths));
  return {
    records: isTooLong ? await fillIn(transport, object, records, paths) : records,
    total: content.total,
    hasMore: content.results.length >= PAGE_SIZE || content.paging?.next !== undefined,
    serverTime,
  };
}

/** Reads the values of records whose many properties do not fit into a search. */
async function fillIn(
  transport: Transport,
  object: HubspotObject,
  records: readonly RecordSnapshot[],
  paths: readonly string[],
): Promise<readonly RecordSnapshot[]> {
  const filled: RecordSnapshot[] = [];
  for (let start = 0; start < records.length; start += READ_SIZE) {
    const part = records.slice(start, start + READ_SIZE);
    const read = await readWithoutParts(
      transport,
      object,
      part.map(({ id }) => id),
      paths,
    );
    // The date stays the index's, as the scan's position is a position in the index.
    for (const record of part) {
      filled.push({ ...record, fields: read.get(record.id)?.fields ?? {} });
    }
  }
  return filled;
}

/**
 * Returns the newest changes in one search; `total` counts all of them. The index is behind by
 * seconds, sometimes more.
 *
 * @param since - milliseconds
 * @see https://developers.hubspot.com/docs/api-reference/search/guide
 */
export async function readChangesHead(
  transport: Transport,
  object: HubspotObject,
  since: number,
  paths: readonly string[],
): Promise<ChangeHead> {
  const { modifiedProperty: propertyName } = object;
  const found = await runSearch(
    transport,
    object,
    {
      filters: [{ propertyName, operator: "GTE", value: String(since) }],
      sortBy: propertyName,
      direction: "DESCENDING",
    },
    paths,
  );
  const { records, total, serverTime } = found;
  const isComplete = total === undefined ? !found.hasMore : total <= PAGE_SIZE;
  return { records, total: total ?? null, isComplete, serverTime };
}

/**
 * Reads a cursor text.
 *
 * @throws AppError - internal `bad_cursor`
 */
export function parseScanCursor(cursor: string): ScanCursor {
  try {
    return cursorSchema.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new AppError("a scan's cursor cannot be read", {
      code: "bad_cursor",
      errorClass: "internal",
      cause,
    });
  }
}

function searchAt(object: HubspotObject, cursor: ScanCursor): Search {
  const { modifiedProperty, idProperty } = object;
  if ("from" in cursor) {
    return {
      filters: [{ propertyName: modifiedProperty, operator: "GTE", value: String(cursor.from) }],
      sortBy: modifiedProperty,
      direction: "ASCENDING",
    };
  }
  return {
    filters: [
      { propertyName: modifiedProperty, operator: "EQ", value: String(cursor.at) },
      { propertyName: idProperty, operator: "GT", value: cursor.afterId },
    ],
    sortBy: idProperty,
    direction: "ASCENDING",
  };
}

/** What a page hands on, and where the next one starts; null when there is none. */
export interface ScanStep {
  readonly records: readonly RecordSnapshot[];
  readonly next: ScanCursor | null;
}

/**
 * Decides what of a search page counts. The last millisecond of a full page may go on behind it, so
 * its records are withheld and the next page starts there; a page within one millisecond is drained
 * by id.
 */
export function stepScan(
  cursor: ScanCursor,
  page: { readonly records: readonly RecordSnapshot[]; readonly hasMore: boolean },
): ScanStep {
  const { records, hasMore } = page;
  const [first, last] = [records.at(0), records.at(-1)];
  if (first === undefined || last === undefined || !hasMore) {
    return { records, next: "at" in cursor ? { from: cursor.at + 1 } : null };
  }
  if ("at" in cursor) return { records, next: { at: cursor.at, afterId: last.id } };
  const lastMs = last.modifiedAt;
  if (first.modifiedAt >= lastMs) return { records: [], next: { at: lastMs, afterId: "0" } };
  const settled = records.filter(({ modifiedAt }) => modifiedAt < lastMs);
  return { records: settled, next: { from: lastMs } };
}

/**
 * Lists all changes since a moment, oldest first. Records that change meanwhile move to the end and
 * are met there again.
 *
 * @param options.since - milliseconds; used for the first page only
 * @see https://developers.hubspot.com/docs/api-reference/search/guide
 */
export async function scanChanges(
  transport: Transport,
  object: HubspotObject,
  options: { readonly since: number; readonly cursor: string | null },
  paths: readonly string[],
): Promise<RecordPage> {
  const cursor =
    options.cursor === null ? { from: options.since } : parseScanCursor(options.cursor);
  const found = await runSearch(transport, object, searchAt(object, cursor), paths);
  const step = stepScan(cursor, found);
  const next = step.next === null ? null : JSON.stringify(step.next);
  return { records: step.records, next, serverTime: found.serverTime };
}
