import { AppError, toAppError } from "../../sync/errors.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import type { CreatedProbe, CreateInput, UpdateInput, WriteResult } from "../../sync/ports.ts";
import type { ConnectwiseClient } from "./transport.ts";
import { allOf, anyOf, chunkByQuery, equalsText, idIn, isRecordId } from "./conditions.ts";
import type { Query } from "./conditions.ts";
import { explainStoredValue } from "./errors.ts";
import { headOf } from "./objects.ts";
import type { ConnectwiseObject } from "./objects.ts";
import { buildCreate, buildPatch, findIgnored } from "./patch.ts";
import { completePaths, projection, toFieldValue, toSnapshot } from "./snapshot.ts";
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
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  ids: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const valid = [...new Set(ids)].filter(isRecordId);
  const queryOf = (part: readonly string[]): Query => ({
    conditions: idIn(part),
    fields: projection(paths, object),
    pageSize: part.length,
  });
  const parts = chunkByQuery(valid, queryOf, MAX_IDS);
  const answers = await Promise.all(
    parts.map((part) => readPart(client, object, part, queryOf(part))),
  );
  const records = answers.flat().map((record) => toSnapshot(record, object, paths));
  return new Map(records.map((record) => [record.id, record]));
}

async function readPart(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  ids: readonly string[],
  query: Query,
): Promise<WireRecord[]> {
  const { data } = await client.get({ path: object.endpoint, query, schema: recordListSchema });
  const wanted = new Set(ids);
  const found = data.filter((record) => wanted.has(record.id));
  if (found.length === data.length) return found;
  // The condition was ignored: an id that is missing here may exist all the same.
  const seen = new Set(found.map((record) => record.id));
  const missing = ids.filter((id) => !seen.has(id));
  const singles = await Promise.all(missing.map((id) => readOne(client, object, id)));
  return [...found, ...singles.flat()];
}

async function readOne(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  id: string,
): Promise<WireRecord[]> {
  try {
    const path = `${object.endpoint}/${id}`;
    return [(await client.get({ path, schema: recordSchema })).data];
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "gone") return [];
    throw thrown;
  }
}

function wholeSnapshot(record: WireRecord, object: ConnectwiseObject): RecordSnapshot {
  return toSnapshot(record, object, completePaths(record, object));
}

async function toResult(work: () => Promise<RecordSnapshot>): Promise<WriteResult> {
  try {
    return { ok: true, record: await work() };
  } catch (thrown) {
    return { ok: false, error: toAppError(thrown) };
  }
}

/** Creates records, one call each; the answer tells of each input by itself. */
export function createRecords(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  inputs: readonly CreateInput[],
): Promise<readonly WriteResult[]> {
  return Promise.all(
    inputs.map(async (input): Promise<WriteResult> => {
      const result = await toResult(async () => {
        const body = buildCreate(input.fields, object);
        const { data } = await client.write({
          method: "POST",
          path: object.endpoint,
          body,
          schema: recordSchema,
        });
        return wholeSnapshot(data, object);
      });
      return result.ok ? { ...result, isNew: true } : result;
    }),
  );
}

async function updateOne(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  input: UpdateInput,
): Promise<RecordSnapshot> {
  const path = `${object.endpoint}/${input.id}`;
  const body = buildPatch(input.fields, object);
  if (body.length === 0) {
    return wholeSnapshot((await client.get({ path, schema: recordSchema })).data, object);
  }
  const { data } = await client
    .write({ method: "PATCH", path, body, schema: recordSchema })
    .catch((thrown: unknown) => {
      const sent = new Set(Object.keys(input.fields).map(headOf));
      throw thrown instanceof AppError ? explainStoredValue(thrown, sent, object.noun) : thrown;
    });
  const record = wholeSnapshot(data, object);
  const ignored = findIgnored(input.fields, record.fields);
  if (ignored === undefined) return record;
  throw new AppError(`ConnectWise accepted the update but did not keep ${ignored}.`, {
    code: "write_ignored",
    errorClass: "invalid",
    field: ignored,
    remedy: `Check in ConnectWise whether ${ignored} can be changed on this ${object.noun} and whether its value has an allowed form.`,
  });
}

/**
 * Updates records, one call each; the answer tells of each input by itself. A value that the answer
 * does not hold is class invalid, code `write_ignored`.
 */
export function updateRecords(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  inputs: readonly UpdateInput[],
): Promise<readonly WriteResult[]> {
  return Promise.all(inputs.map((input) => toResult(() => updateOne(client, object, input))));
}

/** Field and text by which a probe's record is looked up; null when the payload has neither. */
function lookupOf(
  probe: CreatedProbe,
  object: ConnectwiseObject,
): { readonly field: string; readonly text: string } | null {
  for (const field of object.lookupFields) {
    const value = toFieldValue(probe.fields[field]);
    if (value !== null) return { field, text: String(value) };
  }
  return null;
}

/** ConnectWise compares texts without case and without blanks at the end. */
function sameText(a: unknown, b: string): boolean {
  return (
    String(toFieldValue(a) ?? "")
      .trim()
      .toLowerCase() === b.trim().toLowerCase()
  );
}

function conditionOf(probe: CreatedProbe, object: ConnectwiseObject): string {
  const lookup = lookupOf(probe, object);
  const conditions = lookup === null ? [] : [equalsText(lookup.field, lookup.text)];
  if (probe.highMark !== null) conditions.unshift(`id > ${Number(probe.highMark)}`);
  return `(${allOf(conditions)})`;
}

function isAnswerTo(probe: CreatedProbe, record: WireRecord, object: ConnectwiseObject): boolean {
  const lookup = lookupOf(probe, object);
  if (lookup === null || !sameText(record[lookup.field], lookup.text)) return false;
  return probe.highMark === null || Number(record.id) > Number(probe.highMark);
}

/**
 * Finds records that creates of ours may have made: those above the mark with the same identifier
 * (or name). More than one per probe is possible.
 *
 * @throws AppError
 */
export async function findCreatedRecords(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  probes: readonly CreatedProbe[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordSnapshot[]>> {
  const asked = probes.filter((probe) => lookupOf(probe, object) !== null);
  const queryOf = (part: readonly CreatedProbe[]): Query => ({
    conditions: anyOf(part.map((probe) => conditionOf(probe, object))),
    fields: projection([...paths, ...object.lookupFields], object),
    pageSize: 1000,
  });
  const parts = chunkByQuery(asked, queryOf, MAX_IDS);
  const found = new Map<string, readonly RecordSnapshot[]>();
  for (const part of parts) {
    const query = queryOf(part);
    const { data } = await client.get({ path: object.endpoint, query, schema: recordListSchema });
    for (const probe of part) {
      const own = data.filter((record) => isAnswerTo(probe, record, object));
      if (own.length > 0) {
        found.set(
          probe.sourceId,
          own.map((record) => toSnapshot(record, object, paths)),
        );
      }
    }
  }
  return found;
}

/** Highest id there is, `0` when there is no record yet. @throws AppError */
export async function highestId(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
): Promise<string> {
  const query = { orderBy: "id desc", pageSize: 1, fields: "id" };
  const { data } = await client.get({ path: object.endpoint, query, schema: recordListSchema });
  return data[0]?.id ?? "0";
}
