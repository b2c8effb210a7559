import { AppError } from "../../sync/errors.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import type {
  CreatedProbe,
  CreateInput,
  RecordPage,
  UpdateInput,
  WriteResult,
} from "../../sync/adapter-ports.ts";
import { writeInBatches } from "./batches.ts";
import type { BatchInput, BatchWrite } from "./batches.ts";
import { aboutField, errorOfItem, optional } from "./errors.ts";
import type { HubspotObject } from "./objects.ts";
import {
  partFields,
  partsAmong,
  propertiesAmong,
  propertyFields,
  readParts,
  takeListedParts,
  withoutParts,
  writeParts,
} from "./parts.ts";
import { toProperties, toSnapshot } from "./snapshot.ts";
import type { Transport } from "./transport.ts";
import { batchSchema, pageSchema, recordSchema } from "./wire.ts";
import type { WireBatch, WireRecord } from "./wire.ts";

/** Most inputs of a batch call. @see https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const MAX_BATCH = 100;
const MERGED_IDS = "hs_merged_object_ids";

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

/** Which records to read, and what of them. */
export interface BatchRead {
  readonly ids: readonly string[];
  readonly properties?: readonly string[];
  readonly withHistory?: readonly string[];
  readonly idProperty?: string;
  /** Whether to read archived records instead of live ones. */
  readonly isArchived?: boolean;
}

/**
 * Reads live records by id, or by the value of a unique property. Ids that do not exist come back
 * as errors of a 207, or as a 404 when none exists.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
export async function batchRead(
  transport: Transport,
  object: HubspotObject,
  read: BatchRead,
): Promise<readonly WireRecord[]> {
  const ids = [...new Set(read.ids)];
  const { isArchived = false } = read;
  refuseOversized(ids.length);
  if (ids.length === 0) return [];
  try {
    const { content } = await transport.call({
      method: "POST",
      path: objectPath(transport, object, "/batch/read"),
      query: { archived: String(isArchived) },
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
    return content.results.filter(({ archived = false }) => archived === isArchived);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "gone") return [];
    throw thrown;
  }
}

/** The properties that a snapshot with some paths is made of. */
function propertiesOf(
  object: HubspotObject,
  paths: readonly string[],
  ...more: readonly string[]
): readonly string[] {
  return [...new Set([...propertiesAmong(object, paths), object.modifiedProperty, ...more])];
}

/**
 * Reads the properties of records by id in one call. Archived and unknown ids are missing from the
 * answer. An id that was merged into another record of the answer gives that record, with
 * `mergedIntoId`.
 *
 * @param ids - at most 100
 */
export async function readWithoutParts(
  transport: Transport,
  object: HubspotObject,
  ids: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const properties = propertiesOf(object, paths, MERGED_IDS);
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
 * Asks for one record by itself: only then does HubSpot answer an id that was merged, with the
 * record that survived.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-companies-v3/guide
 */
async function readSurvivor(
  transport: Transport,
  object: HubspotObject,
  id: string,
  paths: readonly string[],
): Promise<RecordSnapshot | undefined> {
  try {
    const { content } = await transport.call({
      method: "GET",
      path: objectPath(transport, object, `/${encodeURIComponent(id)}`),
      query: { properties: propertiesOf(object, paths).join(",") },
      kind: "read",
      answer: recordSchema,
    });
    if (content.archived === true) return undefined;
    const snapshot = toSnapshot(object, content, paths);
    return snapshot.id === id ? snapshot : { ...snapshot, mergedIntoId: snapshot.id };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "gone") return undefined;
    throw thrown;
  }
}

/**
 * Reads records by id with their associations: one call for the properties, one for each kind of
 * association asked for, and one for each id that was not found, as it may have been merged. Archived
 * and unknown ids are missing from the answer; a merged id gives the record that survived, with
 * `mergedIntoId`.
 *
 * @param ids - at most 100
 */
export async function readRecords(
  transport: Transport,
  object: HubspotObject,
  ids: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const found = new Map(await readWithoutParts(transport, object, ids, paths));
  for (const id of new Set(ids)) {
    if (found.has(id)) continue;
    const survivor = await readSurvivor(transport, object, id, paths);
    if (survivor !== undefined) found.set(id, survivor);
  }
  return readParts(transport, object, found, paths);
}

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

/** A clash is about HubSpot's own key when it names no field and the input has that key. */
function named(
  { naturalKey }: HubspotObject,
  input: BatchInput | undefined,
  error: AppError,
): AppError {
  if (error.errorClass !== "exists" || naturalKey === undefined) return error;
  return input?.properties?.[naturalKey] === undefined ? error : aboutField(error, naturalKey);
}

/** Writes records; one result per input in their order. */
async function writeRecords(
  object: HubspotObject,
  write: BatchWrite<BatchInput, WireRecord>,
): Promise<readonly WriteResult[]> {
  const outcomes = await writeInBatches(write);
  return outcomes.map((outcome, index) =>
    outcome instanceof AppError
      ? { ok: false, error: named(object, write.inputs[index], outcome) }
      : { ok: true, record: toSnapshot(object, outcome), ...optional("isNew", outcome.new) },
  );
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
  const results = await writeRecords(object, {
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
  return results.map((result) =>
    result.ok && result.isNew === true
      ? { ...result, record: withoutParts(object, result.record) }
      : result,
  );
}

async function updateProperties(
  transport: Transport,
  object: HubspotObject,
  inputs: readonly UpdateInput[],
): Promise<ReadonlyMap<string, WriteResult>> {
  const path = objectPath(transport, object, "/batch/update");
  const written = inputs
    .map(({ id, fields }) => ({ id, properties: toProperties(propertyFields(object, fields)) }))
    .filter(({ properties }) => Object.keys(properties).length > 0);
  const results = await writeRecords(object, {
    inputs: written,
    send: (items) =>
      sendBatch(
        transport,
        path,
        items.map((item) => ({ ...item, objectWriteTraceId: item.id })),
      ),
    isAnswerTo: (record, { id }) => record.id === id,
  });
  return new Map(results.map((result, index) => [written[index]?.id ?? "", result]));
}

/** The record of an update that wrote no property: HubSpot answers associations without it. */
function unansweredRecord({ id, before }: UpdateInput): RecordSnapshot {
  return { id, fields: {}, modifiedAt: before?.modifiedAt ?? 0, isDeleted: false };
}

/**
 * Sets fields of existing records; the others stay as they are. Properties go first, in one call;
 * the associations of a record whose properties were refused are left alone. A result is an error
 * when any part of it failed, also when another part was written.
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
  const results = await updateProperties(transport, object, inputs);
  const going = inputs.filter(({ id }) => results.get(id)?.ok !== false);
  const failures = await writeParts(transport, object, going);
  return inputs.map((input): WriteResult => {
    const result = results.get(input.id);
    if (result?.ok === false) return result;
    const failure = failures.get(input.id);
    if (failure !== undefined) return { ok: false, error: failure };
    const record = result?.record ?? unansweredRecord(input);
    const fields = { ...record.fields, ...partFields(object, input.fields) };
    return { ok: true, record: { ...record, fields } };
  });
}

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
