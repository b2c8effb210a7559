import { randomUUID } from "node:crypto";
import { patchItems } from "./communication-patch.ts";
import { COMMUNICATION, completeItems, readableItems, readItems } from "./communications.ts";
import type { CommunicationContext } from "./communications.ts";
import { handOver, opportunitiesOf } from "./dependents.ts";
import { invalidField, invalidPatch } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import type { Operation } from "./patch.ts";
import { defaultPhone, presentContact, presentContactEntity } from "./present.ts";
import type {
  Draft,
  InsertContext,
  NewRecord,
  ReadContext,
  RecordType,
  WriteContext,
} from "./record-type.ts";
import { stamp } from "./record-writes.ts";
import { contactReference, referenceId, settleSite } from "./references.ts";
import { CONTACT_RULES } from "./rules.ts";
import type { Json } from "./schema.ts";
import type { Contact, Store } from "./store.ts";
import {
  isAboutTypes,
  linkTypes,
  presentTypes,
  readTypeIds,
  typesAreCreateOnly,
} from "./type-links.ts";
import { checkRequired } from "./validate.ts";

const RESOURCE = "contact";
const SITE = { resource: RESOURCE, company: "company", site: "site" } as const;

/** Contacts: only the first name is required, e-mail and phones are items, deletion is for good. */
export const CONTACT: RecordType<Contact> = {
  ...CONTACT_RULES,
  noun: "Contact",
  path: "/company/contacts",
  typeTable: "contactTypes",
  infoFields: (
    "id firstName lastName communicationItems defaultPhoneNbr defaultPhoneType defaultFlag " +
    "company companyLocation site inactiveFlag title types addressLine1 addressLine2 city state " +
    "country zip department defaultBillingFlag facebookUrl twitterUrl linkedInUrl _info"
  ).split(" "),
  loadable: ["mobileGuid"],
  putIgnores: ["customFields"],
  formDefaults: {},
  computedPaths: new Set(["defaultPhoneType", "defaultPhoneNbr", "defaultPhoneExtension"]),
  compute: (contact, path, store) => defaultPhone(store, contact)[path],
  table: (store) => store.contacts,
  present: presentContact,
  presentEntity: presentContactEntity,
  children: (store, contact) => ({
    communicationItems: readableItems(store, contact),
    types: presentTypes(store.state.tables.contactTypes, contact.typeLinks),
  }),
  defaults: () => ({
    inactiveFlag: false,
    marriedFlag: false,
    childrenFlag: false,
    portalSecurityLevel: 1,
    disablePortalLoginFlag: true,
    unsubscribeFlag: false,
    defaultBillingFlag: false,
    defaultFlag: false,
    ignoreDuplicates: false,
  }),
  newDefaults: () => ({}),
  isInUse: (contact, store) => opportunitiesOf(store, contact).length > 0,
  readParts: (body, context, errors) => ({
    typeIds: readTypeIds(body, context.store.state.tables.contactTypes, "Contact", errors),
    communications: readGivenItems(body["communicationItems"], context, errors),
  }),
  settle: (fields, store, before) => settleSite(fields, SITE, store, before),
  checkNew: () => [],
  check: (fields) => checkRequired(RESOURCE, fields, ["firstName"]),
  insert: insertContact,
  patchPart,
  putParts,
  commit: ({ record, fields, communications, context }) => {
    record.fields = fields;
    if (communications) record.communications = communications;
    shareDefault(record, context.store);
  },
  complete: (body, store) => ({
    ...body,
    firstName: body["firstName"] ?? "Unnamed",
    communicationItems: completeItems(body["communicationItems"], store),
  }),
  editParts: (body, draft) => {
    const { record, context, errors } = draft;
    const { store } = context;
    if (body["types"] !== undefined) {
      const typeIds = readTypeIds(body, store.state.tables.contactTypes, "Contact", errors);
      record.typeLinks = linkTypes(typeIds, store);
    }
    const items = completeItems(body["communicationItems"], store);
    if (items === null) draft.communications = [];
    else if (items !== undefined) {
      draft.communications = readGivenItems(items, context, errors, record);
    }
  },
  remove: removeContact,
  merge: (winner, loser, context) => {
    removeContact(loser, context, winner);
    stamp(winner, context, "updated");
  },
};

function itemContext({ store, limits }: ReadContext, errors: FieldError[]): CommunicationContext {
  return { store, limits: limits[COMMUNICATION], errors };
}

function readGivenItems(
  items: unknown,
  context: ReadContext,
  errors: FieldError[],
  contact?: Contact,
): ReturnType<typeof readItems> {
  if (items === undefined || items === null) return [];
  if (Array.isArray(items)) {
    return readItems(items as unknown[], itemContext(context, errors), contact?.communications);
  }
  const message = "The communicationItems field is not an array.";
  errors.push(invalidField(RESOURCE, "communicationItems", message));
  return [];
}

/** Puts a contact into the store with the defaults of a new one; no check, no callback. */
function insertContact(parts: NewRecord, { store, actor }: InsertContext): Contact {
  const at = parts.lastUpdated ?? store.timestamp();
  const contact: Contact = {
    type: RESOURCE,
    id: store.takeId("contact", parts.id),
    fields: { ...CONTACT.defaults(store), mobileGuid: randomUUID(), ...parts.fields },
    customValues: { ...parts.customs },
    typeLinks: linkTypes(parts.typeIds ?? [], store),
    communications: [...(parts.communications ?? [])],
    lastUpdated: at,
    updatedBy: actor.identifier,
    dateEntered: at,
    enteredBy: actor.identifier,
  };
  store.contacts.add(contact);
  shareDefault(contact, store);
  store.touch();
  return contact;
}

/** A company has one default contact: a new one takes the flag from the old one. */
function shareDefault(contact: Contact, store: Store): void {
  const company = store.companies.get(referenceId(contact.fields["company"]));
  if (!company) return;
  const old = store.contacts.get(referenceId(company.fields["defaultContact"]));
  if (contact.fields["defaultFlag"] === true) {
    if (old && old !== contact) old.fields["defaultFlag"] = false;
    company.fields["defaultContact"] = contactReference(contact);
  } else if (old === contact) delete company.fields["defaultContact"];
}

/** Types can be removed with 200, which changes nothing; items have rules of their own. */
function patchPart(operation: Operation, draft: Draft<Contact>): boolean {
  const { head, op, path } = operation;
  if (isAboutTypes(operation)) {
    if (op !== "remove") draft.errors.push(typesAreCreateOnly(RESOURCE));
    return true;
  }
  if (path === "ignoreDuplicates" && op === "remove") {
    throw invalidPatch("The path ignoreDuplicates cannot be removed.");
  }
  if (head !== "communicationItems") return false;
  const { communications: stored } = draft.record;
  const items = draft.communications ?? stored;
  const context = itemContext(draft.context, draft.errors);
  draft.communications = patchItems(operation, items, stored.length, context);
  return true;
}

/** A PUT drops the items it does not name, and cannot name any. */
function putParts(body: Json, draft: Draft<Contact>): void {
  if (Object.keys(body).some((head) => isAboutTypes({ head }))) {
    draft.errors.push(typesAreCreateOnly(RESOURCE));
  }
  draft.communications = [];
  if (body["communicationItems"] === undefined) return;
  const message = "The communicationItems field is not valid.";
  draft.errors.push(invalidField(RESOURCE, "communicationItems", message));
}

/** Takes a contact out for good. Opportunities without an heir go on naming it. */
function removeContact(contact: Contact, context: WriteContext, heir?: Contact): void {
  const { store } = context;
  if (heir) handOver(contact, heir, store);
  const company = store.companies.get(referenceId(contact.fields["company"]));
  if (referenceId(company?.fields["defaultContact"]) === contact.id) {
    delete company?.fields["defaultContact"];
  }
  store.contacts.remove(contact);
  store.touch();
  context.notify("deleted", contact, context.actor);
}
