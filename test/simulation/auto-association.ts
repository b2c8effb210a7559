import type { VendorRecord, VendorRecords } from "./vendor-records.ts";

/**
 * HubSpot associates a contact without a company with the one that has its e-mail address's domain,
 * and makes that company where there is none. It does so for whoever wrote the address.
 */
export function associateByDomain(records: VendorRecords, contact: VendorRecord): void {
  const isMeant = contact.objectType === "contact" && contact.side === "hubspot";
  if (!records.world.isAutoAssociating || !isMeant) return;
  const [, domain = ""] = String(contact.fields["email"] ?? "").split("@");
  const hasCompany = (contact.fields["associatedcompanyid"] ?? null) !== null;
  if (domain === "" || domain === FREE_DOMAIN || hasCompany) return;
  const found = records
    .live("company", "hubspot")
    .find((company) => company.fields["domain"] === domain);
  const place = { objectType: "company", side: "hubspot" } as const;
  const company = found ?? records.create(place, { domain }, "vendor");
  records.update(contact, { associatedcompanyid: company.id }, "vendor");
}

/** Domain of a provider of free e-mail addresses. */
export const FREE_DOMAIN = "gmail.com";
