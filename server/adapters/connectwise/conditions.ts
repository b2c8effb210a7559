/**
 * Writes conditions of ConnectWise's query language. Every value goes through one of these
 * functions, so that nothing a person typed can become part of the query.
 *
 * @see https://developer.connectwise.com/Best_Practices/PSA_API_Requests
 */

/** A text in double quotes. */
export function quoteText(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Whether a text is an id as ConnectWise hands them out. */
export function isRecordId(value: string): boolean {
  return /^[1-9]\d{0,15}$/u.test(value);
}

/** `id in (1,2,3)`. @throws RangeError for a text that is no id */
export function idIn(ids: readonly string[]): string {
  const bad = ids.find((id) => !isRecordId(id));
  if (bad !== undefined) throw new RangeError(`not a ConnectWise id: ${bad}`);
  return `id in (${ids.join(",")})`;
}

/** `field = "text"`. */
export function equalsText(field: string, value: string): string {
  return `${field} = ${quoteText(value)}`;
}

/** Joins conditions that must all be true; those with an `or` in them are bracketed. */
export function allOf(conditions: readonly string[]): string {
  return conditions.join(" and ");
}

/** Joins conditions of which one must be true, in brackets. */
export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? (conditions[0] ?? "") : `(${conditions.join(" or ")})`;
}

/** How exactly a server compares dates in conditions; found out when it is connected. */
export type DateConditions = "exact" | "day";

const DAY_MS = 86_400_000;

/**
 * The moment to put after `lastUpdated >` so that everything at or after `since` is answered.
 *
 * `lastUpdated` has whole seconds and the comparison excludes its bound, hence a second less. On
 * servers that compare days only it is the day before.
 *
 * @param since - milliseconds since 1970
 */
export function exclusiveBound(since: number, dates: DateConditions): number {
  if (dates === "exact") return Math.floor(since / 1000) * 1000 - 1000;
  return Math.floor(since / DAY_MS) * DAY_MS - DAY_MS;
}

/** `lastUpdated > [2026-01-31T10:00:00Z]`: always UTC with `Z`, as offsets run into a server bug. */
export function updatedAfter(time: number, dates: DateConditions = "exact"): string {
  const iso = new Date(time).toISOString();
  return `lastUpdated > [${dates === "exact" ? `${iso.slice(0, 19)}Z` : iso.slice(0, 10)}]`;
}

/** Query parameters of a call; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * Writes a query string with its question mark, or nothing. ConnectWise wants `' * " [ ]` encoded,
 * too; commas and slashes stay, which keeps lists of ids short.
 */
export function writeQuery(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeValue(String(value))}`],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function encodeValue(value: string): string {
  return encodeURIComponent(value)
    .replaceAll("%2C", ",")
    .replaceAll("%2F", "/")
    .replaceAll("'", "%27")
    .replaceAll("*", "%2A");
}

/** ConnectWise asks for URLs of at most 2,000 characters; the host is not counted here. */
const MAX_QUERY = 1_700;

/**
 * Cuts a list so that each part's query stays short enough.
 *
 * @param queryOf - the query that asks for some of the items
 * @param maxItems - most items of one part
 */
export function chunkByQuery<T>(
  items: readonly T[],
  queryOf: (part: readonly T[]) => Query,
  maxItems: number,
): T[][] {
  const parts: T[][] = [];
  for (const item of items) {
    const open = parts.at(-1);
    const fits =
      open !== undefined &&
      open.length < maxItems &&
      writeQuery(queryOf([...open, item])).length <= MAX_QUERY;
    if (fits) open.push(item);
    else parts.push([item]);
  }
  return parts;
}
