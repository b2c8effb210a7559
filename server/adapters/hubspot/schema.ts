import { z } from "zod";
import { AppError } from "../../sync/errors.ts";
import { STATE_PROPERTY } from "../../sync/published-states.ts";
import type { HubspotPipeline, HubspotUser, Outcome } from "../../sync/vendor-ports.ts";
import { optional } from "./errors.ts";
import { OWN_GROUP } from "./objects.ts";
import type { HubspotObject, OwnProperty } from "./objects.ts";
import type { Transport } from "./transport.ts";
import { accountSchema, ownersSchema, pipelinesSchema, propertiesSchema } from "./wire.ts";
import type { WireOwner, WireProperty, WireStage } from "./wire.ts";

/** A HubSpot property as mappings need it. */
export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  /** HubSpot's type: string, number, date, datetime, bool, enumeration, ... */
  readonly type: string;
  /** How people enter it; `checkbox` holds several options. */
  readonly fieldType: string;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly isHidden: boolean;
  }[];
  readonly isReadOnly: boolean;
  readonly isUnique: boolean;
  readonly isHidden: boolean;
  /** Longest value in characters; null where a length means nothing. */
  readonly maxLength: number | null;
}

/** A HubSpot user that records can belong to. */
export interface Owner {
  /** What `hubspot_owner_id` holds; not the user id. */
  readonly ownerId: string;
  readonly email: string | null;
  readonly name: string;
  /** True for a user who left; records may still name it. */
  readonly isArchived: boolean;
}

/** What a portal says about itself. */
export interface AccountDetails {
  readonly portalId: string;
  /** Host of the screens, for deep links. */
  readonly uiDomain: string;
  readonly timeZone: string;
  readonly currency: string;
}

/** Longest text of any property. @see https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
const MAX_TEXT_LENGTH = 65_536;
const OWNERS_PAGE = 100;
/** Customers pay for each marketing contact, so whether a contact is one is never ours to write. */
const MARKETING_STATUS = "hs_marketable_status";

function propertiesPath(transport: Transport, object: HubspotObject, route = ""): string {
  return `/crm/properties/${transport.apiVersion}/${object.path}${route}`;
}

function toDefinition(property: WireProperty): PropertyDefinition {
  return {
    name: property.name,
    label: property.label,
    type: property.type,
    fieldType: property.fieldType,
    options: property.options.map(({ value, label, hidden }) => ({
      value,
      label,
      isHidden: hidden,
    })),
    isReadOnly:
      property.calculated ||
      property.modificationMetadata?.readOnlyValue === true ||
      property.name === MARKETING_STATUS,
    isUnique: property.hasUniqueValue,
    isHidden: property.hidden,
    maxLength: property.type === "string" ? MAX_TEXT_LENGTH : null,
  };
}

/**
 * Reads all properties of an object type that mappings and filters may name, with options and limits,
 * in one call. The state that Lockstep shows is none of them: it follows from the sync.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
 */
export async function readProperties(
  transport: Transport,
  object: HubspotObject,
): Promise<readonly PropertyDefinition[]> {
  return withoutState(await listProperties(transport, object));
}

function withoutState(properties: readonly PropertyDefinition[]): readonly PropertyDefinition[] {
  return properties.filter(({ name }) => name !== STATE_PROPERTY);
}

async function listProperties(
  transport: Transport,
  object: HubspotObject,
): Promise<readonly PropertyDefinition[]> {
  const { content } = await transport.call({
    method: "GET",
    path: propertiesPath(transport, object),
    kind: "read",
    answer: propertiesSchema,
  });
  return content.results.map(toDefinition);
}

/** Sends a create; another process or an earlier lost answer may have made the thing already. */
async function createUnlessThere(
  transport: Transport,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    await transport.call({ method: "POST", path, body, kind: "write", answer: z.unknown() });
  } catch (thrown) {
    if (!isThere(thrown)) throw thrown;
  }
}

function isThere(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.errorClass === "exists";
}

/** How people see the values of each type; a flag needs its two options named. */
const FORMS: Readonly<
  Record<OwnProperty["type"], { readonly fieldType: string; readonly options?: unknown }>
> = {
  string: { fieldType: "text" },
  number: { fieldType: "number" },
  bool: {
    fieldType: "booleancheckbox",
    options: [
      { label: "Yes", value: "true", displayOrder: 0, hidden: false },
      { label: "No", value: "false", displayOrder: 1, hidden: false },
    ],
  },
  enumeration: { fieldType: "select" },
};

/** A property as HubSpot takes it. */
function bodyOf({ options, ...own }: OwnProperty): Readonly<Record<string, unknown>> {
  const choices = options?.map((option, displayOrder) => ({
    ...option,
    displayOrder,
    hidden: false,
  }));
  return {
    ...own,
    ...FORMS[own.type],
    ...optional("options", choices),
    groupName: OWN_GROUP.name,
    formField: false,
  };
}

function refuseUnsuitable(own: OwnProperty, found: PropertyDefinition | undefined): void {
  if (found === undefined) {
    throw new AppError(`HubSpot keeps an archived property ${own.name} and allows no second one`, {
      code: "property_archived",
      errorClass: "configuration",
      field: own.name,
      remedy: `Restore the archived property ${own.name} in HubSpot's property settings.`,
    });
  }
  if (found.type === own.type && found.isUnique === own.hasUniqueValue) return;
  throw new AppError(`the property ${own.name} exists in another form than Lockstep needs`, {
    code: "property_unsuitable",
    errorClass: "configuration",
    field: own.name,
    remedy: `Delete or rename the property ${own.name} in HubSpot, then set up again.`,
  });
}

/**
 * Creates properties with one call.
 *
 * @returns what was made; null when some were there, so that each was tried alone
 */
async function createMissing(
  transport: Transport,
  object: HubspotObject,
  missing: readonly OwnProperty[],
): Promise<readonly PropertyDefinition[] | null> {
  const bodies = missing.map(bodyOf);
  const path = propertiesPath(transport, object);
  try {
    const { content } = await transport.call({
      method: "POST",
      path: `${path}/batch/create`,
      body: { inputs: bodies },
      kind: "write",
      answer: propertiesSchema,
    });
    if (content.results.length === missing.length) return content.results.map(toDefinition);
  } catch (thrown) {
    if (!isThere(thrown)) throw thrown;
  }
  for (const body of bodies) await createUnlessThere(transport, path, body);
  return null;
}

/**
 * Makes our property group and properties, where they are missing. Repeatable, also while another
 * process does the same: properties are listed first, and what is there already counts as made.
 *
 * @returns all properties that mappings and filters may name, as they are now
 * @throws AppError - configuration `property_unsuitable` or `property_archived` when a property of
 *   ours exists in a form that cannot be used; indeterminate when an answer was lost: run it again
 * @see https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
 */
export async function setUpProperties(
  transport: Transport,
  object: HubspotObject,
): Promise<readonly PropertyDefinition[]> {
  const before = await listProperties(transport, object);
  const names = new Set(before.map(({ name }) => name));
  const missing = object.ownProperties.filter(({ name }) => !names.has(name));
  let now = before;
  if (missing.length > 0) {
    await createUnlessThere(transport, propertiesPath(transport, object, "/groups"), OWN_GROUP);
    const made = await createMissing(transport, object, missing);
    now = made === null ? await listProperties(transport, object) : [...before, ...made];
  }
  for (const own of object.ownProperties) {
    const found = now.find(({ name }) => name === own.name);
    refuseUnsuitable(own, found);
  }
  return withoutState(now);
}

async function listOwners(
  transport: Transport,
  isArchived: boolean,
): Promise<readonly WireOwner[]> {
  const owners: WireOwner[] = [];
  let after: string | undefined;
  do {
    const { content } = await transport.call({
      method: "GET",
      path: `/crm/owners/${transport.apiVersion}`,
      query: {
        limit: String(OWNERS_PAGE),
        archived: String(isArchived),
        ...optional("after", after),
      },
      kind: "read",
      answer: ownersSchema,
    });
    owners.push(...content.results);
    after = content.paging?.next?.after;
  } while (after !== undefined);
  return owners;
}

function nameOf({ firstName, lastName }: WireOwner): string {
  return [firstName, lastName].filter(Boolean).join(" ");
}

async function readOwnersOf(transport: Transport, isArchived: boolean): Promise<readonly Owner[]> {
  const owners = await listOwners(transport, isArchived);
  return owners.map((owner) => ({
    ownerId: owner.id,
    email: owner.email ?? null,
    name: nameOf(owner),
    isArchived,
  }));
}

/**
 * Reads the people who use the portal, as far as the list of owners has them.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-owners-v3/guide
 */
export async function readUsers(transport: Transport): Promise<readonly HubspotUser[]> {
  const owners = await listOwners(transport, false);
  return owners.flatMap((owner) => {
    const { userId, email } = owner;
    if (userId === undefined || userId === null) return [];
    return [{ userId, name: nameOf(owner), email: email ?? null }];
  });
}

/**
 * Reads all owners, those who left included, as records keep naming them.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-owners-v3/guide
 */
export async function readOwners(transport: Transport): Promise<readonly Owner[]> {
  const active = await readOwnersOf(transport, false);
  const archived = await readOwnersOf(transport, true);
  return [...active, ...archived];
}

/** Closed with a probability of 1 is won; both are texts. */
function outcomeOf({ metadata }: WireStage): Outcome {
  if (String(metadata["isClosed"]) !== "true") return "open";
  return Number(metadata["probability"]) === 1 ? "won" : "lost";
}

interface Ordered {
  readonly displayOrder: number;
  readonly archived: boolean;
}

/** What people see, in the order in which they see it. */
function inOrder<T extends Ordered>(some: readonly T[]): readonly T[] {
  const shown = some.filter(({ archived }) => !archived);
  return shown.toSorted((one, other) => one.displayOrder - other.displayOrder);
}

/**
 * Reads all pipelines of deals with their stages, in one call.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-pipelines-v3/guide
 */
export async function readPipelines(transport: Transport): Promise<readonly HubspotPipeline[]> {
  const { content } = await transport.call({
    method: "GET",
    path: `/crm/pipelines/${transport.apiVersion}/deals`,
    kind: "read",
    answer: pipelinesSchema,
  });
  return inOrder(content.results).map(({ id, label, stages }) => ({
    pipelineId: id,
    label,
    stages: inOrder(stages).map((stage) => ({
      stageId: stage.id,
      label: stage.label,
      outcome: outcomeOf(stage),
    })),
  }));
}

/** @see https://developers.hubspot.com/docs/api-reference/account-account-info-v3/guide */
export async function readAccountDetails(transport: Transport): Promise<AccountDetails> {
  const { content } = await transport.call({
    method: "GET",
    path: `/account-info/${transport.apiVersion}/details`,
    kind: "read",
    answer: accountSchema,
  });
  const { portalId, uiDomain, timeZone, companyCurrency } = content;
  return { portalId, uiDomain, timeZone, currency: companyCurrency };
}
