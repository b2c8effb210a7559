import { missingField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { presentOpportunity } from "./present.ts";
import type { InsertContext, NewRecord, RecordType, WriteContext } from "./record-type.ts";
import {
  companyReference,
  contactReference,
  findRow,
  findTarget,
  isObject,
  notFound,
  referenceId,
  rowReference,
  settleSite,
} from "./references.ts";
import { OPPORTUNITY_RULES } from "./rules.ts";
import type { Json } from "./schema.ts";
import { PERSON } from "./setup-tables.ts";
import type { Actor, Opportunity, Store } from "./store.ts";
import { checkRequired } from "./validate.ts";

const RESOURCE = "opportunity";
const SITES = ["site", "shipToSite", "billToSite"] as const;
const COMPANY_OF = { site: "company", shipToSite: "shipToCompany", billToSite: "billToCompany" };
const ALWAYS_REQUIRED = ["name", "primarySalesRep", "company", "contact"];
const REQUIRED_ON_UPDATES = ["expectedCloseDate", "locationId", "businessUnitId"];
const THIRTY_DAYS_MS = 30 * 86_400_000;

/** Opportunities: closed by their status, worth what their forecast says, deleted for good. */
export const OPPORTUNITY: RecordType<Opportunity> = {
  ...OPPORTUNITY_RULES,
  noun: "Opportunity",
  path: "/sales/opportunities",
  loadable: ["closedDate", "pipelineChangeDate", "dateBecameLead"],
  putIgnores: [],
  formDefaults: {},
  computedPaths: new Set(),
  compute: () => undefined,
  table: (store) => store.opportunities,
  present: presentOpportunity,
  presentEntity: (store, opportunity, origin) => {
    const { customFields: _fields, ...rest } = presentOpportunity(store, opportunity, origin);
    return rest;
  },
  children: () => ({}),
  defaults: ({ state: { tables } }) => {
    const status = tables.opportunityStatuses.find((row) => row["defaultFlag"] === true);
    const [stage] = tables.stages;
    return {
      ...(status ? { status: rowReference(status) } : {}),
      ...(stage ? { stage: rowReference(stage), probability: stage["probability"] } : {}),
      totalSalesTax: 0,
    };
  },
  newDefaults: ({ state: { tables } }) => ({
    locationId: tables.locations[0]?.id,
    businessUnitId: tables.departments[0]?.id,
  }),
  isInUse: () => false,
  readParts: () => ({}),
  settle,
  checkNew: () => [],
  check,
  insert: insertOpportunity,
  patchPart: () => false,
  putParts: () => undefined,
  commit: ({ record, fields, context }) => {
    const before = record.fields;
    record.fields = fields;
    followStatus(record, context);
    if (referenceId(before["stage"]) !== referenceId(fields["stage"])) {
      fields["pipelineChangeDate"] = context.store.timestamp();
    }
  },
  complete,
  editParts: () => undefined,
  remove: (opportunity, context) => {
    context.store.opportunities.remove(opportunity);
    context.store.touch();
    context.notify("deleted", opportunity, context.actor);
  },
};

/** The day on which closing is expected has no time of day; sites belong to their companies. */
function settle(fields: Json, store: Store, before?: Json): FieldError[] {
  const { expectedCloseDate: date } = fields;
  if (typeof date === "string" && !Number.isNaN(Date.parse(date))) {
    fields["expectedCloseDate"] = `${new Date(date).toISOString().slice(0, 10)}T00:00:00Z`;
  }
  return SITES.flatMap((site) =>
    settleSite(fields, { resource: RESOURCE, site, company: COMPANY_OF[site] }, store, before),
  );
}

/**
 * Checks a whole opportunity: old ones without close date, location or department cannot be changed
 * until they get them.
 */
function check(fields: Json, { store }: WriteContext, before?: Opportunity): FieldError[] {
  const errors = checkRequired(RESOURCE, fields, ALWAYS_REQUIRED);
  for (const name of before ? REQUIRED_ON_UPDATES : []) {
    if (fields[name] === undefined) errors.push(missingField(RESOURCE, name));
  }
  const { tables } = store.state;
  errors.push(
    ...checkId("locationId", "Location", fields, tables.locations),
    ...checkId("businessUnitId", "Department", fields, tables.departments),
  );
  const isNewPair = ["company", "contact"].some(
    (name) => referenceId(fields[name]) !== referenceId(before?.fields[name]),
  );
  if (isNewPair) errors.push(...checkContact(fields, store));
  return errors;
}

function checkId(
  name: string,
  noun: string,
  fields: Json,
  rows: readonly { readonly id: number }[],
): FieldError[] {
  const id = fields[name];
  if (id === undefined || rows.some((row) => row.id === id)) return [];
  return [notFound({ resource: RESOURCE, name }, noun, { id })];
}

/** The contact has to be one of the company's. */
function checkContact(fields: Json, store: Store): FieldError[] {
  const contact = store.contacts.get(referenceId(fields["contact"]));
  const companyId = referenceId(fields["company"]);
  if (!contact || companyId === undefined) return [];
  if (referenceId(contact.fields["company"]) === companyId) return [];
  const message = `Contact ${contact.id} not found for Company ${companyId}`;
  return [{ code: "NotFound", message, resource: RESOURCE, field: "contact" }];
}

/** Sets who closed an opportunity and when, or takes it back, as its status says. */
function followStatus({ fields }: Opportunity, { store, actor }: InsertContext): void {
  const status = findRow(store.state.tables.opportunityStatuses, fields["status"]);
  if (status?.["closedFlag"] === true) {
    fields["closedDate"] ??= store.timestamp();
    fields["closedBy"] ??= memberReference(store, actor);
  } else {
    delete fields["closedDate"];
    delete fields["closedBy"];
  }
}

function memberReference(store: Store, { memberId, identifier }: Actor): Json {
  const row = store.state.tables.members.find((each) => each.id === memberId);
  return row ? rowReference(row) : { id: memberId, identifier };
}

/** Puts an opportunity into the store with the defaults of a new one; no check, no callback. */
function insertOpportunity(parts: NewRecord, context: InsertContext): Opportunity {
  const { store, actor } = context;
  const at = parts.lastUpdated ?? store.timestamp();
  const opportunity: Opportunity = {
    type: RESOURCE,
    id: store.takeId("opportunity", parts.id),
    fields: {
      ...OPPORTUNITY.defaults(store),
      dateBecameLead: at,
      pipelineChangeDate: at,
      ...parts.fields,
    },
    customValues: { ...parts.customs },
    forecastItems: [...(parts.forecastItems ?? [])],
    lastUpdated: at,
    updatedBy: actor.identifier,
    dateEntered: at,
    enteredBy: actor.identifier,
  };
  followStatus(opportunity, context);
  store.opportunities.add(opportunity);
  store.touch();
  return opportunity;
}

/**
 * What a person's form holds: the contact's company, else the first one there is; one of that
 * company's contacts; a close date in a month. `null` leaves a field empty, as old records have it.
 */
function complete(body: Json, store: Store): Json {
  const contact = findTarget(store, "contact", body["contact"]);
  const company = body["company"] ?? contact?.fields["company"] ?? firstCompany(store);
  const month = new Date(Date.parse(store.timestamp()) + THIRTY_DAYS_MS).toISOString();
  return {
    name: "Unnamed opportunity",
    primarySalesRep: { id: PERSON.memberId },
    contact: contactOf(store, company),
    expectedCloseDate: month,
    ...OPPORTUNITY.newDefaults(store),
    ...body,
    company,
  };
}

function firstCompany(store: Store): Json | undefined {
  const company = store.companies.all().find(({ fields }) => fields["deletedFlag"] !== true);
  return company && companyReference(company);
}

function contactOf(store: Store, reference: unknown): Json | undefined {
  const company = findTarget(store, "company", reference);
  if (!company) return undefined;
  const { defaultContact } = company.fields;
  if (isObject(defaultContact)) return defaultContact;
  const contact = store.contacts
    .all()
    .find(({ fields }) => referenceId(fields["company"]) === company.id);
  return contact && contactReference(contact);
}
