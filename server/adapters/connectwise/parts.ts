import { AppError } from "../../sync/errors.ts";
import type { Fields, RecordSnapshot } from "../../sync/model.ts";
import type { UpdateInput } from "../../sync/adapter-ports.ts";
import { newItems, writeItems } from "./communications.ts";
import type { CommunicationTypes } from "./communications.ts";
import { AMOUNT, forecastFields, readLines, writeAmount } from "./forecast.ts";
import type { ForecastRoute } from "./forecast.ts";
import { headOf } from "./objects.ts";
import type { ConnectwiseObject, PartName } from "./objects.ts";
import { notWritable } from "./patch.ts";
import { aboutField, explainForbidden, isPartGone } from "./refusals.ts";
import { withCommunications } from "./snapshot.ts";
import { forEachOf } from "./transport.ts";
import type { ConnectwiseClient } from "./transport.ts";
import { communicationDetailsSchema, newDetailsSchema } from "./wire.ts";
import type { CommunicationItem, WireRecord } from "./wire.ts";

/*
 * The parts of a ConnectWise record are records below it: fields like any other in snapshots, but
 * written, and some of them read, by calls of their own.
 */

/** One kind of record on one connection. */
export interface ObjectRoute {
  readonly client: ConnectwiseClient;
  readonly object: ConnectwiseObject;
  readonly types: CommunicationTypes;
}

/** A record as it came and as it is handed on. */
export interface FoundRecord {
  readonly wire: WireRecord;
  readonly record: RecordSnapshot;
}

function fieldsAmong(fields: Fields, object: ConnectwiseObject, part: PartName): Fields {
  if (!object.parts.includes(part)) return {};
  return Object.fromEntries(Object.entries(fields).filter(([path]) => headOf(path) === part));
}

function pathsAmong(
  paths: readonly string[],
  object: ConnectwiseObject,
  part: PartName,
): readonly string[] {
  return object.parts.includes(part) ? paths.filter((path) => headOf(path) === part) : [];
}

function forecastRoute({ client, object }: ObjectRoute, id: string): ForecastRoute {
  return { client, endpoint: `${object.endpoint}/${id}/forecast` };
}

/** The record with the paths among some that its forecast gives. */
function withForecast(
  record: RecordSnapshot,
  lines: Parameters<typeof forecastFields>[0],
  paths: readonly string[],
): RecordSnapshot {
  const all = forecastFields(lines);
  const asked = Object.entries(all).filter(([path]) => paths.includes(path));
  return { ...record, fields: { ...record.fields, ...Object.fromEntries(asked) } };
}

/**
 * Adds the parts among some paths that calls of their own read: one call for each record. A record
 * that vanished between two calls stays without them.
 *
 * @param isWorth - whether a record's parts are worth their call; the others stay without them
 * @throws AppError
 */
export async function readParts(
  route: ObjectRoute,
  found: readonly FoundRecord[],
  paths: readonly string[],
  isWorth: (wire: WireRecord) => boolean = () => true,
): Promise<readonly RecordSnapshot[]> {
  const asked = pathsAmong(paths, route.object, "forecast");
  if (asked.length === 0) return found.map(({ record }) => record);
  return forEachOf(found, async ({ wire, record }) => {
    if (!isWorth(wire)) return record;
    try {
      return withForecast(record, await readLines(forecastRoute(route, record.id)), asked);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.errorClass === "gone") return record;
      throw thrown;
    }
  });
}

/**
 * Adds to the body of a POST what goes along with it; what does not has to wait for an update.
 *
 * @throws AppError class invalid, with the field
 */
export async function addParts(
  { object, types }: ObjectRoute,
  body: Readonly<Record<string, unknown>>,
  fields: Fields,
): Promise<Readonly<Record<string, unknown>>> {
  const [path] = Object.keys(fieldsAmong(fields, object, "forecast"));
  if (path !== undefined) {
    throw notWritable(path, `a ${object.noun} has no forecast before it is created`);
  }
  const items = await newItems(fieldsAmong(fields, object, "communications"), types);
  return items.length === 0 ? body : { ...body, communicationItems: items };
}

/**
 * The record as far as an answer to a write shows it.
 *
 * Observed 2026-06, undocumented: the answer to a POST may lack the items that were sent with it.
 *
 * @param hadItems - whether the record must have communication items
 */
export function shownParts({ wire, record }: FoundRecord, hadItems: boolean): RecordSnapshot {
  if (!hadItems || wire["communicationItems"] !== undefined) return record;
  const { details: _none, ...rest } = record;
  const shown = Object.entries(record.fields).filter(([path]) => headOf(path) !== "communications");
  return { ...rest, fields: Object.fromEntries(shown) };
}

const FORECAST_PATHS = Object.keys(forecastFields([]));

/** In the details of a record that we created a moment ago. */
const NEW_RECORD = { isNew: true } as const;

/** A record just created has none of the parts that have to wait for an update. */
export function withoutParts({ parts }: ConnectwiseObject, record: RecordSnapshot): RecordSnapshot {
  if (!parts.includes("forecast")) return record;
  return { ...withForecast(record, [], FORECAST_PATHS), details: NEW_RECORD };
}

/** True for the record of an update that follows its create at once: nobody has added a part yet. */
function isNew({ before }: UpdateInput): boolean {
  return newDetailsSchema.safeParse(before?.details).success;
}

/** An update under way. */
export interface PartWrite {
  readonly input: UpdateInput;
  /** The record as it is now: an answer to the update of its own fields, or as it was read before. */
  readonly record: RecordSnapshot;
  /** Reads the whole record anew. */
  readonly readAgain: () => Promise<RecordSnapshot>;
}

/** The communication items that a snapshot carries along; undefined when it carries none. */
export function itemsIn(record: RecordSnapshot): readonly CommunicationItem[] | undefined {
  return communicationDetailsSchema.safeParse(record.details).data?.communications;
}

/** A record's items: without them nothing can be decided, hence it is read once more. */
async function knownItems(
  record: RecordSnapshot,
  readAgain: PartWrite["readAgain"],
): Promise<readonly CommunicationItem[]> {
  return itemsIn(record) ?? itemsIn(await readAgain()) ?? [];
}

/** Repeats a write once, from a fresh read, when what it was about has been deleted meanwhile. */
async function twiceIfGone<T>(first: () => Promise<T>, again: () => Promise<T>): Promise<T> {
  try {
    return await first();
  } catch (thrown) {
    if (isPartGone(thrown)) return again();
    throw thrown;
  }
}

async function writeCommunications(
  { client, object, types }: ObjectRoute,
  { input, record, readAgain }: PartWrite,
  fields: Fields,
): Promise<RecordSnapshot> {
  const endpoint = `${object.endpoint}/${input.id}/communications`;
  const write = (items: readonly CommunicationItem[]): ReturnType<typeof writeItems> =>
    writeItems({ client, types, endpoint }, items, fields);
  const items = await twiceIfGone(
    async () => write(await knownItems(record, readAgain)),
    async () => write(itemsIn(await readAgain()) ?? []),
  );
  const paths = [...Object.keys(record.fields), ...Object.keys(fields)];
  return withCommunications(record, items, paths);
}

async function writeForecast(
  route: ObjectRoute,
  { input, record, readAgain }: PartWrite,
  fields: Fields,
): Promise<RecordSnapshot> {
  const statusId = async (): Promise<string> =>
    String(record.fields["status/id"] ?? (await readAgain()).fields["status/id"]);
  const change = { opportunityId: input.id, statusId };
  const write = (): ReturnType<typeof writeAmount> =>
    writeAmount(forecastRoute(route, input.id), { ...change, hasLines: !isNew(input) }, fields);
  try {
    return withForecast(record, await twiceIfGone(write, write), FORECAST_PATHS);
  } catch (thrown) {
    throw thrown instanceof AppError ? explainForecast(route, thrown, record) : thrown;
  }
}

function explainForecast(
  { object }: ObjectRoute,
  thrown: AppError,
  record: RecordSnapshot,
): AppError {
  const error = aboutField(thrown, AMOUNT);
  const needed = object.permission.parts?.forecast;
  const isNamed = error.errorClass === "forbidden" && needed !== undefined;
  return isNamed ? explainForbidden(error, object, needed, record) : error;
}

/**
 * Writes the parts of an update, after the record's own fields.
 *
 * @returns the record as it is now
 * @throws AppError with the path of the part; the rest of the update may have been written
 */
export async function writeParts(route: ObjectRoute, write: PartWrite): Promise<RecordSnapshot> {
  const { input } = write;
  const communications = fieldsAmong(input.fields, route.object, "communications");
  const forecast = fieldsAmong(input.fields, route.object, "forecast");
  let { record } = write;
  if (Object.keys(communications).length > 0) {
    record = await writeCommunications(route, { ...write, record }, communications);
  }
  if (Object.keys(forecast).length > 0) {
    record = await writeForecast(route, { ...write, record }, forecast);
  }
  return record;
}
