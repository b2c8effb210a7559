import { AppError } from "../../sync/errors.ts";
import type { Fields, ObjectType } from "../../sync/model.ts";
import { compareVersions } from "./auth.ts";

/** Form of a plain field's value in JSON. */
export type FieldKind = "text" | "number" | "boolean" | "date";

/** Paths under a head of their own that stand for records below the record; see `parts.ts`. */
export type PartName = "communications" | "forecast";

/** A path that is made of other fields. */
export interface DerivedPath {
  readonly kind: FieldKind;
  /** The first of these fields that has a value is the path's; `isSet` only tells whether one has. */
  readonly from: readonly string[];
  readonly holds: "value" | "isSet";
  /** The field that a write of the path sets; null when nobody writes it. */
  readonly writes: string | null;
}

/** Limits that hold from a server version on. */
export interface VersionLimits {
  /** Such as `2025.1`; `0` is every version. */
  readonly since: string;
  /** Longest text by path, in characters. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Everything the adapter must know about one kind of record. Data only. */
export interface ConnectwiseObject {
  readonly objectType: ObjectType;
  /** Path below `/apis/3.0`. */
  readonly endpoint: string;
  /** Name in callbacks. */
  readonly callbackType: string;
  /** What people call such a record, for messages. */
  readonly noun: string;
  /** What security roles call the right to it; closed records and parts may need one of their own. */
  readonly permission: {
    readonly usual: string;
    readonly closed?: string;
    readonly parts?: Readonly<Partial<Record<PartName, string>>>;
  };
  /** Plain fields with their form. */
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Fields that refer to one other record; their paths are `name/id`, `name/name` and so on. */
  readonly references: readonly string[];
  /** Plain fields that hold the id of a choice, with the choice's name. */
  readonly choiceIds: Readonly<Record<string, string>>;
  /** Arrays of references; their paths hold all ids or names, sorted and joined by `;`. */
  readonly lists: readonly string[];
  readonly derived: Readonly<Record<string, DerivedPath>>;
  /** Field with the time at which a record was closed, where records can be. */
  readonly closedField?: string;
  readonly parts: readonly PartName[];
  /** Heads of paths that only a create may carry. */
  readonly createOnly: readonly string[];
  /** Heads of paths that nobody writes. */
  readonly readOnly: readonly string[];
  /** Identifiers, in the spellings seen, of records that every server has for its own purposes. */
  readonly ownIdentifiers: readonly string[];
  /** Fields ConnectWise wants in every create, used where the payload has none. */
  readonly createDefaults: Fields;
  /**
   * Sets of paths by which a record that we created is looked up, the most telling one first. The
   * first path of a set must have a value; all of them must agree.
   */
  readonly lookups: readonly (readonly string[])[];
  /** Text fields that are searched for what people type. */
  readonly searched: readonly string[];
  /** Set-up tables with the object's choices, by reference, below `/apis/3.0`. */
  readonly choices: Readonly<Record<string, string>>;
  /** Those of them that a new connection's settings rest on. */
  readonly setUpChoices: readonly string[];
  /** What helps where a field's value is missing, or names what does not exist, by field. */
  readonly remedies: Readonly<Record<string, string>>;
  readonly limits: readonly VersionLimits[];
  readonly hasCustomFields: boolean;
  /** Screen that holds the object's custom fields where its id is known, else a word of its name. */
  readonly customFieldScreen: { readonly id: string | null; readonly word: RegExp };
}

const each = (kind: FieldKind, names: string): Record<string, FieldKind> =>
  Object.fromEntries(names.split(" ").map((name) => [name, kind]));

const USER_DEFINED = Array.from({ length: 10 }, (_, index) => `userDefinedField${index + 1}`);
const USER_DEFINED_LIMITS = Object.fromEntries(USER_DEFINED.map((name) => [name, 50]));

/** Tables that several objects share; each is read once for a connection. */
const LOCATIONS = "/system/locations";
const DEPARTMENTS = "/system/departments";

const COMPANY: ConnectwiseObject = {
  objectType: "company",
  endpoint: "/company/companies",
  callbackType: "company",
  noun: "company",
  permission: { usual: "Companies > Company Maintenance" },
  fields: {
    ...each("text", "identifier name addressLine1 addressLine2 city state zip phoneNumber"),
    ...each("text", "faxNumber website accountNumber leadSource vendorIdentifier taxIdentifier"),
    ...each("text", "facebookUrl twitterUrl linkedInUrl resellerIdentifier"),
    ...each("text", "invoiceToEmailAddress invoiceCCEmailAddress deletedBy"),
    ...each("text", USER_DEFINED.join(" ")),
    ...each("number", "annualRevenue numberOfEmployees yearEstablished revenueYear"),
    ...each("number", "creditLimit additionalDebt"),
    ...each("boolean", "leadFlag unsubscribeFlag isVendorFlag deletedFlag"),
    ...each("date", "dateAcquired dateDeleted"),
  },
  references: (
    "status country territory market defaultContact sicCode parentCompany ownershipType " +
    "timeZoneSetup calendar taxCode billingTerms currency pricingSchedule companyEntityType " +
    "billToCompany territoryManager site"
  ).split(" "),
  choiceIds: {},
  lists: ["types"],
  derived: {},
  parts: [],
  createOnly: ["types", "site"],
  readOnly: ["id", "deletedFlag", "dateDeleted", "deletedBy", "_info"],
  // The catch-all company.
  ownIdentifiers: ["Catchall", "CatchAll", "Catch All"],
  createDefaults: { "site/name": "Main" },
  lookups: [["identifier"], ["name"]],
  searched: ["name", "identifier"],
  choices: {
    status: "/company/companies/statuses",
    type: "/company/companies/types",
    market: "/company/marketDescriptions",
    ownershipType: "/company/ownershipTypes",
    territory: LOCATIONS,
  },
  setUpChoices: ["status", "type"],
  remedies: {},
  limits: [
    {
      since: "0",
      limits: {
        identifier: 25,
        name: 50,
        "site/name": 50,
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
        ...USER_DEFINED_LIMITS,
      },
    },
    { since: "2025.1", limits: { identifier: 30 } },
    { since: "2026.4", limits: { identifier: 156, name: 156, "site/name": 156 } },
  ],
  hasCustomFields: true,
  customFieldScreen: { id: "cw300", word: /\bcompan(?:y|ies)\b/iu },
};

const CONTACT: ConnectwiseObject = {
  objectType: "contact",
  endpoint: "/company/contacts",
  callbackType: "contact",
  noun: "contact",
  permission: { usual: "Companies > Contacts" },
  fields: {
    ...each("text", "firstName lastName title school nickName relationshipOverride children"),
    ...each("text", "significantOther addressLine1 addressLine2 city state zip gender"),
    ...each("text", "facebookUrl twitterUrl linkedInUrl mobileGuid"),
    ...each("text", "defaultPhoneType defaultPhoneNbr defaultPhoneExtension"),
    ...each("text", USER_DEFINED.join(" ")),
    ...each("boolean", "inactiveFlag marriedFlag childrenFlag unsubscribeFlag"),
    ...each("boolean", "defaultBillingFlag defaultFlag"),
    ...each("date", "birthDay anniversary"),
  },
  references:
    "company site country relationship department managerContact assistantContact companyLocation".split(
      " ",
    ),
  choiceIds: {},
  lists: ["types"],
  derived: {},
  parts: ["communications"],
  createOnly: ["types"],
  // The default phone is that of a communication item, or of the contact's site.
  readOnly:
    "id _info mobileGuid defaultPhoneType defaultPhoneNbr defaultPhoneExtension companyLocation".split(
      " ",
    ),
  ownIdentifiers: [],
  createDefaults: {},
  lookups: [["communications/email"], ["firstName", "lastName", "company/id"]],
  searched: ["firstName", "lastName"],
  choices: {
    type: "/company/contacts/types",
    department: "/company/contacts/departments",
    relationship: "/company/contacts/relationships",
  },
  setUpChoices: [],
  remedies: {
    firstName: "Give the contact a first name in HubSpot.",
    company: "Associate the contact with a company that exists in ConnectWise.",
  },
  // No version's description says how long names and titles may be; the server's refusal does.
  limits: [{ since: "0", limits: { "communications/email": 250, ...USER_DEFINED_LIMITS } }],
  hasCustomFields: true,
  customFieldScreen: { id: "ct300", word: /\bcontacts?\b/iu },
};

const OPPORTUNITY: ConnectwiseObject = {
  objectType: "deal",
  endpoint: "/sales/opportunities",
  callbackType: "opportunity",
  noun: "opportunity",
  permission: {
    usual: "Sales > Opportunity",
    closed: "Sales > Closed Opportunity",
    parts: { forecast: "Sales > Opportunity Finance" },
  },
  fields: {
    ...each("text", "name notes source customerPO"),
    ...each("date", "expectedCloseDate closedDate pipelineChangeDate dateBecameLead"),
    ...each("number", "locationId businessUnitId companyLocationId totalSalesTax"),
  },
  references: (
    "status stage type rating priority probability campaign primarySalesRep secondarySalesRep " +
    "company contact site closedBy technicalContact currency taxCode billingTerms " +
    "shipToCompany shipToContact shipToSite billToCompany billToContact billToSite"
  ).split(" "),
  choiceIds: { locationId: "location", businessUnitId: "department" },
  lists: [],
  derived: {
    closeDate: {
      kind: "date",
      from: ["closedDate", "expectedCloseDate"],
      holds: "value",
      writes: "expectedCloseDate",
    },
    // References to statuses do not carry their flags; ConnectWise sets the date by the flag.
    isClosed: { kind: "boolean", from: ["closedDate"], holds: "isSet", writes: null },
  },
  closedField: "closedDate",
  parts: ["forecast"],
  createOnly: [],
  readOnly:
    "id _info closedDate closedBy pipelineChangeDate dateBecameLead companyLocationId totalSalesTax".split(
      " ",
    ),
  ownIdentifiers: [],
  createDefaults: {},
  lookups: [["name", "company/id"]],
  searched: ["name"],
  choices: {
    status: "/sales/opportunities/statuses",
    type: "/sales/opportunities/types",
    rating: "/sales/opportunities/ratings",
    stage: "/sales/stages",
    probability: "/sales/probabilities",
    location: LOCATIONS,
    department: DEPARTMENTS,
  },
  setUpChoices: ["status", "type", "stage", "location", "department"],
  remedies: {
    name: "Give the deal a name in HubSpot.",
    company: "Associate the deal with a company that exists in ConnectWise.",
    contact: "Associate the deal with a contact of its company.",
    primarySalesRep:
      "Map the deal's owner to an active ConnectWise member, or choose another sales rep for deals without one.",
    locationId: "Choose the location of new opportunities in Lockstep's settings.",
    businessUnitId: "Choose the department of new opportunities in Lockstep's settings.",
    expectedCloseDate: "Give the deal a close date in HubSpot.",
  },
  limits: [{ since: "0", limits: { name: 100, source: 50, customerPO: 25 } }],
  hasCustomFields: true,
  customFieldScreen: { id: null, word: /\bopportunit(?:y|ies)\b/iu },
};

/** Every kind of record the adapter can sync. */
export const CONNECTWISE_OBJECTS: readonly ConnectwiseObject[] = [COMPANY, CONTACT, OPPORTUNITY];

/** Returns what the adapter knows of an object type. @throws AppError class internal for another */
export function objectOf(objectType: ObjectType): ConnectwiseObject {
  const found = CONNECTWISE_OBJECTS.find((object) => object.objectType === objectType);
  if (found !== undefined) return found;
  throw new AppError(`ConnectWise adapter does not know the object type ${objectType}`, {
    code: "unknown_object_type",
    errorClass: "internal",
  });
}

/** First part of a path: `status` of `status/id`, `customFields` of `customFields/12`. */
export function headOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}

/** What follows an endpoint in calls about its records; other paths lead to set-up tables. */
const RECORD_PATH = /^(?:\/count|\/\d+(?:\/(?<part>\w+).*)?)?$/u;

/** What security roles call the right to a call; undefined for calls about anything but records. */
export function permissionOf(callPath: string): string | undefined {
  for (const { endpoint, permission } of CONNECTWISE_OBJECTS) {
    if (!callPath.startsWith(endpoint)) continue;
    const match = RECORD_PATH.exec(callPath.slice(endpoint.length));
    if (match === null) continue;
    const own = Object.entries(permission.parts ?? {});
    return own.find(([part]) => part === match.groups?.["part"])?.[1] ?? permission.usual;
  }
  return undefined;
}

/** Whether a path belongs to a part of the object rather than to its own fields. */
export function isPart(path: string, { parts }: ConnectwiseObject): boolean {
  const head = headOf(path);
  return parts.some((part) => part === head);
}

/**
 * Longest texts by server version. Versions between those whose description is known count as the
 * older one; the server's own refusal is the backstop.
 *
 * @param version - such as `2026.4`
 */
export function limitsOf(
  { limits }: ConnectwiseObject,
  version: string,
): Readonly<Record<string, number>> {
  const held = limits.filter(({ since }) => compareVersions(version, since) >= 0);
  return Object.fromEntries(held.flatMap((found) => Object.entries(found.limits)));
}
