import type { z } from "zod";

import { AppError } from "../../sync/errors.ts";
import type {
  ConnectwiseChoice,
  ConnectwiseCommunicationType,
  ConnectwiseDefinitions,
  DefinitionExtent,
  Outcome,
} from "../../sync/vendor-ports.ts";
import { listFields, withChoices } from "./fields.ts";
import type { ConnectwiseTables } from "./fields.ts";
import { CONNECTWISE_OBJECTS, limitsOf } from "./objects.ts";
import type { ConnectwiseObject } from "./objects.ts";
import { toFieldValue } from "./snapshot.ts";
import type { ConnectwiseClient } from "./transport.ts";
import {
  choiceSchema,
  communicationTypeSchema,
  countrySchema,
  memberSchema,
  userDefinedFieldSchema,
} from "./wire.ts";
import type {
  WireChoice,
  WireCommunicationType,
  WireMember,
  WireUserDefinedField,
} from "./wire.ts";

type Countries = ConnectwiseDefinitions["countries"];

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

function textOf(value: unknown): string | null {
  const clean = toFieldValue(value);
  return clean === null ? null : String(clean).trim();
}

/** What a status says about an opportunity; statuses of companies say nothing. */
function outcomeOf({ wonFlag, lostFlag, closedFlag }: WireChoice): Outcome | undefined {
  if (wonFlag === true) return "won";
  if (lostFlag === true || closedFlag === true) return "lost";
  const isAboutOutcomes = [wonFlag, lostFlag, closedFlag].some((flag) => flag === false);
  return isAboutOutcomes ? "open" : undefined;
}

async function readChoices(client: ConnectwiseClient, path: string): Promise<ConnectwiseChoice[]> {
  const rows = await readAll(client, path, choiceSchema);
  return rows.map((row) => {
    const outcome = outcomeOf(row);
    return {
      id: row.id,
      name: textOf(row.name) ?? textOf(row.description) ?? textOf(row.probability) ?? row.id,
      isDefault: row.defaultFlag === true,
      isInactive: row.inactiveFlag === true,
      ...(outcome === undefined ? {} : { outcome }),
    };
  });
}

function kindOf(row: WireCommunicationType): ConnectwiseCommunicationType["kind"] {
  if (row.emailFlag === true) return "email";
  return row.faxFlag === true && row.phoneFlag !== true ? "fax" : "phone";
}

/**
 * Types of e-mail addresses, phone and fax numbers; a type that serves several counts as the first
 * of these.
 *
 * @throws AppError
 */
export async function readCommunicationTypes(
  client: ConnectwiseClient,
): Promise<ConnectwiseCommunicationType[]> {
  const rows = await readAll(client, "/company/communicationTypes", communicationTypeSchema);
  return rows.map((row) => ({
    id: row.id,
    name: textOf(row.description) ?? row.id,
    kind: kindOf(row),
    isDefault: row.defaultFlag === true,
    isInactive: false,
  }));
}

async function readCountries(client: ConnectwiseClient): Promise<Countries> {
  const rows = await readAll(client, "/company/countries", countrySchema);
  return rows.map(({ id, name, countryCode, defaultFlag }) => ({
    id,
    name,
    code: textOf(countryCode)?.toUpperCase() ?? null,
    isDefault: defaultFlag === true,
  }));
}

function emailsOf(member: WireMember): string[] {
  const { officeEmail, primaryEmail, defaultEmail, mobileEmail, homeEmail } = member;
  const all = [primaryEmail, officeEmail, defaultEmail, mobileEmail, homeEmail].flatMap((each) => {
    const email = textOf(each)?.toLowerCase();
    return email?.includes("@") === true ? [email] : [];
  });
  return [...new Set(all)];
}

/** Members, the inactive ones included: records may still refer to them. */
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

/** A list that the API member may not read is as good as empty: people then type what they mean. */
async function orEmpty<T>(reading: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await reading;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass === "forbidden") return [];
    throw thrown;
  }
}

/** Set-up tables of one connection, for as long as one set-up lasts: each is read once. */
export interface SetupTables {
  readonly version: string;
  members(): Promise<readonly ConnectwiseMember[]>;
  countries(): Promise<Countries>;
  customFields(): Promise<readonly WireUserDefinedField[]>;
  communicationTypes(): Promise<readonly ConnectwiseCommunicationType[]>;
  choices(path: string): Promise<readonly ConnectwiseChoice[]>;
}

/** Reads once, whoever asks; a failure is not kept. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= read().catch((thrown: unknown) => {
      known = undefined;
      throw thrown;
    });
    return known;
  };
}

/** Builds the tables; nothing is read before somebody asks. */
export function createSetupTables(client: ConnectwiseClient): SetupTables {
  const lists = new Map<string, () => Promise<readonly ConnectwiseChoice[]>>();
  return {
    version: client.credentials.version,
    members: once(() => readMembers(client)),
    countries: once(() => readCountries(client)),
    customFields: once(() => readAll(client, "/system/userDefinedFields", userDefinedFieldSchema)),
    communicationTypes: once(() => readCommunicationTypes(client)),
    choices(path) {
      const read = lists.get(path) ?? once(() => readChoices(client, path));
      lists.set(path, read);
      return read();
    },
  };
}

function belongsTo(row: WireUserDefinedField, object: ConnectwiseObject): boolean {
  const screenId = row.screenId?.toLowerCase();
  const owner = CONNECTWISE_OBJECTS.find(({ customFieldScreen: { id } }) => id === screenId);
  if (owner !== undefined) return owner === object;
  const described = `${row.screenDescription ?? ""} ${row.podDescription ?? ""}`;
  return object.customFieldScreen.word.test(described);
}

/** Choices by reference; statuses must be known, any other list may be empty. */
async function readChoicesOf(
  tables: SetupTables,
  { choices }: ConnectwiseObject,
  isWanted: (name: string) => boolean,
): Promise<Readonly<Record<string, readonly ConnectwiseChoice[]>>> {
  const wanted = Object.entries(choices).filter(([name]) => isWanted(name));
  const lists = wanted.map(async ([name, path]) => {
    const reading = tables.choices(path);
    return [name, await (name === "status" ? reading : orEmpty(reading))] as const;
  });
  return Object.fromEntries(await Promise.all(lists));
}

function isOfSetUp({ setUpChoices }: ConnectwiseObject, name: string): boolean {
  return setUpChoices.includes(name);
}

async function readTables(
  tables: SetupTables,
  object: ConnectwiseObject,
  extent: DefinitionExtent,
): Promise<ConnectwiseTables> {
  // Ours may be among them; without the right to see them a connection does without.
  const customFields = (): Promise<readonly WireUserDefinedField[]> =>
    extent === "all" ? tables.customFields() : orEmpty(tables.customFields());
  const [members, countries, definitions, communicationTypes, choices] = await Promise.all([
    tables.members(),
    tables.countries(),
    object.hasCustomFields ? customFields() : [],
    object.parts.includes("communications") ? tables.communicationTypes() : [],
    readChoicesOf(tables, object, (name) => extent === "all" || isOfSetUp(object, name)),
  ]);
  const { status: statuses = [], ...others } = choices;
  return {
    members,
    countries,
    communicationTypes,
    statuses,
    customFields: definitions.filter((row) => belongsTo(row, object)),
    choices: others,
  };
}

/** Longest texts of the object, those of each communication type included. */
function limitsWith(
  object: ConnectwiseObject,
  version: string,
  types: readonly ConnectwiseCommunicationType[],
): Readonly<Record<string, number>> {
  const limits = limitsOf(object, version);
  const length = limits["communications/email"];
  if (length === undefined) return limits;
  const each = types.map(({ id }) => [`communications/${id}`, length] as const);
  return { ...limits, ...Object.fromEntries(each) };
}

/**
 * Reads what mappings and forms need to know about an object type.
 *
 * @throws AppError
 */
export async function readDefinitions(
  tables: SetupTables,
  object: ConnectwiseObject,
  extent: DefinitionExtent,
): Promise<ConnectwiseDefinitions> {
  const read = await readTables(tables, object, extent);
  const { customFields: _definitions, ...rest } = read;
  return {
    ...rest,
    fields: listFields(object, read),
    limits: limitsWith(object, tables.version, read.communicationTypes),
  };
}

/**
 * Reads the choices that a set-up leaves out.
 *
 * @param known - what a set-up read of the object type
 * @throws AppError
 */
export async function addChoices(
  tables: SetupTables,
  object: ConnectwiseObject,
  known: ConnectwiseDefinitions,
): Promise<ConnectwiseDefinitions> {
  const added = await readChoicesOf(tables, object, (name) => !isOfSetUp(object, name));
  return {
    ...known,
    choices: { ...known.choices, ...added },
    fields: withChoices(object, known.fields, added),
  };
}
