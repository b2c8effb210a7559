import { z } from "zod";
import { directionOfType } from "./association-types.ts";
import type { RecordKey } from "./associations.ts";
import { associateByDomain } from "./auto-association.ts";
import { batchOf, idSchema, parseBody } from "./bodies.ts";
import { HubSpotError, invalid, notFound } from "./errors.ts";
import type { Portal } from "./portal.ts";
import { objectRules } from "./rules.ts";
import type { Collection, Source, StoredRecord } from "./store.ts";
import { checkProperties } from "./validate.ts";

/** Who writes into which records of a portal. */
export interface Writer {
  portal: Portal;
  collection: Collection;
  source: Source;
}

/** A record that a new one is associated with. */
interface PreparedAssociation {
  to: RecordKey;
  isPrimary: boolean;
}

/** A write that was checked and will succeed. */
interface PreparedWrite {
  record: StoredRecord | undefined;
  values: Record<string, string>;
  associations: PreparedAssociation[];
}

/** What one input of a write led to. */
export interface Written {
  record: StoredRecord;
  /** Names of the properties that were written, incl. those HubSpot filled in. */
  names: string[];
  isNew: boolean;
}

/** HubSpot's own doing, which is how a value it fills in is told apart from a write. */
const DERIVED: Source = { type: "CALCULATED", id: "" };

/** Most inputs of any batch route. */
const MAX_INPUTS = 100;

const propertiesSchema = z.record(z.string(), z.unknown());
const associationSchema = z.object({
  to: z.object({ id: idSchema }),
  types: z
    .array(
      z.object({
        associationCategory: z.string().default("HUBSPOT_DEFINED"),
        associationTypeId: z.int(),
      }),
    )
    .min(1),
});
const createSchema = z.object({
  properties: propertiesSchema,
  associations: z.array(associationSchema).default([]),
  objectWriteTraceId: z.string().optional(),
});
const updateSchema = z.object({
  id: idSchema,
  idProperty: z.string().nullish(),
  properties: propertiesSchema,
  objectWriteTraceId: z.string().optional(),
});

/** One input of a batch create. */
export type CreateInput = z.output<typeof createSchema>;
/** One input of a batch update or upsert. */
export type UpdateInput = z.output<typeof updateSchema>;

/** @throws HubSpotError - 400 when the body is not a create */
export function parseCreate(body: unknown): CreateInput {
  return parseBody(createSchema, body);
}

/** @throws HubSpotError - 400 when the body is not a batch of 1 to 100 creates */
export function parseCreates(body: unknown): CreateInput[] {
  return parseBody(batchOf(createSchema, MAX_INPUTS), body).inputs;
}

/** @throws HubSpotError - 400 when the body is not a batch of 1 to 100 updates */
export function parseUpdates(body: unknown): UpdateInput[] {
  return parseBody(batchOf(updateSchema, MAX_INPUTS), body).inputs;
}

/** @throws HubSpotError - 400 when the body has no properties */
export function parseProperties(body: unknown): Record<string, unknown> {
  return parseBody(z.object({ properties: propertiesSchema }), body).properties;
}

/**
 * Finds a record by id or by the value of a unique property.
 *
 * @param options.followsMerge - whether the id of a merged record leads to its winner
 * @throws HubSpotError - 400 when the property is not unique
 */
export function findRecord(
  collection: Collection,
  id: string,
  options: { idProperty?: string | null | undefined; followsMerge?: boolean } = {},
): StoredRecord | undefined {
  const { idProperty, followsMerge = false } = options;
  if (idProperty === undefined || idProperty === null || idProperty === "hs_object_id") {
    return followsMerge ? collection.resolve(id) : collection.live(id);
  }
  if (!collection.schema.isUnique(idProperty)) {
    throw invalid(`idProperty ${idProperty} is not a unique property`);
  }
  return collection.byUnique(idProperty, id.trim());
}

type CreatedAssociations = CreateInput["associations"];

/** @throws HubSpotError - 400 for a type that does not start here or a record that does not exist */
function prepareAssociations(
  { portal, collection }: Writer,
  given: CreatedAssociations,
): PreparedAssociation[] {
  const { singular } = collection.objectType;
  return given.flatMap(({ to, types }) =>
    types.map(({ associationTypeId }) => {
      const direction = directionOfType(singular, associationTypeId);
      if (direction === undefined) {
        throw invalid(`Association type ${associationTypeId} does not start at ${singular}`);
      }
      const { singular: type } = direction.to;
      if (portal.collection(type).live(to.id) === undefined) {
        throw invalid(`${type.toUpperCase()}=${to.id} is not valid`, {
          subCategory: "crm.associations.INVALID_OBJECT_IDS",
          context: { [type.toUpperCase()]: [to.id] },
        });
      }
      const isPrimary = direction.primary?.typeId === associationTypeId;
      return { to: { type, id: to.id }, isPrimary };
    }),
  );
}

function prepareCreate(
  writer: Writer,
  properties: Record<string, unknown>,
  associations: CreatedAssociations = [],
): PreparedWrite {
  const { collection, source } = writer;
  const values = checkProperties(collection.schema, properties, source);
  objectRules[collection.objectType.singular].refuse(values, undefined);
  collection.refuseTaken(values);
  return {
    record: undefined,
    values,
    associations: prepareAssociations(writer, associations),
  };
}

function prepareUpdate(
  { collection, source }: Writer,
  record: StoredRecord,
  properties: Record<string, unknown>,
): PreparedWrite {
  const values = checkProperties(collection.schema, properties, source);
  objectRules[collection.objectType.singular].refuse(values, record.properties);
  collection.refuseTaken(values, record.id);
  return { record, values, associations: [] };
}

function commit(writer: Writer, { record, values, associations }: PreparedWrite): Written {
  const { portal, collection, source } = writer;
  const { singular: type } = collection.objectType;
  const { derive, compute } = objectRules[type];
  const added = derive(values, record?.properties);
  const derived = { ...added, ...compute({ ...record?.properties, ...values, ...added }) };
  const written = record ?? collection.create(values, source);
  if (record !== undefined) collection.update(record, values, source);
  collection.update(written, derived, DERIVED);
  for (const { to, isPrimary } of associations) {
    portal.associations.add({ type, id: written.id }, to, { isPrimary, source });
  }
  if (type === "contact" && "email" in values) associateByDomain(portal, written);
  const names = [...Object.keys(values), ...Object.keys(derived)];
  return { record: written, names, isNew: record === undefined };
}

/** A batch is refused as a whole when two of its inputs claim one unique value. */
function refuseTwins({ collection }: Writer, writes: readonly PreparedWrite[]): void {
  const seen = new Set<string>();
  for (const { values } of writes) {
    for (const [name, value] of Object.entries(values)) {
      for (const key of new Set(collection.uniqueKeysOf(name, value))) {
        if (seen.has(key)) {
          throw new HubSpotError(409, "CONFLICT", `${name} ${value} is in the batch twice`);
        }
        seen.add(key);
      }
    }
  }
}

function refuseRepeatedRecords(writes: readonly PreparedWrite[]): void {
  const ids = writes.flatMap(({ record }) => record?.id ?? []);
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (repeated.length > 0) {
    throw invalid(`Duplicate IDs found in batch input: [${repeated.join(", ")}]`);
  }
}

function commitAll(writer: Writer, writes: readonly PreparedWrite[]): Written[] {
  refuseRepeatedRecords(writes);
  refuseTwins(writer, writes);
  return writes.map((write) => commit(writer, write));
}

/** @throws HubSpotError - 400 or 409; nothing was created then */
export function createRecord(
  writer: Writer,
  { properties, associations }: Pick<CreateInput, "properties" | "associations">,
): Written {
  return commit(writer, prepareCreate(writer, properties, associations));
}

/** Creates all or none. @throws HubSpotError - 400 or 409 for the first input that is wrong */
export function createRecords(writer: Writer, inputs: readonly CreateInput[]): Written[] {
  return commitAll(
    writer,
    inputs.map(({ properties, associations }) => prepareCreate(writer, properties, associations)),
  );
}

/** @throws HubSpotError - 400 or 409; nothing was changed then */
export function updateRecord(
  writer: Writer,
  record: StoredRecord,
  properties: Record<string, unknown>,
): Written {
  return commit(writer, prepareUpdate(writer, record, properties));
}

/**
 * Updates all or none.
 *
 * @throws HubSpotError - 404 naming all ids that do not exist, 400 or 409 for the first wrong input
 */
export function updateRecords(writer: Writer, inputs: readonly UpdateInput[]): Written[] {
  const { naturalKey, typeId } = writer.collection.objectType;
  if (inputs.some(({ idProperty }) => idProperty !== undefined && idProperty === naturalKey)) {
    throw invalid(`Unable to perform update/upsert by non-unique ${typeId} property`);
  }
  const found = inputs.map((input) => ({
    input,
    record: findRecord(writer.collection, input.id, input),
  }));
  const missing = found.filter(({ record }) => record === undefined).map(({ input }) => input.id);
  if (missing.length > 0) throw missingRecords(writer.collection, missing, 404);
  return commitAll(
    writer,
    found.flatMap(({ input, record }) =>
      record === undefined ? [] : [prepareUpdate(writer, record, input.properties)],
    ),
  );
}

/** Updates or creates, all or none. @throws HubSpotError - 400 or 409 for the first wrong input */
export function upsertRecords(writer: Writer, inputs: readonly UpdateInput[]): Written[] {
  const { naturalKey } = writer.collection.objectType;
  const writes = inputs.map((input) => {
    const record = findRecord(writer.collection, input.id, input);
    if (record !== undefined && input.idProperty === naturalKey && naturalKey !== undefined) {
      throw invalid(`Partial upserts are not supported with ${naturalKey} as the idProperty`);
    }
    if (record !== undefined) return prepareUpdate(writer, record, input.properties);
    const { idProperty } = input;
    if (idProperty === undefined || idProperty === null || idProperty === "hs_object_id") {
      throw missingRecords(writer.collection, [input.id], 404);
    }
    return prepareCreate(writer, { ...input.properties, [idProperty]: input.id });
  });
  return commitAll(writer, writes);
}

/** @throws HubSpotError - 404 when one does not exist, 400 when both are one */
export function mergeRecords(writer: Writer, winnerId: string, loserId: string): StoredRecord {
  const winner = writer.collection.resolve(winnerId);
  const loser = writer.collection.live(loserId);
  if (winner === undefined || loser === undefined) {
    throw notFound(`No record with id ${winner === undefined ? winnerId : loserId}`);
  }
  if (winner === loser) throw invalid("A record cannot be merged into itself");
  const { combine, compute } = objectRules[writer.collection.objectType.singular];
  const combined = combine(winner.properties, loser.properties);
  writer.collection.merge(winner, loser, writer.source, combined);
  writer.collection.update(winner, { ...compute(winner.properties) }, DERIVED);
  return winner;
}

/**
 * Deletes a contact for good.
 *
 * @throws HubSpotError - 404 when there is none with this id; an unknown e-mail is only blocked
 */
export function deleteForPrivacy(
  { collection, source }: Writer,
  { objectId, idProperty }: { objectId: string; idProperty?: string | undefined },
): void {
  const record =
    idProperty === undefined
      ? collection.any(objectId)
      : findRecord(collection, objectId, { idProperty });
  if (record !== undefined) collection.purge(record, source);
  else if (idProperty === undefined) throw notFound();
}

/** The error HubSpot gives for ids it does not find in a batch. */
export function missingRecords(
  { objectType }: Collection,
  ids: readonly string[],
  status: number,
): HubSpotError {
  const label = objectType.singular.toUpperCase();
  const message = `Could not get some ${label} objects, they may be deleted or not exist. Check that ids are valid.`;
  return new HubSpotError(status, "OBJECT_NOT_FOUND", message, { context: { ids: [...ids] } });
}
