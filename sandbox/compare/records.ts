/** The two systems that are compared. */
export type Side = "hubspot" | "connectwise";

/** A record as `GET /_control/records/:type` of the HubSpot stand-in answers it. */
export interface HubSpotRecord {
  id: string;
  properties: Readonly<Record<string, string | null>>;
  archived?: boolean;
  /** Id of the record this one was merged into. */
  mergedInto?: string;
  /** By the plural name of the other type; an associated record comes once for each kind. */
  associations?: Readonly<Record<string, { results: readonly { id: string; type: string }[] }>>;
}

/** A record as `GET /_control/records/:type` of the ConnectWise stand-in answers it. */
export type ConnectWiseRecord = Readonly<Record<string, unknown>>;

/** Every record of one type, archived and deleted ones too. */
export interface BothSides {
  hubspot: readonly HubSpotRecord[];
  connectwise: readonly ConnectWiseRecord[];
}

/** People on both sides, so that an owner can be recognised in a member. */
export interface People {
  owners: readonly { id: string; email: string }[];
  members: readonly { identifier: string; officeEmail: string; inactiveFlag?: boolean }[];
}

/** @returns a HubSpot property's value without blanks around it, '' when there is none. */
export function propertyOf(record: HubSpotRecord, name: string): string {
  return (record.properties[name] ?? "").trim();
}

/** @returns ids of the records of a type, each once, in HubSpot's order. @param type - `contacts` */
export function associatedIds({ associations }: HubSpotRecord, type: string): string[] {
  return [...new Set(associations?.[type]?.results.map(({ id }) => id))];
}

/**
 * @returns id of the primary company, '' when there is none. HubSpot words the primary kind
 *   `contact_to_company` and the plain one, which primary companies have too,
 *   `contact_to_company_unlabeled`; of a single company it does not matter
 */
export function primaryCompanyId(record: HubSpotRecord): string {
  const results = record.associations?.["companies"]?.results ?? [];
  const primary =
    results.find(({ type }) => type.includes("primary")) ??
    results.find(({ type }) => !type.endsWith("_unlabeled"));
  const [only, ...others] = associatedIds(record, "companies");
  return primary?.id ?? (others.length === 0 ? (only ?? "") : "");
}

/** @returns a ConnectWise value as text without blanks around it, '' when there is none. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value.trim();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** @returns a value inside a ConnectWise reference such as `status` or `country`, '' when there is none. */
export function referenceText(record: ConnectWiseRecord, field: string, name: string): string {
  const value = record[field];
  if (typeof value !== "object" || value === null) return "";
  return textOf(new Map(Object.entries(value)).get(name));
}

/** @returns the objects of a ConnectWise list, none when there is no list. */
export function listOf(record: ConnectWiseRecord, field: string): Map<string, unknown>[] {
  const value = record[field];
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) =>
    typeof entry === "object" && entry !== null ? [new Map(Object.entries(entry))] : [],
  );
}

/** @returns the record's ConnectWise id as text. */
export function connectwiseIdOf(record: ConnectWiseRecord): string {
  return textOf(record["id"]);
}

/** @returns whether ConnectWise marks the record as deleted; only companies stay in its lists. */
export function isDeleted(record: ConnectWiseRecord): boolean {
  return record["deletedFlag"] === true;
}

/** Groups by key, in the order the keys come; what has no key is left out. */
export function groupBy<T>(
  items: Iterable<T>,
  keyOf: (item: T) => string | undefined,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
