/** A JSON object as the vendor writes it. */
export type Json = Record<string, unknown>;

/** How a field behaves in conditions, validation and patches. `array` is refused in conditions. */
export type FieldKind =
  "text" | "number" | "integer" | "boolean" | "date" | "reference" | "array" | "readonly";

/** Field names of one resource in the vendor's spelling, with their kind. */
export type FieldCatalog = Readonly<Record<string, FieldKind>>;

const each = (kind: FieldKind, names: string): Record<string, FieldKind> =>
  Object.fromEntries(names.split(" ").map((name) => [name, kind]));

/** Fields of a company, as published for 2026.4. */
export const COMPANY_FIELDS: FieldCatalog = {
  id: "integer",
  ...each("text", "identifier name addressLine1 addressLine2 city state zip phoneNumber faxNumber"),
  ...each("text", "website accountNumber leadSource vendorIdentifier taxIdentifier facebookUrl"),
  ...each("text", "twitterUrl linkedInUrl resellerIdentifier invoiceToEmailAddress"),
  ...each("text", "invoiceCCEmailAddress userDefinedField1 userDefinedField2 userDefinedField3"),
  ...each("text", "userDefinedField4 userDefinedField5 userDefinedField6 userDefinedField7"),
  ...each("text", "userDefinedField8 userDefinedField9 userDefinedField10"),
  ...each("reference", "status country territory market defaultContact sicCode parentCompany"),
  ...each("reference", "ownershipType timeZoneSetup calendar taxCode billingTerms currency"),
  ...each("reference", "invoiceTemplate pricingSchedule companyEntityType billToCompany"),
  ...each("reference", "billingSite billingContact invoiceDeliveryMethod emailTemplate"),
  ...each("reference", "territoryManager site"),
  ...each("number", "annualRevenue creditLimit additionalDebt"),
  ...each("integer", "numberOfEmployees yearEstablished revenueYear"),
  ...each("boolean", "leadFlag unsubscribeFlag isVendorFlag deletedFlag"),
  ...each("date", "dateAcquired dateDeleted"),
  ...each("readonly", "deletedBy mobileGuid"),
  ...each("array", "types customFields integratorTags"),
};

/** Company fields no request can set: deleting and merging have their own routes. */
export const COMPANY_READ_ONLY: ReadonlySet<string> = new Set(
  "id deletedFlag dateDeleted deletedBy mobileGuid _info defaultContact".split(" "),
);

const USER_DEFINED = Array.from({ length: 10 }, (_, index) => `userDefinedField${index + 1}`);

/** Fields of a contact, as published for 2026.4. E-mail and phones are communication items. */
export const CONTACT_FIELDS: FieldCatalog = {
  id: "integer",
  ...each("text", "firstName lastName addressLine1 addressLine2 city state zip title school"),
  ...each("text", "relationshipOverride securityIdentifier nickName children significantOther"),
  ...each("text", "portalPassword gender birthDay anniversary presence facebookUrl twitterUrl"),
  ...each("text", "linkedInUrl defaultPhoneType defaultPhoneNbr defaultPhoneExtension"),
  ...each("text", USER_DEFINED.join(" ")),
  ...each("reference", "company site country relationship department managerContact"),
  ...each("reference", "assistantContact companyLocation photo"),
  ...each("integer", "defaultMergeContactId portalSecurityLevel"),
  ...each("boolean", "inactiveFlag marriedFlag childrenFlag disablePortalLoginFlag"),
  ...each("boolean", "unsubscribeFlag defaultBillingFlag defaultFlag ignoreDuplicates"),
  mobileGuid: "readonly",
  ...each("array", "communicationItems types customFields integratorTags"),
};

/** Contact fields no request can set: the phone is that of an item or of the site. */
export const CONTACT_READ_ONLY: ReadonlySet<string> = new Set(
  "id mobileGuid _info defaultPhoneType defaultPhoneNbr defaultPhoneExtension companyLocation photo".split(
    " ",
  ),
);

/** Fields of one e-mail address, phone or fax number of a contact. */
export const COMMUNICATION_FIELDS: FieldCatalog = {
  ...each("integer", "id contactId"),
  ...each("text", "value extension domain communicationType mobileGuid"),
  type: "reference",
  defaultFlag: "boolean",
};

/** Fields of an opportunity, as published for 2026.4. Its amount is in its forecast. */
export const OPPORTUNITY_FIELDS: FieldCatalog = {
  id: "integer",
  ...each("text", "name notes source customerPO"),
  ...each("date", "expectedCloseDate pipelineChangeDate dateBecameLead closedDate"),
  ...each("reference", "type stage status priority probability rating campaign company contact"),
  ...each("reference", "site primarySalesRep secondarySalesRep closedBy technicalContact"),
  ...each("reference", "shipToCompany shipToContact shipToSite billToCompany billToContact"),
  ...each("reference", "billToSite billingTerms taxCode currency"),
  ...each("integer", "locationId businessUnitId companyLocationId"),
  totalSalesTax: "number",
  customFields: "array",
};

/** Opportunity fields no request can set: closing follows from the status. */
export const OPPORTUNITY_READ_ONLY: ReadonlySet<string> = new Set(
  "id _info closedDate closedBy pipelineChangeDate dateBecameLead totalSalesTax companyLocationId".split(
    " ",
  ),
);

/** Fields of one line of an opportunity's forecast. */
export const FORECAST_FIELDS: FieldCatalog = {
  id: "integer",
  ...each("text", "forecastDescription productDescription productClass bill cycleBasis"),
  ...each("text", "quoteWerksDocNo quoteWerksDocName forecastType"),
  ...each("number", "quantity quantityCancelled revenue cost margin recurringRevenue"),
  ...each("number", "recurringCost sequenceNumber"),
  ...each("integer", "percentage quoteWerksQuantity cycles subNumber"),
  ...each("boolean", "includeFlag linkFlag recurringFlag taxableFlag"),
  ...each("date", "recurringDateStart recurringDateEnd"),
  ...each("reference", "opportunity status catalogItem billCycle"),
};

/** What `childConditions` knows below each array of a record. */
export const CHILD_FIELDS: Readonly<Record<string, FieldCatalog>> = {
  types: { id: "integer", name: "text" },
  communicationItems: {
    ...each("text", "value extension domain communicationType type/name"),
    ...each("integer", "id type/id"),
    defaultFlag: "boolean",
  },
};

/** Fields of a company site. `defaultFlag` is left out on purpose: it cannot be used in conditions. */
export const SITE_FIELDS: FieldCatalog = {
  id: "integer",
  ...each("text", "name addressLine1 addressLine2 city zip phoneNumber phoneNumberExt faxNumber"),
  ...each("reference", "stateReference country company territory"),
  ...each(
    "boolean",
    "primaryAddressFlag defaultShippingFlag defaultBillingFlag defaultMailingFlag",
  ),
  inactiveFlag: "boolean",
};

/** Fields of a callback entry. */
export const CALLBACK_FIELDS: FieldCatalog = {
  ...each("integer", "id objectId memberId"),
  ...each("text", "description url type level payloadVersion connectWiseID"),
  ...each("boolean", "inactiveFlag isSoapCallbackFlag isSelfSuppressedFlag"),
};

/** Fields of the definition of a custom field. */
export const USER_DEFINED_FIELD_FIELDS: FieldCatalog = {
  ...each("integer", "id podId sequenceNumber numberDecimals"),
  ...each("text", "caption screenId podDescription screenDescription helpText connectWiseID"),
  ...each("text", "fieldTypeIdentifier entryTypeIdentifier"),
  ...each("boolean", "requiredFlag displayOnScreenFlag readOnlyFlag listViewFlag"),
  ...each("array", "options businessUnitIds locationIds"),
  dateCreated: "date",
};

/** What the conditions of each set-up table know. Members and locations are among them. */
export const SETUP_FIELDS: Readonly<Record<string, FieldCatalog>> = {
  statuses: { id: "integer", name: "text", defaultFlag: "boolean" },
  types: { id: "integer", name: "text", defaultFlag: "boolean", vendorFlag: "boolean" },
  typeAssociations: { id: "integer", ...each("reference", "type company contact") },
  communicationTypes: {
    id: "integer",
    description: "text",
    ...each("boolean", "phoneFlag faxFlag emailFlag defaultFlag"),
  },
  contactTypes: { id: "integer", description: "text", defaultFlag: "boolean" },
  opportunityStatuses: {
    id: "integer",
    name: "text",
    ...each("boolean", "wonFlag lostFlag closedFlag defaultFlag"),
  },
  opportunityTypes: { id: "integer", description: "text", inactiveFlag: "boolean" },
  ratings: { ...each("integer", "id sortOrder"), name: "text" },
  stages: { ...each("integer", "id sequenceNumber"), name: "text", probability: "reference" },
  probabilities: each("integer", "id probability"),
  departments: { id: "integer", ...each("text", "identifier name") },
  members: {
    id: "integer",
    ...each("text", "identifier firstName lastName officeEmail defaultEmail primaryEmail"),
    ...each("text", "licenseClass"),
    ...each("boolean", "inactiveFlag adminFlag"),
  },
  locations: { id: "integer", name: "text", locationFlag: "boolean" },
  ownershipTypes: { id: "integer", name: "text" },
};

/** Callback types with the levels each of them accepts. @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide */
export const CALLBACK_LEVELS: Readonly<Record<string, readonly string[]>> = {
  company: ["owner", "status", "type", "territory", "company", "integratortag"],
  contact: ["owner", "type", "territory", "company", "contact"],
  opportunity: ["owner", "statusid", "company", "opportunity"],
  activity: ["owner", "status", "type", "company", "activity"],
  ticket: ["owner", "status", "board", "project", "phase", "integratortag", "ticket"],
  agreement: ["owner", "agreement"],
  member: ["owner", "member"],
  site: ["owner", "site"],
  project: ["owner", "status", "company", "project"],
};

/** A server version such as `2026.4` as a number that can be compared. */
export interface ServerVersion {
  /** As ConnectWise writes it in `VersionCode`: `v2026.4`. */
  readonly code: string;
  readonly year: number;
  readonly release: number;
}

/**
 * Reads `v2026.4`, `2026.4` or `v2026_4`.
 *
 * @throws Error when the text is none of these
 */
export function parseVersion(text: string): ServerVersion {
  const match = /^v?(\d{4})[._](\d{1,2})$/.exec(text.trim());
  if (!match?.[1] || !match[2]) throw new Error(`Not a ConnectWise version: ${text}`);
  return { code: `v${match[1]}.${match[2]}`, year: Number(match[1]), release: Number(match[2]) };
}

/** True when version `a` is `b` or a later one. */
export function isAtLeast(a: ServerVersion, b: ServerVersion): boolean {
  return a.year === b.year ? a.release >= b.release : a.year > b.year;
}

/** Longest text a field takes, by field name. */
export type LengthLimits = Readonly<Record<string, number>>;

/** Limits of one server version by what errors call the record. */
export type Limits = Readonly<
  Record<
    "company" | "companySite" | "contact" | "contactCommunication" | "opportunity" | "forecastItem",
    LengthLimits
  >
>;

const USER_DEFINED_LENGTHS: LengthLimits = Object.fromEntries(
  USER_DEFINED.map((name) => [name, 50]),
);

const COMPANY_LENGTHS: LengthLimits = {
  addressLine1: 50,
  addressLine2: 50,
  city: 50,
  state: 50,
  zip: 12,
  phoneNumber: 30,
  faxNumber: 30,
  website: 255,
  leadSource: 50,
  accountNumber: 41,
  ...USER_DEFINED_LENGTHS,
};

/**
 * Field lengths of a server version: they grew twice between 2022.1 and 2026.4.
 *
 * Versions between the three that are known take the limits of the older one.
 */
export function lengthLimits(version: ServerVersion): Limits {
  const isNewest = isAtLeast(version, parseVersion("2026.4"));
  const name = isNewest ? 156 : 50;
  const identifier = isNewest ? 156 : isAtLeast(version, parseVersion("2025.1")) ? 30 : 25;
  return {
    company: { ...COMPANY_LENGTHS, identifier, name },
    companySite: { ...COMPANY_LENGTHS, name },
    // No version's description says how long a contact's names may be.
    contact: USER_DEFINED_LENGTHS,
    contactCommunication: { value: 250, extension: 15 },
    opportunity: { name: 100, source: 50, customerPO: 25 },
    forecastItem: { forecastDescription: 50, quoteWerksDocNo: 20, quoteWerksDocName: 255 },
  };
}
