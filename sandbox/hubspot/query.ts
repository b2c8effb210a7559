import { z } from "zod";
import { invalid } from "./errors.ts";
import { presentRecord } from "./present.ts";
import type { Collection, StoredRecord } from "./store.ts";
import { parseTime } from "./validate.ts";

/** No search shows more than this many results, however it is paged. */
const MAX_RESULTS = 10_000;
const MAX_BODY = 3_000;
const MAX_GROUPS = 5;
const MAX_FILTERS_IN_GROUP = 6;
const MAX_FILTERS = 18;

const operators = [
  "EQ",
  "NEQ",
  "LT",
  "LTE",
  "GT",
  "GTE",
  "BETWEEN",
  "IN",
  "NOT_IN",
  "HAS_PROPERTY",
  "NOT_HAS_PROPERTY",
  "CONTAINS_TOKEN",
  "NOT_CONTAINS_TOKEN",
] as const;

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum(operators),
  value: scalar.optional(),
  highValue: scalar.optional(),
  values: z.array(scalar).optional(),
});
const sortSchema = z.union([
  z.string().transform((propertyName) => ({ propertyName, direction: "ASCENDING" as const })),
  z.object({
    propertyName: z.string(),
    direction: z.enum(["ASCENDING", "DESCENDING"]).default("ASCENDING"),
  }),
]);
const searchSchema = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filterSchema) })).default([]),
  query: z.string().optional(),
  sorts: z.array(sortSchema).default([]),
  properties: z.array(z.string()).default([]),
  limit: z.int().min(0).max(200).default(10),
  after: z.union([z.string(), z.number()]).optional(),
});

type Search = z.output<typeof searchSchema>;
type Filter = z.output<typeof filterSchema>;
type Comparable = string | number;

/** One record as the index shows it. */
interface View {
  record: StoredRecord;
  value: (property: string) => string | undefined;
}

function modifiedBefore(record: StoredRecord, at: number): number {
  let latest = record.createdAt;
  for (const entries of Object.values(record.history)) {
    const entry = entries.find((each) => each.at <= at);
    if (entry !== undefined && entry.at > latest) latest = entry.at;
  }
  return latest;
}

function viewAt(record: StoredRecord, at: number, modifiedProperty: string): View {
  if (record.updatedAt <= at) return { record, value: (name) => record.properties[name] };
  return {
    record,
    value: (name) => {
      if (name === modifiedProperty) return new Date(modifiedBefore(record, at)).toISOString();
      const history = record.history[name];
      if (history === undefined) return record.properties[name];
      const value = history.find((entry) => entry.at <= at)?.value;
      return value === "" ? undefined : value;
    },
  };
}

function viewsAt(collection: Collection, at: number): View[] {
  const { modifiedProperty } = collection.objectType;
  return collection
    .all()
    .filter((record) => record.createdAt <= at && (record.archivedAt ?? Infinity) > at)
    .map((record) => viewAt(record, at, modifiedProperty));
}

/** Text compares without regard to case, numbers and times by size. */
function comparer(type: string): (text: string) => Comparable {
  if (type === "number") return Number;
  if (type === "date" || type === "datetime") return (text) => parseTime(text) ?? Number.NaN;
  return (text) => text.toLowerCase();
}

function tokensOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}*]+/u)
    .filter((token) => token !== "");
}

function containsTokens(text: string, wanted: string): boolean {
  const present = tokensOf(text);
  return tokensOf(wanted).every((token) => {
    const pattern = new RegExp(`^${token.replaceAll("*", ".*")}$`, "u");
    return present.some((each) => pattern.test(each));
  });
}

type Test = (value: string) => boolean;

/** @returns the test of a record that has a value; one without a value meets NOT_HAS_PROPERTY only */
function valueTest(filter: Filter, toComparable: (text: string) => Comparable): Test {
  const wanted = toComparable(filter.value ?? "");
  const high = toComparable(filter.highValue ?? "");
  const among = new Set((filter.values ?? []).map(toComparable));
  const by = (verdict: (value: Comparable) => boolean): Test => {
    return (text) => verdict(toComparable(text));
  };
  const tests: Record<Filter["operator"], Test> = {
    EQ: by((value) => value === wanted),
    NEQ: by((value) => value !== wanted),
    LT: by((value) => value < wanted),
    LTE: by((value) => value <= wanted),
    GT: by((value) => value > wanted),
    GTE: by((value) => value >= wanted),
    BETWEEN: by((value) => value >= wanted && value <= high),
    IN: by((value) => among.has(value)),
    NOT_IN: by((value) => !among.has(value)),
    HAS_PROPERTY: () => true,
    NOT_HAS_PROPERTY: () => false,
    CONTAINS_TOKEN: (text) => containsTokens(text, filter.value ?? ""),
    NOT_CONTAINS_TOKEN: (text) => !containsTokens(text, filter.value ?? ""),
  };
  return tests[filter.operator];
}

function refuseIncomplete(filter: Filter): void {
  const { operator, propertyName } = filter;
  const needsNothing = operator === "HAS_PROPERTY" || operator === "NOT_HAS_PROPERTY";
  const isList = operator === "IN" || operator === "NOT_IN";
  if (isList ? (filter.values ?? []).length === 0 : !needsNothing && filter.value === undefined) {
    throw invalid(`${operator} on ${propertyName} needs ${isList ? "values" : "value"}`);
  }
  if (operator === "BETWEEN" && filter.highValue === undefined) {
    throw invalid(`BETWEEN on ${propertyName} needs highValue`);
  }
}

function compileFilter(collection: Collection, filter: Filter): (view: View) => boolean {
  const property = collection.schema.get(filter.propertyName);
  if (property === undefined) {
    throw invalid(`There was a problem with the request. Unknown property ${filter.propertyName}`);
  }
  refuseIncomplete(filter);
  const test = valueTest(filter, comparer(property.type));
  return (view) => {
    const value = view.value(filter.propertyName);
    if (value === undefined) return filter.operator === "NOT_HAS_PROPERTY";
    return test(value);
  };
}

function compileSearch(collection: Collection, search: Search): (view: View) => boolean {
  const groups = search.filterGroups.map(({ filters }) =>
    filters.map((filter) => compileFilter(collection, filter)),
  );
  const { searchable } = collection.objectType;
  const query = (search.query ?? "").toLowerCase();
  return (view) => {
    const meetsFilters =
      groups.length === 0 || groups.some((tests) => tests.every((test) => test(view)));
    if (!meetsFilters || query === "") return meetsFilters;
    return searchable.some((name) => (view.value(name) ?? "").toLowerCase().includes(query));
  };
}

function refuseOversized(search: Search, body: unknown): void {
  const perGroup = search.filterGroups.map(({ filters }) => filters.length);
  const total = perGroup.reduce((sum, count) => sum + count, 0);
  const problems: [boolean, string][] = [
    [JSON.stringify(body).length > MAX_BODY, `the body is longer than ${MAX_BODY} characters`],
    [perGroup.length > MAX_GROUPS, `more than ${MAX_GROUPS} filter groups`],
    [Math.max(0, ...perGroup) > MAX_FILTERS_IN_GROUP, `more than ${MAX_FILTERS_IN_GROUP} filters`],
    [total > MAX_FILTERS, `more than ${MAX_FILTERS} filters in all groups`],
    [search.sorts.length > 1, "more than one sort"],
  ];
  const problem = problems.find(([isProblem]) => isProblem);
  if (problem !== undefined) throw invalid(`Search request refused: ${problem[1]}`);
}

function sortViews(collection: Collection, views: View[], search: Search): View[] {
  const [sort] = search.sorts;
  if (sort === undefined) return views;
  const property = collection.schema.get(sort.propertyName);
  if (property === undefined) throw invalid(`Unknown property to sort by: ${sort.propertyName}`);
  const toComparable = comparer(property.type);
  const sign = sort.direction === "DESCENDING" ? -1 : 1;
  const keyed = views.map((view) => {
    const text = view.value(sort.propertyName);
    return { view, key: text === undefined ? undefined : toComparable(text) };
  });
  keyed.sort((a, b) => {
    if (a.key === b.key) return 0; // the sort is stable: equal keys stay in the order of their ids
    if (a.key === undefined) return 1;
    if (b.key === undefined) return -1;
    return a.key < b.key ? -sign : sign;
  });
  return keyed.map(({ view }) => view);
}

function parseAfter(search: Search): number {
  const offset = Number(search.after ?? 0);
  if (!Number.isInteger(offset) || offset < 0) throw invalid("after must be a paging cursor");
  if (offset + search.limit > MAX_RESULTS) {
    throw invalid(`A search shows at most ${MAX_RESULTS} results`);
  }
  return offset;
}

/**
 * Answers a search as the index stood at `at`, so that changes since then are missing.
 *
 * @param at - milliseconds since 1970
 * @throws HubSpotError - 400 beyond a limit of the search
 * @see https://developers.hubspot.com/docs/api-reference/search/guide
 */
export function searchRecords(
  collection: Collection,
  body: unknown,
  at: number,
): Record<string, unknown> {
  const parsed = searchSchema.safeParse(body ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`Invalid search request: ${issue?.path.join(".")} ${issue?.message}`);
  }
  const search = parsed.data;
  refuseOversized(search, body);
  const offset = parseAfter(search);
  const found = viewsAt(collection, at).filter(compileSearch(collection, search));
  const page = sortViews(collection, found, search).slice(offset, offset + search.limit);
  const next = offset + search.limit;
  return {
    total: found.length,
    results: page.map(({ record, value }) => {
      const answer = presentRecord(record, collection.objectType, search, value);
      const { archivedAt: _notYet, ...shown } = answer;
      return { ...shown, archived: false };
    }),
    ...(next < found.length && search.limit > 0
      ? { paging: { next: { after: String(next) } } }
      : {}),
  };
}
