import { AppError } from "../../sync/errors.ts";
import type { Fields, FieldValue, RecordSnapshot } from "../../sync/model.ts";
import type {
  CreatedProbe,
  CreateInput,
  HistoryEntry,
  RecordPage,
  UpdateInput,
  WriteResult,
} from "../../sync/ports.ts";
import { errorOfItem, optional } from "./errors.ts";
import type { HubspotObject } from "./objects.ts";
import type { Transport } from "./transport.ts";
import { batchSchema, pageSchema } from "./wire.ts";
import type { WireBatch, WireRecord } from "./wire.ts";
import { writeInBatches } from "./batches.ts";
import type { WriteOutcome } from "./batches.ts";

/** Most inputs of a batch call. @see https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const MAX_BATCH = 100;
/** A read with history takes half as many. @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide */
const MAX_WITH_HISTORY = 50;
const MERGED_IDS = "hs_merged_object_ids";

/** HubSpot gives '' and null for the same thing: a property without a value. */
function toFieldValue(value: string | null | undefined): FieldValue {
  return value === undefined || value === null || value === "" ? null : value;
}

/** HubSpot clears a property that is set to ''. */
function toProperties(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([path, value]) => [path, value === null ? "" : String(value)]),
  );
}

/** Reads a time that is ISO text or milliseconds. */
function toTime(text: string | null | undefined): number {
  if (text === null || text === undefined || text === "") return Number.NaN;
  return /^\d+$/u.test(text) ? Number(text) : Date.parse(text);
}

function modifiedAtOf(object: HubspotObject, record: WireRecord): number {
  const times = [toTime(record.properties[object.modifiedProperty]), toTime(record.updatedAt)];
  return times.find((time) => !Number.isNaN(time)) ?? 0;
}

/**
 * Translates a record. A property that was asked for and is not in the answer does not exist in
 * this portal; it stays absent, which is not the same as empty.
 *
 * @param paths - properties to keep; all that the answer holds when left out
 */
export function toSnapshot(
  object: HubspotObject,
  record: WireRecord,
  paths?: readonly string[],
): RecordSnapshot {
  const names = paths ?? Object.keys(record.properties);
  const present = names.filter((name) => Object.hasOwn(record.properties, name));
  return {
    id: record.id,
    fields: Object.fromEntries(
      present.map((name) => [name, toFieldValue(record.properties[name])]),
    ),
    modifiedAt: modifiedAtOf(object, record),
    isDeleted: record.archived === true,
  };
}

/** Path of an object type's route, such as `/crm/objects/2026-09/companies/batch/read`. */
export function objectPath(transport: Transport, object: HubspotObject, route: string): string {
  return `/crm/objects/${transport.apiVersion}/${object.path}${route}`;
}

function refuseOversized(count: number): void {
  if (count <= MAX_BATCH) return;
  throw new AppError(`a call takes at most ${MAX_BATCH} records, not ${count}`, {
    code: "batch_too_large",
    errorClass: "internal",
  });
}

interface BatchRead {
  readonly ids: readonly string[];
  readonly properties?: readonly string[];
  readonly withHistory?: readonly string[];
  readonly idProperty?: string;
}

/** Ids that do not exist come back as errors of a 207, or as a 404 when none exists. */
async function batchRead(
  transport: Transport,
  object: HubspotObject,
  read: BatchRead,
): Promise<readonly WireRecord[]> {
  const ids = [...new Set(read.ids)];
  refuseOversized(ids.length);
  if (ids.length === 0) return [];
  try {
    const { content } = await transport.call({
      method: "POST",
      path: objectPath(transport, object, "/batch/read"),
      body: {
        inputs: ids.map((id) => ({ id })),
        properties: read.properties ?? [],
        ...optional("propertiesWithHistory", read.withHistory),
        ...optional("idProperty", read.idProperty),
      },
      kind: "read",
      answer: batchSchema,
    });
    for (const item of content.errors) {
      const error = errorOfItem(item, "read");
      if (error.errorClass !== "gone") throw error;
    }
    return content.results.filter(({ archived }) => archived !== true);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "gone") return [];
    throw thrown;
  }
}

/**
 * Reads records by id in one call. Archived and unknown ids are missing from the answer. An id that
 * was merged into another record of the answer gives that record, with `mergedIntoId`.
 *
 * @param ids - at most 100
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function readRecords(
  transport: Transport,
  object: HubspotObject,
  ids: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const properties = [...new Set([...paths, object.modifiedProperty, MERGED_IDS])];
  const records = await batchRead(transport, object, { ids, properties });
  const byId = new Map<string, RecordSnapshot>();
  for (const record of records) byId.set(record.id, toSnapshot(object, record, paths));
  const found = new Map<string, RecordSnapshot>();
  for (const id of ids) {
    const snapshot = byId.get(id) ?? mergedInto(id, records, byId);
    if (snapshot !== undefined) found.set(id, snapshot);
  }
  return found;
}

function mergedInto(
  id: string,
  records: readonly WireRecord[],
  byId: ReadonlyMap<string, RecordSnapshot>,
): RecordSnapshot | undefined {
  const winner = records.find((record) =>
    (record.properties[MERGED_IDS] ?? "").split(";").includes(id),
  );
  const snapshot = winner === undefined ? undefined : byId.get(winner.id);
  return snapshot === undefined ? undefined : { ...snapshot, mergedIntoId: snapshot.id };
}

/**
 * Lists live records, 100 a page; HubSpot does not list archived ones among them.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function listRecords(
  transport: Transport,
  object: HubspotObject,
  cursor: string | null,
  paths: readonly string[],
): Promise<RecordPage> {
  const properties = [...new Set([...paths, object.modifiedProperty])];
  const { content, serverTime } = await transport.call({
    method: "GET",
    path: objectPath(transport, object, ""),
    query: {
      limit: String(MAX_BATCH),
      properties: properties.join(","),
      ...optional("after", cursor ?? undefined),
    },
    kind: "read",
    answer: pageSchema,
  });
  return {
    records: content.results.map((record) => toSnapshot(object, record, paths)),
    next: content.paging?.next?.after ?? null,
    serverTime,
  };
}

async function sendBatch(
  transport: Transport,
  path: string,
  inputs: readonly unknown[],
): Promise<WireBatch> {
  const call = {
    method: "POST",
    path,
    body: { inputs },
    kind: "write",
    answer: batchSchema,
  } as const;
  const { content } = await transport.call(call);
  return content;
}

function toResult(object: HubspotObject, outcome: WriteOutcome): WriteResult {
  if (outcome instanceof AppError) return { ok: false, error: outcome };
  const record = toSnapshot(object, outcome);
  return { ok: true, record, ...optional("isNew", outcome.new) };
}

/**
 * Creates records under their ConnectWise id, or updates those that exist under it, so that a
 * repeat makes no second record.
 *
 * @param inputs - at most 100, each `sourceId` once
 * @returns one result per input in their order; nothing about a call is thrown
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function createRecords(
  transport: Transport,
  object: HubspotObject,
  inputs: readonly CreateInput[],
): Promise<readonly WriteResult[]> {
  refuseOversized(inputs.length);
  const { uniqueProperty } = object;
  const path = objectPath(transport, object, "/batch/upsert");
  const outcomes = await writeInBatches({
    inputs: inputs.map(({ sourceId, fields }) => ({
      id: sourceId,
      properties: toProperties({ ...fields, [uniqueProperty]: sourceId }),
    })),
    send: (items) =>
      sendBatch(
        transport,
        path,
        items.map((item) => ({ ...item, idProperty: uniqueProperty, objectWriteTraceId: item.id })),
      ),
    isAnswerTo: (record, { id }) => record.properties[uniqueProperty] === id,
  });
  return outcomes.map((outcome) => toResult(object, outcome));
}

/**
 * Sets fields of existing records; the others stay as they are.
 *
 * @param inputs - at most 100, each id once
 * @returns one result per input in their order; nothing about a call is thrown
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function updateRecords(
  transport: Transport,
  object: HubspotObject,
  inputs: readonly UpdateInput[],
): Promise<readonly WriteResult[]> {
  refuseOversized(inputs.length);
  const path = objectPath(transport, object, "/batch/update");
  const outcomes = await writeInBatches({
    inputs: inputs.map(({ id, fields }) => ({ id, properties: toProperties(fields) })),
    send: (items) =>
      sendBatch(
        transport,
        path,
        items.map((item) => ({ ...item, objectWriteTraceId: item.id })),
      ),
    isAnswerTo: (record, { id }) => record.id === id,
  });
  return outcomes.map((outcome) => toResult(object, outcome));
}

/**
 * Finds the records that creates of ours made, by the ConnectWise id they carry. Strongly
 * consistent, unlike a search.
 *
 * @param probes - at most 100
 */
export async function findCreatedRecords(
  transport: Transport,
  object: HubspotObject,
  probes: readonly CreatedProbe[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordSnapshot[]>> {
  const { uniqueProperty, modifiedProperty } = object;
  const records = await batchRead(transport, object, {
    ids: probes.map(({ sourceId }) => sourceId),
    properties: [...new Set([...paths, uniqueProperty, modifiedProperty])],
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

/** Which records' and properties' history to read, and whose writes count as ours. */
export interface HistoryRequest {
  readonly ids: readonly string[];
  readonly paths: readonly string[];
  readonly appId: string;
}

/**
 * Reads the values that properties had, newest first, 50 records a call.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function readHistory(
  transport: Transport,
  object: HubspotObject,
  { ids, paths, appId }: HistoryRequest,
): Promise<ReadonlyMap<string, Readonly<Record<string, readonly HistoryEntry[]>>>> {
  const found = new Map<string, Readonly<Record<string, readonly HistoryEntry[]>>>();
  for (let start = 0; start < ids.length; start += MAX_WITH_HISTORY) {
    const part = ids.slice(start, start + MAX_WITH_HISTORY);
    const records = await batchRead(transport, object, { ids: part, withHistory: paths });
    for (const record of records) found.set(record.id, historyOf(record, appId));
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
