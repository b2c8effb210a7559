import type { z } from "zod";

import { compareVersions } from "./auth.ts";
import type { ConnectwiseClient } from "./transport.ts";
import type { ConnectwiseObject } from "./objects.ts";
import { toFieldValue } from "./snapshot.ts";
import { countrySchema, memberSchema, optionSchema, userDefinedFieldSchema } from "./wire.ts";
import type { WireMember, WireUserDefinedField } from "./wire.ts";

/** One choice of a set-up table: a status, a type. */
export interface ConnectwiseOption {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** True when the choice itself was retired. */
  readonly isInactive: boolean;
}

/** A country of the set-up table. */
export interface ConnectwiseCountry {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2, where it is filled in. */
  readonly code: string | null;
  readonly isDefault: boolean;
}

/** A person who works in ConnectWise. */
export interface ConnectwiseMember {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly emails: readonly string[];
  readonly isInactive: boolean;
  /** True for members that are integrations, not people. */
  readonly isApiMember: boolean;
}

/** Definition of a custom field. */
export interface ConnectwiseCustomField {
  /** Path in snapshots: `customFields/12`. */
  readonly path: string;
  readonly caption: string;
  /** ConnectWise's name: Text, TextArea, Number, Percent, Currency, Date, Checkbox and others. */
  readonly type: string;
  /** Choices of a list; empty when any value may be entered. */
  readonly options: readonly string[];
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
}

/** What one connection's set-up tables hold. */
export interface ConnectwiseSchema {
  readonly statuses: readonly ConnectwiseOption[];
  readonly types: readonly ConnectwiseOption[];
  readonly countries: readonly ConnectwiseCountry[];
  readonly customFields: readonly ConnectwiseCustomField[];
  readonly members: readonly ConnectwiseMember[];
  /** Longest text by path, in characters. */
  readonly limits: Readonly<Record<string, number>>;
}

async function readAll<S extends z.ZodType<{ id: string }>>(
  client: ConnectwiseClient,
  path: string,
  schema: S,
): Promise<z.output<S>[]> {
  const rows: z.output<S>[] = [];
  let pageId: string | undefined;
  do {
    const query = { pageSize: 1000, pageId };
    const page = await client.get({ path, query, isForwardOnly: true, schema: schema.array() });
    rows.push(...page.data);
    const last = page.data.at(-1)?.id;
    // The same last row again means that the table does not page.
    pageId = page.data.length === 1000 && last !== pageId ? last : undefined;
  } while (pageId !== undefined);
  return rows;
}

async function readOptions(client: ConnectwiseClient, path: string): Promise<ConnectwiseOption[]> {
  const rows = await readAll(client, path, optionSchema);
  return rows.map(({ id, name, defaultFlag, inactiveFlag }) => ({
    id,
    name,
    isDefault: defaultFlag === true,
    isInactive: inactiveFlag === true,
  }));
}

/** Statuses of companies. @throws AppError */
function readCompanyStatuses(client: ConnectwiseClient): Promise<ConnectwiseOption[]> {
  return readOptions(client, "/company/companies/statuses");
}

/** Types of companies. @throws AppError */
function readCompanyTypes(client: ConnectwiseClient): Promise<ConnectwiseOption[]> {
  return readOptions(client, "/company/companies/types");
}

/** Countries with their ids. @throws AppError */
async function readCountries(client: ConnectwiseClient): Promise<ConnectwiseCountry[]> {
  const rows = await readAll(client, "/company/countries", countrySchema);
  return rows.map(({ id, name, countryCode, defaultFlag }) => ({
    id,
    name,
    code: textOf(countryCode)?.toUpperCase() ?? null,
    isDefault: defaultFlag === true,
  }));
}

function textOf(value: unknown): string | null {
  const clean = toFieldValue(value);
  return typeof clean === "string" ? clean.trim() : null;
}

function emailsOf(member: WireMember): string[] {
  const { officeEmail, primaryEmail, defaultEmail, mobileEmail, homeEmail } = member;
  const all = [primaryEmail, officeEmail, defaultEmail, mobileEmail, homeEmail].flatMap((each) => {
    const email = textOf(each)?.toLowerCase();
    return email?.includes("@") === true ? [email] : [];
  });
  return [...new Set(all)];
}

/** Members, the inactive ones included: records may still refer to them. @throws AppError */
async function readMembers(client: ConnectwiseClient): Promise<ConnectwiseMember[]> {
  const rows = await readAll(client, "/system/members", memberSchema);
  return rows.map((row) => ({
    id: row.id,
    identifier: row.identifier,
    name: [row.firstName, row.lastName].filter(Boolean).join(" ") || row.identifier,
    emails: emailsOf(row),
    isInactive: row.inactiveFlag === true,
    isApiMember: row.licenseClass === "A",
  }));
}

function belongsTo(row: WireUserDefinedField, { customFieldScreen }: ConnectwiseObject): boolean {
  if (row.screenId?.toLowerCase() === customFieldScreen.id) return true;
  return customFieldScreen.word.test(`${row.screenDescription ?? ""} ${row.podDescription ?? ""}`);
}

function choicesOf(row: WireUserDefinedField): string[] {
  return (row.options ?? [])
    .filter((option) => option.inactiveFlag !== true)
    .toSorted((a, b) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0))
    .flatMap((option) => textOf(option.optionValue) ?? []);
}

/** Fields that never travel: passwords, and buttons, which hold nothing. */
const NEVER_SYNCED = new Set(["Password", "Button"]);

/** Custom fields of an object type. @throws AppError */
async function readCustomFields(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
): Promise<ConnectwiseCustomField[]> {
  const rows = await readAll(client, "/system/userDefinedFields", userDefinedFieldSchema);
  return rows
    .filter((row) => belongsTo(row, object) && !NEVER_SYNCED.has(row.fieldTypeIdentifier ?? ""))
    .map((row) => ({
      path: `customFields/${row.id}`,
      caption: row.caption,
      type: row.fieldTypeIdentifier ?? "Text",
      options: choicesOf(row),
      isRequired: row.requiredFlag === true,
      isReadOnly: row.readOnlyFlag === true,
    }));
}

const COMPANY_LIMITS: Readonly<Record<string, number>> = {
  addressLine1: 50,
  addressLine2: 50,
  city: 50,
  state: 50,
  zip: 12,
  phoneNumber: 30,
  faxNumber: 30,
  website: 255,
  accountNumber: 41,
  leadSource: 50,
  ...Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`userDefinedField${index + 1}`, 50]),
  ),
};

/**
 * Longest texts of a company by server version. Versions between those whose description is known
 * count as the older one; the server's own refusal is the backstop.
 *
 * @param version - such as `2026.4`
 */
export function companyLimits(version: string): Readonly<Record<string, number>> {
  if (compareVersions(version, "2026.4") >= 0) {
    return { ...COMPANY_LIMITS, identifier: 156, name: 156, "site/name": 156 };
  }
  const identifier = compareVersions(version, "2025.1") >= 0 ? 30 : 25;
  return { ...COMPANY_LIMITS, identifier, name: 50, "site/name": 50 };
}

/** Reads everything that mappings and forms need to know about a connection. @throws AppError */
export async function readSchema(
  client: ConnectwiseClient,
  object: ConnectwiseObject,
): Promise<ConnectwiseSchema> {
  const [statuses, types, countries, customFields, members] = await Promise.all([
    readCompanyStatuses(client),
    readCompanyTypes(client),
    readCountries(client),
    readCustomFields(client, object),
    readMembers(client),
  ]);
  const limits = companyLimits(client.credentials.version);
  return { statuses, types, countries, customFields, members, limits };
}
