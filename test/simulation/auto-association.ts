import type { ObjectType, Side } from "../../server/sync/model.ts";
import type { Author, Values, VendorRecord } from "./vendor-record.ts";

/** The part of the vendors' data that is looked at and changed. */
interface Crm {
  live(objectType: ObjectType, side: Side): readonly VendorRecord[];
  create(
    kind: { readonly objectType: ObjectType; readonly side: Side },
    fields: Values,
    by: Author,
  ): VendorRecord;
  update(record: VendorRecord, fields: Values, by: Author): unknown;
}

/** Domain of a provider of free e-mail addresses. */
export const FREE_DOMAIN = "gmail.com";

/**
 * HubSpot associates a contact without a company with the one that has its e-mail address's domain,
 * and makes that company where there is none. It does so for whoever wrote the address.
 */
export function associateByDomain(crm: Crm, contact: VendorRecord): void {
  const domain = domainToAssociate(contact);
  if (domain === null) return;
  const found = crm
    .live("company", "hubspot")
    .find((company) => company.fields["domain"] === domain);
  const place = { objectType: "company", side: "hubspot" } as const;
  const company = found ?? crm.create(place, { domain }, "vendor");
  crm.update(contact, { associatedcompanyid: company.id }, "vendor");
}

/** The domain of a HubSpot contact without a company; null where there is nothing to go by. */
function domainToAssociate({ objectType, side, fields }: VendorRecord): string | null {
  if (objectType !== "contact" || side !== "hubspot") return null;
  const hasCompany = (fields["associatedcompanyid"] ?? null) !== null;
  const [, domain = ""] = String(fields["email"] ?? "").split("@");
  return hasCompany || domain === "" || domain === FREE_DOMAIN ? null : domain;
}
