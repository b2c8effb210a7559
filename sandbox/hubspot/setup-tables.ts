import { industryValues } from "../data/choices.ts";

/** A property every portal has, or one of this portal's own. */
export interface StandardProperty {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  /** `ro`: nobody can write it. `person`: people can, the API cannot. `own`: the portal added it. */
  mark: "ro" | "person" | "own" | undefined;
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

const lifecycleStages = [
  { value: "subscriber", label: "Subscriber" },
  { value: "lead", label: "Lead" },
  { value: "marketingqualifiedlead", label: "Marketing Qualified Lead" },
  { value: "salesqualifiedlead", label: "Sales Qualified Lead" },
  { value: "opportunity", label: "Opportunity" },
  { value: "customer", label: "Customer" },
  { value: "evangelist", label: "Evangelist" },
  { value: "other", label: "Other" },
];
const companyKinds = words("PROSPECT PARTNER RESELLER VENDOR OTHER");

/** A stage of a deal pipeline. */
export interface PipelineStage {
  id: string;
  label: string;
  /** 0 to 1 as HubSpot words it: always with a decimal. */
  probability: string;
  isClosed: boolean;
}

/** A deal pipeline of the portal. */
export interface Pipeline {
  id: string;
  label: string;
  stages: PipelineStage[];
}

/* pipeline id | label, then its stages: id | label | probability; a closed stage has 1.0 or 0.0 */
const pipelineRows = `
  default|Sales Pipeline
    appointmentscheduled|Appointment Scheduled|0.2
    qualifiedtobuy|Qualified To Buy|0.4
    presentationscheduled|Presentation Scheduled|0.6
    decisionmakerboughtin|Decision Maker Bought-In|0.8
    contractsent|Contract Sent|0.9
    closedwon|Closed Won|1.0
    closedlost|Closed Lost|0.0
  managed-services|Managed services
    ms_new|New|0.1
    ms_scoping|Scoping|0.4
    ms_proposal|Proposal|0.7
    ms_won|Won|1.0
    ms_lost|Lost|0.0`;

function readPipelines(): Pipeline[] {
  const pipelines: Pipeline[] = [];
  for (const row of pipelineRows.trim().split("\n")) {
    const [id = "", label = "", probability] = row.trim().split("|");
    if (probability === undefined) pipelines.push({ id, label, stages: [] });
    else {
      const isClosed = probability === "1.0" || probability === "0.0";
      pipelines.at(-1)?.stages.push({ id, label, probability, isClosed });
    }
  }
  return pipelines;
}

/** The portal's deal pipelines: the one every portal begins with, and one of its own. */
export const pipelines: readonly Pipeline[] = readPipelines();

const titled = (value: string): string =>
  value
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");

/* name | label | type | field type | mark: `ro`, `person` or `own`, see StandardProperty */
const commonRows = `
  createdate|Create Date|datetime|date|ro
  hs_createdate|Object create date/time|datetime|date|ro
  hs_object_id|Record ID|number|number|ro
  hs_object_source|Record creation source|string|text|ro
  hs_object_source_id|Record creation source ID|string|text|ro
  hs_object_source_label|Record source|string|text|ro
  hs_object_source_detail_1|Record source detail 1|string|text|ro
  hs_object_source_user_id|Record creation source user ID|number|number|ro
  hs_merged_object_ids|Merged record IDs|enumeration|checkbox|ro
  notes_next_activity_date|Next Activity Date|datetime|date|ro`;

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
  hs_lastmodifieddate|Last Modified Date|datetime|date|ro
  hs_parent_company_id|Parent Company|number|number|ro
  support_tier|Support Tier|enumeration|select|own
  msp_account_number|MSP Account Number|string|text|own`;

const contactRows = `
  email|Email|string|text
  hs_additional_emails|Additional email addresses|enumeration|checkbox
  firstname|First Name|string|text
  lastname|Last Name|string|text
  salutation|Salutation|string|text
  phone|Phone Number|string|phonenumber
  mobilephone|Mobile Phone Number|string|phonenumber
  fax|Fax Number|string|phonenumber
  jobtitle|Job Title|string|text
  company|Company Name|string|text
  website|Website URL|string|text
  address|Street Address|string|text
  city|City|string|text
  state|State/Region|string|text
  zip|Postal Code|string|text
  country|Country/Region|string|text
  hs_language|Preferred language|string|text
  date_of_birth|Date of birth|string|text
  message|Message|string|textarea
  lifecyclestage|Lifecycle Stage|enumeration|radio
  hubspot_owner_id|Contact owner|enumeration|select
  hs_lead_status|Lead Status|enumeration|radio
  hs_marketable_status|Marketing contact status|enumeration|select|person
  hs_email_optout|Unsubscribed from all email|bool|booleancheckbox|person
  hs_email_domain|Email Domain|string|text|ro
  associatedcompanyid|Primary Associated Company ID|number|number|ro
  lastmodifieddate|Last Modified Date|datetime|date|ro`;

const dealRows = `
  dealname|Deal Name|string|text
  pipeline|Pipeline|enumeration|select
  dealstage|Deal Stage|enumeration|radio
  amount|Amount|number|number
  closedate|Close Date|datetime|date
  dealtype|Deal Type|enumeration|radio
  hubspot_owner_id|Deal owner|enumeration|select
  description|Deal Description|string|textarea
  hs_priority|Priority|enumeration|select
  hs_next_step|Next step|string|text
  closed_won_reason|Closed Won Reason|string|textarea
  closed_lost_reason|Closed Lost Reason|string|textarea
  deal_currency_code|Currency|enumeration|select
  amount_in_home_currency|Amount in company currency|number|number|ro
  hs_deal_stage_probability|Deal probability|number|number|ro
  hs_is_closed|Is Deal Closed?|bool|booleancheckbox|ro
  hs_is_closed_won|Is Closed Won|bool|booleancheckbox|ro
  hs_is_closed_lost|Is closed lost|bool|booleancheckbox|ro
  num_associated_contacts|Number of Associated Contacts|number|number|ro
  hs_lastmodifieddate|Last Modified Date|datetime|date|ro`;

type Options = Record<string, readonly { value: string; label: string }[]>;

const titledOptions = (values: readonly string[]): { value: string; label: string }[] =>
  values.map((value) => ({ value, label: titled(value) }));

const companyOptions: Options = {
  industry: titledOptions(industryValues),
  type: titledOptions(companyKinds),
  lifecyclestage: lifecycleStages,
  support_tier: words("Gold Silver Bronze").map((value) => ({ value, label: value })),
};

const contactOptions: Options = {
  lifecyclestage: lifecycleStages,
  hs_lead_status: titledOptions(words("NEW OPEN IN_PROGRESS OPEN_DEAL UNQUALIFIED CONNECTED")),
  hs_marketable_status: [
    { value: "true", label: "Marketing contact" },
    { value: "false", label: "Non-marketing contact" },
  ],
};

const dealOptions: Options = {
  pipeline: pipelines.map(({ id, label }) => ({ value: id, label })),
  dealstage: pipelines.flatMap(({ stages }) =>
    stages.map(({ id, label }) => ({ value: id, label })),
  ),
  dealtype: [
    { value: "newbusiness", label: "New Business" },
    { value: "existingbusiness", label: "Existing Business" },
  ],
  hs_priority: titledOptions(words("low medium high")),
  deal_currency_code: [{ value: "USD", label: "USD" }],
};

const isMark = (text: string | undefined): text is NonNullable<StandardProperty["mark"]> =>
  text === "ro" || text === "person" || text === "own";

function readProperties(rows: string, optionsByName: Options): StandardProperty[] {
  return `${rows}${commonRows}`
    .trim()
    .split("\n")
    .map((row) => {
      const [name = "", label = "", type = "", fieldType = "", mark] = row.trim().split("|");
      const options = [...(optionsByName[name] ?? [])];
      return { name, label, type, fieldType, mark: isMark(mark) ? mark : undefined, options };
    });
}

/** @returns the company properties this portal starts with */
export function companyProperties(): StandardProperty[] {
  return readProperties(companyRows, companyOptions);
}

/** @returns the contact properties this portal starts with */
export function contactProperties(): StandardProperty[] {
  return readProperties(contactRows, contactOptions);
}

/** @returns the deal properties this portal starts with */
export function dealProperties(): StandardProperty[] {
  return readProperties(dealRows, dealOptions);
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
