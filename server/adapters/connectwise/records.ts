import { AppError, toAppError } from "../../sync/errors.ts";
import type { Fields, RecordSnapshot } from "../../sync/model.ts";
import type { CreateInput, UpdateInput, WriteResult } from "../../sync/adapter-ports.ts";
import { chunkByQuery, idIn, isRecordId } from "./conditions.ts";
import type { Query } from "./conditions.ts";
import { headOf } from "./objects.ts";
import type { ConnectwiseObject } from "./objects.ts";
import { addParts, itemsIn, readParts, shownParts, withoutParts, writeParts } from "./parts.ts";
import type { FoundRecord, ObjectRoute } from "./parts.ts";
import { buildCreate, buildPatch, findIgnored, ownFields } from "./patch.ts";
import type { PatchOperation } from "./patch.ts";
import { explainCreate, explainUpdate, writeIgnored } from "./refusals.ts";
import { completePaths, projection, toSnapshot } from "./snapshot.ts";
import { recordListSchema, recordSchema } from "./wire.ts";
import type { WireRecord } from "./wire.ts";

/** Ids asked for in one call. */
const MAX_IDS = 100;

/**
 * Reads records by id, deleted companies included; ids that do not exist are missing.
 *
 * @throws AppError
 */
export async function readRecords(
  route: ObjectRoute,
  ids: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const { object } = route;
  const valid = [...new Set(ids)].filter(isRecordId);
  const queryOf = (part: readonly string[]): Query => ({
    conditions: idIn(part),
    fields: projection(paths, object),
    pageSize: part.length,
  });
  const chunks = chunkByQuery(valid, queryOf, MAX_IDS);
  const answers = await Promise.all(chunks.map((part) => readChunk(route, part, queryOf(part))));
  const found = answers.flat().map((wire) => ({ wire, record: toSnapshot(wire, object, paths) }));
  const records = await readParts(route, found, paths);
  return new Map(records.map((record) => [record.id, record]));
}

async function readChunk(
  route: ObjectRoute,
  ids: readonly string[],
  query: Query,
): Promise<WireRecord[]> {
  const { client, object } = route;
  const { data } = await client.get({ path: object.endpoint, query, schema: recordListSchema });
  const wanted = new Set(ids);
  const found = data.filter((record) => wanted.has(record.id));
  if (found.length === data.length) return found;
  // The condition was ignored: an id that is missing here may exist all the same.
  const seen = new Set(found.map((record) => record.id));
  const missing = ids.filter((id) => !seen.has(id));
  const singles = await Promise.all(missing.map((id) => readIfThere(route, id)));
  return [...found, ...singles.flat()];
}

async function readOne({ client, object }: ObjectRoute, id: string): Promise<WireRecord> {
  return (await client.get({ path: `${object.endpoint}/${id}`, schema: recordSchema })).data;
}

async function readIfThere(route: ObjectRoute, id: string): Promise<WireRecord[]> {
  try {
    return [await readOne(route, id)];
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "gone") return [];
    throw thrown;
  }
}

/** A complete answer. @param paths - asked for besides those that every record has */
function wholeRecord(
  wire: WireRecord,
  object: ConnectwiseObject,
  paths: readonly string[],
): FoundRecord {
  const all = [...new Set([...completePaths(wire, object), ...paths])];
  return { wire, record: toSnapshot(wire, object, all) };
}

async function toResult(work: () => Promise<RecordSnapshot>): Promise<WriteResult> {
  try {
    return { ok: true, record: await work() };
  } catch (thrown) {
    return { ok: false, error: toAppError(thrown) };
  }
}

async function createOne(route: ObjectRoute, { fields }: CreateInput): Promise<RecordSnapshot> {
  const { client, object } = route;
  const own = buildCreate(ownFields(fields, object), object);
  const body = await addParts(route, own, fields);
  const { data } = await client
    .write({ method: "POST", path: object.endpoint, body, schema: recordSchema })
    .catch((thrown: unknown) => {
      throw thrown instanceof AppError ? explainCreate(thrown, object) : thrown;
    });
  const found = wholeRecord(data, object, Object.keys(fields));
  return withoutParts(object, shownParts(found, body["communicationItems"] !== undefined));
}

/** Creates records, one call each; the answer tells of each input by itself. */
export function createRecords(
  route: ObjectRoute,
  inputs: readonly CreateInput[],
): Promise<readonly WriteResult[]> {
  return Promise.all(
    inputs.map(async (input): Promise<WriteResult> => {
      const result = await toResult(() => createOne(route, input));
      return result.ok ? { ...result, isNew: true } : result;
    }),
  );
}

/**
 * Sends a patch. A server that takes none without custom fields gets it again with an empty list of
 * them, which clears nothing (both observed 2026-07, undocumented).
 */
async function sendPatch(
  { client, object }: ObjectRoute,
  id: string,
  body: readonly PatchOperation[],
): Promise<WireRecord> {
  const send = async (operations: readonly PatchOperation[]): Promise<WireRecord> => {
    const call = { method: "PATCH", path: `${object.endpoint}/${id}`, body: operations } as const;
    return (await client.write({ ...call, schema: recordSchema })).data;
  };
  const empty: PatchOperation = { op: "replace", path: "customFields", value: [] };
  const isAbout = (thrown: unknown): boolean =>
    thrown instanceof AppError && thrown.errorClass === "invalid" && thrown.field === empty.path;
  try {
    return await send(body);
  } catch (thrown) {
    if (!isAbout(thrown) || body.some(({ path }) => path === empty.path)) throw thrown;
    return send([...body, empty]);
  }
}

async function patchOne(
  route: ObjectRoute,
  { id, fields, before }: UpdateInput,
  own: Fields,
): Promise<RecordSnapshot> {
  const { object } = route;
  const body = buildPatch(own, object);
  const data = await sendPatch(route, id, body).catch((thrown: unknown) => {
    if (!(thrown instanceof AppError)) throw thrown;
    const sent = new Set(Object.keys(own).map(headOf));
    throw explainUpdate(thrown, object, sent, before);
  });
  const asked = [...Object.keys(fields), ...Object.keys(before?.fields ?? {})];
  const found = wholeRecord(data, object, asked);
  const ignored = findIgnored(own, found.record.fields);
  if (ignored === undefined) {
    return shownParts(found, before !== undefined && (itemsIn(before) ?? []).length > 0);
  }
  throw writeIgnored(
    ignored,
    `Check in ConnectWise whether ${ignored} can be changed on this ${object.noun} and whether its value has an allowed form.`,
  );
}

async function updateOne(route: ObjectRoute, input: UpdateInput): Promise<RecordSnapshot> {
  const { object } = route;
  const paths = Object.keys(input.fields);
  const own = ownFields(input.fields, object);
  const hasOwn = Object.keys(own).length > 0;
  const readAgain = async (): Promise<RecordSnapshot> =>
    wholeRecord(await readOne(route, input.id), object, paths).record;
  const known = paths.length > 0 ? input.before : undefined;
  const record = hasOwn ? await patchOne(route, input, own) : (known ?? (await readAgain()));
  return writeParts(route, { input, record, readAgain });
}

/**
 * Updates records, one call each for their own fields and what their parts need; the answer tells of
 * each input by itself. A value that the answer does not hold is class invalid, code `write_ignored`.
 */
export function updateRecords(
  route: ObjectRoute,
  inputs: readonly UpdateInput[],
): Promise<readonly WriteResult[]> {
  return Promise.all(inputs.map((input) => toResult(() => updateOne(route, input))));
}
