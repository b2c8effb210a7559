import { AppError } from "../../sync/errors.ts";
import { LISTS_PATH, OPERATOR_WORDS } from "../../sync/filters.ts";
import type { FilterCondition, RecordFilter } from "../../sync/model.ts";
import type { CountedField, RecordCount } from "../../sync/vendor-ports.ts";
import { objectPath } from "./batch-read.ts";
import { readListSize } from "./lists.ts";
import type { HubspotObject } from "./objects.ts";
import type { Transport } from "./transport.ts";
import { pageSchema } from "./wire.ts";

/** Limits of a search. @see https://developers.hubspot.com/docs/api-reference/search/guide */
const LIMITS = { groups: 5, filters: 18, body: 3000 };

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** Kinds whose values a search compares as we do. */
const EXACT: ReadonlySet<string> = new Set(["option", "options", "boolean", "owner", "number"]);
/** Kinds that it compares in small letters. */
const TEXTS: ReadonlySet<string> = new Set(["text", "email"]);

type SearchFilter = Readonly<Record<string, unknown>>;
type CountedFields = ReadonlyMap<string, CountedField>;

/**
 * Counts the live records that pass a filter in one search, whose `total` goes past the 10,000
 * records it shows; the size of a list comes from the list. The index is behind by seconds.
 *
 * @param fields - what each path of the filter holds, and what it is called
 * @see https://developers.hubspot.com/docs/api-reference/search/guide
 */
export async function countRecords(
  transport: Transport,
  object: HubspotObject,
  { groups }: RecordFilter,
  fields: CountedFields,
): Promise<RecordCount> {
  const listId = onlyList({ groups });
  if (listId !== null) {
    const size = await readListSize(transport, listId);
    return size === null
      ? unknown("HubSpot does not tell how large the list is.")
      : { count: size };
  }
  const filterGroups: { filters: SearchFilter[] }[] = [];
  for (const { conditions } of groups) {
    const filters: SearchFilter[] = [];
    for (const condition of conditions) {
      const filter = toSearchFilter(condition, fields);
      if (filter === null) return unknown(reasonOf(condition, fields));
      filters.push(filter);
    }
    filterGroups.push({ filters });
  }
  const body = { filterGroups, limit: 1 };
  const filters = filterGroups.reduce((sum, group) => sum + group.filters.length, 0);
  if (
    groups.length > LIMITS.groups ||
    filters > LIMITS.filters ||
    JSON.stringify(body).length > LIMITS.body
  ) {
    return unknown("HubSpot's search takes no filter as long as this one.");
  }
  return search(transport, objectPath(transport, object, "/search"), body);
}

async function search(transport: Transport, path: string, body: unknown): Promise<RecordCount> {
  try {
    const { content } = await transport.call({
      method: "POST",
      path,
      body,
      kind: "read",
      budget: "search",
      answer: pageSchema,
    });
    const { total } = content;
    return total === undefined ? unknown("HubSpot's search gave no count.") : { count: total };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errorClass !== "invalid") throw thrown;
    return unknown("HubSpot's search refuses this filter.");
  }
}

function unknown(reason: string): RecordCount {
  return { count: null, reason };
}

function reasonOf({ path, operator }: FilterCondition, fields: CountedFields): string {
  if (path === LISTS_PATH) return "HubSpot's search knows nothing of lists.";
  const subject = `${fields.get(path)?.label ?? path} ${OPERATOR_WORDS[operator]} …`;
  return `HubSpot's search does not count by "${subject}" as Lockstep does.`;
}

/** The list, where a filter asks for the members of one and nothing else. */
function onlyList({ groups }: RecordFilter): string | null {
  const [condition, ...more] = groups.flatMap(({ conditions }) => conditions);
  if (condition === undefined || more.length > 0) return null;
  const { path, operator, values } = condition;
  const isOne = path === LISTS_PATH && operator === "is-any-of" && values.length === 1;
  return isOne ? (values[0] ?? null) : null;
}

/**
 * Words a condition for a search; null where it would count otherwise: it looks for whole words, and
 * "none of" leaves out whatever has no value.
 */
function toSearchFilter(condition: FilterCondition, fields: CountedFields): SearchFilter | null {
  const { path: propertyName, operator, values } = condition;
  const kind = fields.get(propertyName)?.kind ?? "";
  if (propertyName === LISTS_PATH) return null;
  if (operator === "is-blank") return { propertyName, operator: "NOT_HAS_PROPERTY" };
  if (operator === "is-filled") return { propertyName, operator: "HAS_PROPERTY" };
  if (operator === "is-any-of") {
    if (EXACT.has(kind)) return { propertyName, operator: "IN", values };
    const small = values.map((value) => value.trim().toLowerCase());
    return TEXTS.has(kind) ? { propertyName, operator: "IN", values: small } : null;
  }
  const [value = ""] = values;
  return toBound(propertyName, operator, { value, kind });
}

function toBound(
  propertyName: string,
  operator: FilterCondition["operator"],
  { value, kind }: { readonly value: string; readonly kind: string },
): SearchFilter | null {
  if (operator !== "at-least" && operator !== "at-most") return null;
  const isLeast = operator === "at-least";
  if (kind === "number") return { propertyName, operator: isLeast ? "GTE" : "LTE", value };
  if ((kind !== "date" && kind !== "datetime") || !DAY.test(value)) return null;
  // "At most" a day is until its end.
  const time = Date.parse(value) + (isLeast ? 0 : DAY_MS);
  return { propertyName, operator: isLeast ? "GTE" : "LT", value: String(time) };
}
