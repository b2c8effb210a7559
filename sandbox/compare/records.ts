/** The two systems that are compared. */
export type Side = "hubspot" | "connectwise";

/** A company as `GET /_control/records/company` of the HubSpot stand-in answers it. */
export interface HubSpotRecord {
  id: string;
  properties: Readonly<Record<string, string | null>>;
  archived?: boolean;
  /** Id of the record this one was merged into. */
  mergedInto?: string;
}

/** A company as `GET /_control/records/company` of the ConnectWise stand-in answers it. */
export type ConnectWiseRecord = Readonly<Record<string, unknown>>;

/** People on both sides, so that an owner can be recognised in a member. */
export interface People {
  owners: readonly { id: string; email: string }[];
  members: readonly { identifier: string; officeEmail: string; inactiveFlag?: boolean }[];
}

/** @returns a HubSpot property's value without blanks around it, '' when there is none. */
export function propertyOf(record: HubSpotRecord, name: string): string {
  return (record.properties[name] ?? "").trim();
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
