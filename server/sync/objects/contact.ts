import { isFreeMailDomain } from "../company-domain.ts";
import { decideByKey } from "../match-by-key.ts";
import type { MatchKey } from "../match.ts";
import { SIDES } from "../model.ts";
import type { FieldMapping, Fields, ObjectPolicy, RecordSnapshot, Side } from "../model.ts";
import { emailOf } from "../transforms/email.ts";
import { isBlank, mayComeFrom } from "../values.ts";
import type { KeyContext, ObjectDefinition, StandardFilter } from "./definition.ts";
import { namesIn, parentKeys, textAt } from "./keys.ts";
import { OWN, row } from "./row.ts";

/** The mapping that a new connection starts with; each row can be changed by the customer. */
const DEFAULT_MAPPINGS: readonly FieldMapping[] = [
  row("cw_contact_id", "id", OWN),
  row("cw_contact_types", "types/name", OWN),
  row("cw_inactive", "inactiveFlag", { ...OWN, transform: "boolean" }),
  row("firstname", "firstName"),
  row("lastname", "lastName"),
  row("email", "communications/email", { transform: "email" }),
  // Set-up puts the server's ids of these two types in place of their names.
  row("phone", "communications/direct", { transform: "phone" }),
  row("mobilephone", "communications/mobile", { transform: "phone" }),
  row("jobtitle", "title"),
  row("associatedcompanyid", "company/id", { transform: "reference", references: "company" }),
];

const COMPANY_PATH: Readonly<Record<Side, string>> = {
  hubspot: "associatedcompanyid",
  connectwise: "company/id",
};

const EMAIL_PATH: Readonly<Record<Side, string>> = {
  hubspot: "email",
  connectwise: "communications/email",
};

/** Every address a record has, in the form in which two are compared. */
function emailsOf(side: Side, { fields }: RecordSnapshot): readonly string[] {
  const texts =
    side === "hubspot"
      ? [fields["email"], fields["hs_additional_emails"]]
      : [fields["communications/email"], fields["communications/emails"]];
  const found = texts.flatMap((text) => String(text ?? "").split(";"));
  return [...new Set(found.flatMap((text) => emailOf(text) ?? []))].toSorted();
}

function matchKeys(side: Side, record: RecordSnapshot, context: KeyContext): readonly MatchKey[] {
  const { fields } = record;
  const names = side === "hubspot" ? ["firstname", "lastname"] : ["firstName", "lastName"];
  const name = names
    .map((path) => textAt(fields, path)?.toLowerCase() ?? "")
    .join(" ")
    .trim();
  return [
    ...emailsOf(side, record).map((value) => ({ kind: "email", value })),
    ...parentKeys(side, { objectType: "company", id: textAt(fields, COMPANY_PATH[side]) }, context),
    ...(name === "" ? [] : [{ kind: "name", value: name }]),
  ];
}

/** Standard filters of contacts; those of their companies come by the parent. */
const STANDARD_FILTERS: readonly StandardFilter[] = [
  {
    code: "inactive_in_connectwise",
    sides: ["connectwise"],
    path: { connectwise: "inactiveFlag" },
    wanted: "The contact is active in ConnectWise.",
    reject: (_side, { fields }) =>
      fields["inactiveFlag"] === true ? "The contact is inactive in ConnectWise." : null,
  },
  {
    code: "no_email",
    sides: SIDES,
    path: EMAIL_PATH,
    wanted: "The contact has an e-mail address.",
    reject: (side, { fields }) =>
      textAt(fields, EMAIL_PATH[side]) === null ? "The contact has no e-mail address." : null,
  },
  {
    code: "free_email",
    sides: SIDES,
    path: EMAIL_PATH,
    wanted:
      "The e-mail address is not one of a free e-mail provider, where the customer wants that.",
    isOn: blocksFree,
    reject(side, { fields }, { policy }) {
      const own = textAt(fields, EMAIL_PATH[side]) ?? "";
      if (!blocksFree(policy) || !isFree(own, policy)) return null;
      return "The e-mail address is one of a free e-mail provider; such contacts are not synced.";
    },
  },
];

function blocksFree({ blocksFreeEmail }: ObjectPolicy): boolean {
  return blocksFreeEmail === true;
}

function isFree(email: string, { freeEmailDomains }: ObjectPolicy): boolean {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  const { added = [], removed = [] } = freeEmailDomains ?? {};
  return added.includes(domain) || (!removed.includes(domain) && isFreeMailDomain(domain));
}

/** A record found after an unclear create is ours if it is in the same company and the person is the same. */
function isSameRecord(payload: Fields, found: RecordSnapshot): boolean {
  const agrees = (path: string): boolean => {
    const sent = payload[path] ?? null;
    const now = found.fields[path] ?? null;
    return !isBlank(sent) && !isBlank(now) && mayComeFrom(sent, now);
  };
  if (payload["cw_contact_id"] !== undefined) return agrees("cw_contact_id");
  const isSameName =
    agrees("firstName") && (isBlank(payload["lastName"] ?? null) || agrees("lastName"));
  return agrees("communications/email") || (agrees("company/id") && isSameName);
}

/** The local part of the address, for a customer who allows that to stand in for a first name. */
function completeCreate(side: Side, payload: Fields, policy: ObjectPolicy): Fields {
  const email = textAt(payload, "communications/email");
  const isNameless = textAt(payload, "firstName") === null;
  if (side !== "connectwise" || policy.namesFromEmail !== true || !isNameless || email === null) {
    return payload;
  }
  return { ...payload, firstName: email.slice(0, email.indexOf("@")).slice(0, 30) };
}

/** Contacts: HubSpot contacts and ConnectWise contacts. */
export const contactDefinition: ObjectDefinition = {
  objectType: "contact",
  idProperty: "cw_contact_id",
  defaultMappings: DEFAULT_MAPPINGS,
  extraPaths: {
    hubspot: ["email", "hs_additional_emails", "firstname", "lastname", "associatedcompanyid"],
    connectwise: [
      "communications/email",
      "communications/emails",
      "firstName",
      "lastName",
      "company/id",
      "inactiveFlag",
    ],
  },
  requiredParents: ["associatedcompanyid"],
  writtenAfterCreate: { hubspot: ["associatedcompanyid"], connectwise: [] },
  requiredOnUpdate: { hubspot: [], connectwise: [] },
  strongKinds: ["email"],
  claimKinds: ["email"],
  keyPaths: { hubspot: ["email"], connectwise: ["communications/emails"] },
  matchKeys,
  decideMatches: (refs, neighbourhood) =>
    decideByKey(refs, neighbourhood, {
      kind: "email",
      tieBreakers: ["company", "name"],
    }),
  standardFilters: STANDARD_FILTERS,
  isSameRecord,
  completeCreate,
  policyRules: {
    switches: ["blocksFreeEmail", "namesFromEmail"],
    matchFields: ["email"],
    usual: { blocksFreeEmail: true },
    createDefaults: () => ({}),
    requiredDefaults: [],
    catchAllFor: "associatedcompanyid",
  },
  shown: {
    hubspot: {
      name: ["firstname", "lastname"],
      email: ["email"],
      companyId: ["associatedcompanyid"],
    },
    connectwise: {
      name: ["firstName", "lastName"],
      email: ["communications/email"],
      companyId: ["company/id"],
    },
  },
  connectwiseWords: {
    paths: ["types/name", "inactiveFlag"],
    typeOf: (fields) => namesIn(fields["types/name"]),
    statusOf: (fields) => (fields["inactiveFlag"] === true ? "Inactive" : "Active"),
  },
  requiredOneOf: {
    hubspot: [],
    connectwise: [
      {
        paths: ["firstName"],
        code: "first_name_missing",
        message: "ConnectWise needs a first name.",
        remedy: "Give the contact a first name in HubSpot.",
      },
    ],
  },
};
