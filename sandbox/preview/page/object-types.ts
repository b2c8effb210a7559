/** An object type with a list and record pages. */
export interface ShownType {
  /** HubSpot's number of it. */
  id: "0-1" | "0-2" | "0-3";
  control: "company" | "contact" | "deal";
  plural: "companies" | "contacts" | "deals";
  title: string;
  /** Properties that are shown beside the record, with their labels. */
  about: readonly (readonly [name: string, label: string])[];
}

const company: ShownType = {
  id: "0-2",
  control: "company",
  plural: "companies",
  title: "Companies",
  about: [
    ["domain", "Company domain name"],
    ["phone", "Phone number"],
    ["address", "Street address"],
    ["city", "City"],
    ["state", "State/Region"],
    ["zip", "Postal code"],
    ["lifecyclestage", "Lifecycle stage"],
    ["hubspot_owner_id", "Company owner"],
  ],
};
const contact: ShownType = {
  id: "0-1",
  control: "contact",
  plural: "contacts",
  title: "Contacts",
  about: [
    ["email", "Email"],
    ["phone", "Phone number"],
    ["mobilephone", "Mobile phone number"],
    ["jobtitle", "Job title"],
    ["lifecyclestage", "Lifecycle stage"],
    ["hubspot_owner_id", "Contact owner"],
  ],
};
const deal: ShownType = {
  id: "0-3",
  control: "deal",
  plural: "deals",
  title: "Deals",
  about: [
    ["amount", "Amount"],
    ["closedate", "Close date"],
    ["pipeline", "Pipeline"],
    ["dealstage", "Deal stage"],
    ["hubspot_owner_id", "Deal owner"],
  ],
};

/** The types, in the order of HubSpot's menu. */
export const objectTypes = [contact, company, deal] as const;

/** How a record is called in lists and headings. */
export function nameOf(
  type: ShownType,
  { id, properties }: { id: string; properties: Readonly<Record<string, string | null>> },
): string {
  const words =
    type.control === "contact"
      ? [properties["firstname"], properties["lastname"]].filter(Boolean).join(" ")
      : properties[type.control === "company" ? "name" : "dealname"];
  return words || properties["email"] || `${type.control} ${id}`;
}
