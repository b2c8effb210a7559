import { AppError } from "../../sync/errors.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import type { CreateInput, UpdateInput, WriteResult } from "../../sync/adapter-ports.ts";
import { batchRead, objectPath, propertiesOf, refuseOversized } from "./batch-read.ts";
import { writeInBatches } from "./batches.ts";
import type { BatchInput, BatchWrite } from "./batches.ts";
import { aboutField, optional } from "./errors.ts";
import type { HubspotObject } from "./objects.ts";
import { sendWithState, withState } from "./own-state.ts";
import { partFields, propertyFields, readParts, withoutParts, writeParts } from "./parts.ts";
import { toProperties, toSnapshot } from "./snapshot.ts";
import type { Transport } from "./transport.ts";
import { batchSchema, recordSchema } from "./wire.ts";
import type { WireBatch, WireRecord } from "./wire.ts";

const MERGED_IDS = "hs_merged_object_ids";

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
  const outcomes = await writeInBatches({
    ...write,
    send: (items) => sendWithState(object, items, write.send),
  });
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
      properties: withState(object, toProperties({ ...fields, [uniqueProperty]: sourceId })),
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
    .map(({ id, fields }) => ({
      id,
      properties: withState(object, toProperties(propertyFields(object, fields))),
    }))
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
