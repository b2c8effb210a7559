import freeMailDomains from "email-providers/all.json" with { type: "json" };
import type { Portal } from "./portal.ts";
import type { Source, StoredRecord } from "./store.ts";

/** How HubSpot marks what this setting of a portal does. */
const SOURCE: Source = { type: "AUTO_ASSOCIATE_BY_DOMAIN", id: "" };

const freeMail: ReadonlySet<string> = new Set(freeMailDomains);

/**
 * Associates a contact with the company that has the domain of its e-mail, and creates that company
 * when there is none; only while the portal's setting for it is on, not for free e-mail providers,
 * and not for a contact that has a company.
 *
 * @see https://knowledge.hubspot.com/records/automatically-create-and-associate-companies-with-contacts
 */
export function associateByDomain(portal: Portal, contact: StoredRecord): void {
  const domain = contact.properties["hs_email_domain"] ?? "";
  const key = { type: "contact", id: contact.id } as const;
  if (!portal.isAutoAssociating || domain === "" || freeMail.has(domain)) return;
  if (portal.associations.list(key, "company").length > 0) return;
  const companies = portal.collection("company");
  const found = companies
    .all()
    .find(
      ({ archivedAt, properties }) => archivedAt === undefined && properties["domain"] === domain,
    );
  const values = { domain, website: domain };
  const company = found ?? companies.create(values, SOURCE);
  portal.associations.add(key, { type: "company", id: company.id }, { source: SOURCE });
}
