import { AppError } from "../../sync/errors.ts";
import type { FilterCondition, RecordFilter } from "../../sync/model.ts";
import { OPERATOR_WORDS } from "../../sync/filters.ts";
import type { CountedField, RecordCount } from "../../sync/vendor-ports.ts";
import { allOf, anyOf, isRecordId, quoteText, writeQuery } from "./conditions.ts";
import type { ConnectwiseObject, FieldKind } from "./objects.ts";
import type { ConnectwiseClient } from "./transport.ts";
import { countSchema } from "./wire.ts";

/** ConnectWise asks for URLs of at most 2,000 characters; the host is not counted here. */
const MAX_QUERY = 1_700;

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;
/** Characters that mean something in a comparison of parts of texts. */
const WILDCARDS = /[%_*[\]]/u;

/**
 * Counts the live records that pass a filter in one call.
 *
 * @param fields - what the paths of the filter are called
 * @see https://developer.connectwise.com/Best_Practices/PSA_API_Requests
 */
export async function countRecords(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
  { groups }: RecordFilter,
  fields: ReadonlyMap<string, CountedField>,
): Promise<RecordCount> {
  const written = groups.map(({ conditions }) =>
    conditions.map((condition) => ({ condition, text: toCondition(condition, object) })),
  );
  const unsuited = written.flat().find(({ text }) => text === null);
  if (unsuited !== undefined) return unknown(reasonOf(unsuited.condition, fields));
  const isLive = object.fields["deletedFlag"] === undefined ? [] : ["deletedFlag = false"];
  const some = written.map((group) => allTrue(group.flatMap(({ text }) => text ?? [])));
  const conditions = allOf([...isLive, ...(some.length === 0 ? [] : [anyOf(some)])]);
  return count(client, object, conditions);
}

/** A group in brackets, as others may stand beside it. */
function allTrue(conditions: readonly string[]): string {
  return conditions.length === 1 ? allOf(conditions) : `(${allOf(conditions)})`;
}

async function count(
  client: ConnectwiseClient,
  { endpoint }: ConnectwiseObject,
  conditions: string,
): Promise<RecordCount> {
  const query = conditions === "" ? {} : { conditions };
  if (writeQuery(query).length > MAX_QUERY) {
    return unknown("ConnectWise takes no filter as long as this one.");
  }
  try {
    const { data } = await client.get({ path: `${endpoint}/count`, query, schema: countSchema });
    return { count: data.count };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errorClass !== "invalid") throw thrown;
    return unknown("ConnectWise refuses to count by this filter.");
  }
}

function unknown(reason: string): RecordCount {
  return { count: null, reason };
}

function reasonOf(
  { path, operator }: FilterCondition,
  fields: ReadonlyMap<string, CountedField>,
): string {
  const subject = `${fields.get(path)?.label ?? path} ${OPERATOR_WORDS[operator]} …`;
  return `ConnectWise does not count by "${subject}" as Lockstep does.`;
}

/** Form of a value in conditions; null for what they cannot name: lists, custom fields, parts. */
function kindOf(path: string, object: ConnectwiseObject): FieldKind | "id" | null {
  if (path === "id" || object.choiceIds[path] !== undefined) return "id";
  const plain = object.fields[path];
  if (plain !== undefined) return plain;
  const [name = "", part = ""] = path.split("/", 2);
  if (!object.references.includes(name)) return null;
  return part === "id" ? "id" : part === "name" ? "text" : null;
}

/** Writes a value; null for one that does not have its form. */
function literal(value: string, kind: FieldKind | "id"): string | null {
  if (kind === "text") return quoteText(value.trim());
  if (kind === "id") return isRecordId(value) ? value : null;
  if (kind === "number") return Number.isFinite(Number(value)) ? String(Number(value)) : null;
  return kind === "boolean" && (value === "true" || value === "false") ? value : null;
}

/** Writes a condition; null where ConnectWise would count otherwise, or not at all. */
function toCondition(condition: FilterCondition, object: ConnectwiseObject): string | null {
  const { path, operator, values } = condition;
  const kind = kindOf(path, object);
  if (kind === null) return null;
  if (operator === "is-blank" || operator === "is-filled") {
    return toPresence(path, kind, operator === "is-blank");
  }
  if (operator === "contains") return kind === "text" ? toPart(path, values) : null;
  if (operator === "at-least" || operator === "at-most") {
    return toBound(path, kind, { isLeast: operator === "at-least", value: values[0] ?? "" });
  }
  return toChoice(condition, kind);
}

/** An empty text is as good as none. */
function toPresence(path: string, kind: FieldKind | "id", isBlank: boolean): string {
  const texts = kind === "text" ? ["null", quoteText("")] : ["null"];
  return isBlank
    ? anyOf(texts.map((none) => `${path} = ${none}`))
    : allOf(texts.map((none) => `${path} != ${none}`));
}

function toPart(path: string, values: readonly string[]): string | null {
  if (values.some((value) => WILDCARDS.test(value))) return null;
  return anyOf(values.map((value) => `${path} contains ${quoteText(value.trim())}`));
}

function toChoice(
  { path, operator, values }: FilterCondition,
  kind: FieldKind | "id",
): string | null {
  const literals = values.flatMap((value) => literal(value, kind) ?? []);
  if (literals.length < values.length) return null;
  if (operator === "is-any-of") return anyOf(literals.map((value) => `${path} = ${value}`));
  if (operator !== "is-none-of") return null;
  // A missing value is true of `= null` only.
  const others = allOf(literals.map((value) => `${path} != ${value}`));
  return anyOf([`${path} = null`, `(${others})`]);
}

function toBound(
  path: string,
  kind: FieldKind | "id",
  { isLeast, value }: { readonly isLeast: boolean; readonly value: string },
): string | null {
  if (kind === "number") {
    const bound = literal(value, kind);
    return bound === null ? null : `${path} ${isLeast ? ">=" : "<="} ${bound}`;
  }
  if (kind !== "date" || !DAY.test(value)) return null;
  // "At most" a day is until its end.
  const time = new Date(Date.parse(value) + (isLeast ? 0 : DAY_MS)).toISOString();
  return `${path} ${isLeast ? ">=" : "<"} [${time.slice(0, 19)}Z]`;
}
