import { companyReference, contactReference, referenceId, settleSite } from "./references.ts";
import type { Json } from "./schema.ts";
import type { Company, Contact, Opportunity, Store } from "./store.ts";

const refersTo = (fields: Json, name: string, id: number): boolean =>
  referenceId(fields[name]) === id;

/** Opportunities of a company or with a contact. */
export function opportunitiesOf(store: Store, record: Company | Contact): Opportunity[] {
  return store.opportunities.all().filter(({ fields }) => refersTo(fields, record.type, record.id));
}

/** Contacts of a company. */
function contactsOf(store: Store, company: Company): Contact[] {
  return store.contacts.all().filter(({ fields }) => refersTo(fields, "company", company.id));
}

/**
 * Moves the contacts and opportunities of one company to another, which a merge does. Their
 * `lastUpdated` stays: whether it moves is not published, and a poll must not rely on it.
 *
 * @param choices - of the merge: `Discard` leaves them where they are
 */
export function moveDependents(loser: Company, winner: Company, choices: Json, store: Store): void {
  const moved = [
    ...(choices["contacts"] === "Discard" ? [] : contactsOf(store, loser)),
    ...(choices["opportunities"] === "Discard" ? [] : opportunitiesOf(store, loser)),
  ];
  for (const { type, fields } of moved) {
    const before = { ...fields };
    fields["company"] = companyReference(winner);
    settleSite(fields, { resource: type, company: "company", site: "site" }, store, before);
    if (winner.fields["defaultContact"] !== undefined && type === "contact") {
      fields["defaultFlag"] = false;
    }
  }
  store.touch();
}

/** Gives the opportunities of one contact to another. Their `lastUpdated` stays. */
export function handOver(loser: Contact, heir: Contact, store: Store): void {
  for (const { fields } of opportunitiesOf(store, loser)) {
    fields["contact"] = contactReference(heir);
  }
  store.touch();
}
