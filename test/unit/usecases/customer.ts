import { companyDefinition } from "../../../server/sync/objects/company.ts";
import { contactDefinition } from "../../../server/sync/objects/contact.ts";
import { dealDefinition } from "../../../server/sync/objects/deal.ts";
import type { ObjectDefinition } from "../../../server/sync/objects/definition.ts";
import type { ObjectSettings } from "../../../server/sync/settings-ports.ts";
import type { BothDefinitions } from "../../../server/sync/vendor-ports.ts";
import { defaultSettings } from "../../../server/usecases/set-up-portal.ts";
import { both, choice, field, member, options, owner, property } from "./definitions.ts";

/** What the two systems of one customer hold, small enough to read. */
const OWNERS = [
  owner("1", { email: "ann@msp.example" }),
  owner("2"),
  owner("3", { isArchived: true }),
];
const MEMBERS = [
  member("101", { emails: ["ann@msp.example"] }),
  member("102"),
  member("103", { isInactive: true }),
  member("104", { isApiMember: true }),
];
const MEMBER_OPTIONS = MEMBERS.map(({ id, name }) => ({ value: id, label: name }));

export const COMPANY: BothDefinitions = both({
  owners: OWNERS,
  properties: [
    property("cw_company_id"),
    property("name"),
    property("domain"),
    property("phone", "string", { fieldType: "phonenumber" }),
    property("country"),
    property("description"),
    property("annualrevenue", "number"),
    property("renewal", "date"),
    property("closed_at", "datetime"),
    property("createdate", "datetime", { isReadOnly: true }),
    property("industry", "enumeration", { options: options({ IT: "Computing", LAW: "Law" }) }),
    property("services", "enumeration", {
      fieldType: "checkbox",
      options: options({ backup: "Backup", voice: "Voice" }),
    }),
    property("hubspot_owner_id", "enumeration"),
  ],
  connectwise: {
    members: MEMBERS,
    statuses: [
      choice("1", "Active", { isDefault: true }),
      choice("2", "Gone", { isInactive: true }),
    ],
    countries: [{ id: "1", name: "United States", code: "US", isDefault: true }],
    choices: {
      market: [choice("8", "Law"), choice("9", "Retail", { isInactive: true })],
    },
    fields: [
      field("id", "text", { isReadOnly: true }),
      field("name"),
      field("website"),
      field("phoneNumber"),
      field("faxNumber"),
      field("accountNumber"),
      field("annualRevenue", "number"),
      field("dateAcquired", "date"),
      field("leadFlag", "boolean"),
      field("country/id", "reference", { options: [{ value: "1", label: "United States" }] }),
      field("market/id", "reference", {
        options: [
          { value: "8", label: "Law" },
          { value: "9", label: "Retail" },
        ],
      }),
      field("market/name", "text", { isReadOnly: true }),
      field("parentCompany/id", "reference"),
      field("territoryManager/id", "reference", { options: MEMBER_OPTIONS }),
      field("types/name", "list", { isReadOnly: true }),
      field("customFields/12", "option", {
        options: [
          { value: "Gold", label: "Gold" },
          { value: "Tin", label: "Tin" },
        ],
      }),
    ],
  },
});

export const CONTACT: BothDefinitions = both({
  properties: [
    property("cw_contact_id"),
    property("firstname"),
    property("lastname"),
    property("email"),
    property("phone", "string", { fieldType: "phonenumber" }),
    property("jobtitle"),
    property("associatedcompanyid", "number"),
  ],
  connectwise: {
    communicationTypes: [{ ...choice("2", "Direct"), kind: "phone" }],
    fields: [
      field("id", "text", { isReadOnly: true }),
      field("firstName"),
      field("lastName"),
      field("title"),
      field("communications/email"),
      field("communications/2"),
      field("company/id", "reference"),
    ],
  },
});

const PIPELINES = [
  {
    pipelineId: "default",
    label: "Sales",
    stages: [
      { stageId: "new", label: "New", outcome: "open" },
      { stageId: "quote", label: "Quote", outcome: "open" },
      { stageId: "won", label: "Won", outcome: "won" },
      { stageId: "lost", label: "Lost", outcome: "lost" },
    ],
  },
] as const;

export const DEAL: BothDefinitions = both({
  owners: OWNERS,
  pipelines: PIPELINES,
  properties: [
    property("cw_opportunity_id"),
    property("dealname"),
    property("pipeline", "enumeration"),
    property("dealstage", "enumeration"),
    property("amount", "number"),
    property("closedate", "datetime"),
    property("description"),
    property("hubspot_owner_id", "enumeration"),
    property("dealtype", "enumeration", {
      options: options({ newbusiness: "New Business", existingbusiness: "Existing Business" }),
    }),
  ],
  connectwise: {
    members: MEMBERS,
    statuses: [
      choice("1", "Open", { isDefault: true, outcome: "open" }),
      choice("2", "Won", { outcome: "won" }),
      choice("3", "Lost", { outcome: "lost" }),
    ],
    choices: {
      stage: [choice("10", "New"), choice("20", "Quote")],
      location: [
        choice("5", "Tampa", { isDefault: true }),
        choice("6", "Old", { isInactive: true }),
      ],
      department: [choice("7", "Sales", { isDefault: true })],
      type: [choice("1", "New Business")],
    },
    fields: [
      field("id", "text", { isReadOnly: true }),
      field("name"),
      field("notes"),
      field("source"),
      field("closeDate", "date"),
      field("forecast/amount", "number"),
      field("stage/id", "reference", {
        options: [
          { value: "10", label: "New" },
          { value: "20", label: "Quote" },
        ],
      }),
      field("status/id", "reference", {
        options: [
          { value: "1", label: "Open" },
          { value: "2", label: "Won" },
          { value: "3", label: "Lost" },
        ],
      }),
      field("type/id", "reference", { options: [{ value: "1", label: "New Business" }] }),
      field("locationId", "reference", {
        options: [
          { value: "5", label: "Tampa" },
          { value: "6", label: "Old" },
        ],
      }),
      field("businessUnitId", "reference", { options: [{ value: "7", label: "Sales" }] }),
      field("primarySalesRep/id", "reference", { options: MEMBER_OPTIONS }),
      field("company/id", "reference"),
      field("contact/id", "reference"),
    ],
  },
});

/** An object type of the customer, as it is right after connecting. */
export interface Customer {
  readonly definition: ObjectDefinition;
  readonly both: BothDefinitions;
  readonly settings: ObjectSettings;
}

function customer(definition: ObjectDefinition, definitions: BothDefinitions): Customer {
  return {
    definition,
    both: definitions,
    settings: defaultSettings(definition, definitions, []),
  };
}

export const company = customer(companyDefinition, COMPANY);
export const contact = customer(contactDefinition, CONTACT);
export const deal = customer(dealDefinition, DEAL);
