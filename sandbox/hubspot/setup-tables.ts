import { industryValues } from "../data/choices.ts";

/** A property every portal has, or one of this portal's own. */
export interface StandardProperty {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  /** `ro`: nobody can write it. `own`: the portal added it. */
  mark: "ro" | "own" | undefined;
  options: { value: string; label: string }[];
}

/** A HubSpot user who can own records. */
export interface Owner {
  id: string;
  userId: number;
  email: string;
  firstName: string;
  lastName: string;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const lifecycleStages = words(
  "subscriber lead marketingqualifiedlead salesqualifiedlead opportunity customer evangelist other",
);
const companyKinds = words("PROSPECT PARTNER RESELLER VENDOR OTHER");

const titled = (value: string): string =>
  value
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");

/* name | label | type | field type | `ro` when nobody can write it, `own` for the portal's own */
const companyRows = `
  name|Company name|string|text
  domain|Company Domain Name|string|text
  website|Website URL|string|text
  phone|Phone Number|string|phonenumber
  address|Street Address|string|text
  address2|Street Address 2|string|text
  city|City|string|text
  state|State/Region|string|text
  zip|Postal Code|string|text
  country|Country/Region|string|text
  numberofemployees|Number of Employees|number|number
  annualrevenue|Annual Revenue|number|number
  industry|Industry|enumeration|select
  type|Type|enumeration|radio
  lifecyclestage|Lifecycle Stage|enumeration|radio
  hubspot_owner_id|Company owner|enumeration|select
  description|Description|string|textarea
  about_us|About Us|string|textarea
  founded_year|Year Founded|string|text
  timezone|Time Zone|string|text
  is_public|Is Public|bool|booleancheckbox
  linkedin_company_page|LinkedIn Company Page|string|text
  linkedinbio|LinkedIn Bio|string|text
  facebook_company_page|Facebook Company Page|string|text
  twitterhandle|Twitter Handle|string|text
  notes_next_activity_date|Next Activity Date|datetime|date|ro
  createdate|Create Date|datetime|date|ro
  hs_createdate|Object create date/time|datetime|date|ro
  hs_lastmodifieddate|Last Modified Date|datetime|date|ro
  hs_object_id|Record ID|number|number|ro
  hs_object_source|Record creation source|string|text|ro
  hs_object_source_id|Record creation source ID|string|text|ro
  hs_object_source_label|Record source|string|text|ro
  hs_object_source_detail_1|Record source detail 1|string|text|ro
  hs_object_source_user_id|Record creation source user ID|number|number|ro
  hs_merged_object_ids|Merged record IDs|enumeration|checkbox|ro
  hs_parent_company_id|Parent Company|number|number|ro
  support_tier|Support Tier|enumeration|select|own
  msp_account_number|MSP Account Number|string|text|own`;

const companyOptions: Record<string, readonly [value: string, label: string][]> = {
  industry: industryValues.map((value) => [value, titled(value)]),
  type: companyKinds.map((value) => [value, titled(value)]),
  lifecyclestage: lifecycleStages.map((value) => [value, titled(value)]),
  support_tier: words("Gold Silver Bronze").map((value) => [value, value]),
};

/** @returns the company properties this portal starts with */
export function companyProperties(): StandardProperty[] {
  return companyRows
    .trim()
    .split("\n")
    .map((row) => {
      const [name = "", label = "", type = "", fieldType = "", mark] = row.trim().split("|");
      const options = (companyOptions[name] ?? []).map(([value, text]) => ({ value, label: text }));
      const known = mark === "ro" || mark === "own" ? mark : undefined;
      return { name, label, type, fieldType, mark: known, options };
    });
}

function owner(id: number, name: string): Owner {
  const [firstName = "", lastName = ""] = name.split(" ");
  const email = `${firstName}.${lastName}@lockstep-demo.example`.toLowerCase();
  return { id: String(id), userId: id - 70_000_000, email, firstName, lastName };
}

/** The portal's owners; all but the last have a namesake with the same e-mail in ConnectWise. */
export const owners: readonly Owner[] = [
  owner(71_000_001, "Dana Kim"),
  owner(71_000_002, "Marco Rossi"),
  owner(71_000_003, "Sade Okafor"),
  owner(71_000_004, "Lena Bauer"),
  owner(71_000_005, "Noor Haddad"),
];
