import { generateIdentifier } from "../identifier.ts";
import { companyMatchKeys, STRONG_COMPANY_KINDS } from "../match-keys.ts";
import { decideMatches, type LinkingAspect, type MatchKey } from "../match.ts";
import type { FieldMapping, Fields, MatchField, RecordSnapshot, Side } from "../model.ts";
import { countryCodeOf } from "../transforms/country.ts";
import { hostOf } from "../transforms/domain.ts";
import { isBlank, mayComeFrom } from "../values.ts";
import type { ConnectwiseDefinitions } from "../vendor-ports.ts";
import type { ObjectDefinition, StandardFilter } from "./definition.ts";
import { namesIn, textAt } from "./keys.ts";
import { OWN, row } from "./row.ts";

const CONNECTWISE_WINS: Partial<FieldMapping> = { conflictRule: "connectwise" };

/** The mapping that a new connection starts with; each row can be changed by the customer. */
const DEFAULT_MAPPINGS: readonly FieldMapping[] = [
  row("cw_company_id", "id", OWN),
  row("cw_company_identifier", "identifier", OWN),
  row("cw_company_status", "status/name", OWN),
  row("cw_company_types", "types/name", OWN),
  row("name", "name", CONNECTWISE_WINS),
  row("domain", "website", { transform: "domain" }),
  row("phone", "phoneNumber", { transform: "phone" }),
  row("address", "addressLine1", CONNECTWISE_WINS),
  row("address2", "addressLine2", CONNECTWISE_WINS),
  row("city", "city", CONNECTWISE_WINS),
  row("state", "state", CONNECTWISE_WINS),
  row("zip", "zip", CONNECTWISE_WINS),
  row("country", "country/id", {
    ...CONNECTWISE_WINS,
    transform: "country",
    valueMap: "country",
  }),
  row("numberofemployees", "numberOfEmployees", { transform: "integer" }),
  row("annualrevenue", "annualRevenue", { transform: "number" }),
  row("hubspot_owner_id", "territoryManager/id", {
    ...CONNECTWISE_WINS,
    transform: "value-map",
    valueMap: "owner",
  }),
];

const ADDRESS_PATHS = ["addressLine1", "addressLine2", "city", "state", "zip", "country/id"];

function matchKeys(side: Side, record: RecordSnapshot): readonly MatchKey[] {
  const { fields } = record;
  if (side === "hubspot") {
    return companyMatchKeys({
      name: textAt(fields, "name"),
      domain: textAt(fields, "domain"),
      website: textAt(fields, "website"),
      phone: textAt(fields, "phone"),
      address: textAt(fields, "address"),
      city: textAt(fields, "city"),
      state: textAt(fields, "state"),
      zip: textAt(fields, "zip"),
      country: textAt(fields, "country"),
    });
  }
  const identifier = textAt(fields, "identifier");
  return [
    ...companyMatchKeys({
      name: textAt(fields, "name"),
      domain: textAt(fields, "website"),
      phone: textAt(fields, "phoneNumber"),
      address: textAt(fields, "addressLine1"),
      city: textAt(fields, "city"),
      state: textAt(fields, "state"),
      zip: textAt(fields, "zip"),
      country: textAt(fields, "country/name"),
    }),
    ...(identifier === null ? [] : [{ kind: IDENTIFIER_KIND, value: identifier.toLowerCase() }]),
  ];
}

/** What has to agree where the customer has chosen one of the two; otherwise either of them does. */
const AGREEING: Readonly<Partial<Record<MatchField, LinkingAspect>>> = {
  domain: "domain",
  name: "name",
};

/** Kept so that new identifiers can be checked without a call; never a reason to link. */
const IDENTIFIER_KIND = "identifier";

/** Standard filters of companies: ConnectWise's inactive and own companies are no source. */
const STANDARD_FILTERS: readonly StandardFilter[] = [
  {
    code: "own_company",
    sides: ["connectwise"],
    path: { connectwise: "id" },
    wanted: "The company is neither the catch-all nor your own one.",
    reject: (_side, { id }, { excludedIds }) =>
      excludedIds.has(id) ? "This is the catch-all or your own company." : null,
  },
  {
    code: "inactive_in_connectwise",
    sides: ["connectwise"],
    path: { connectwise: "status/name" },
    wanted: "The company's status in ConnectWise counts as active.",
    reject(_side, { fields }, { inactiveStatusIds }) {
      if (!inactiveStatusIds.has(textAt(fields, "status/id") ?? "")) return null;
      const status = textAt(fields, "status/name") ?? "inactive";
      return `The company's status in ConnectWise is "${status}", which counts as inactive.`;
    },
  },
];

/**
 * Companies that HubSpot itself makes of a contact's e-mail domain are matched like all others, but
 * they are no reason to make one in ConnectWise.
 */
const CREATION_FILTERS: readonly StandardFilter[] = [
  {
    code: "made_by_hubspot",
    sides: ["hubspot"],
    path: { hubspot: "hs_object_source" },
    wanted: "Somebody made the company; HubSpot did not make it by itself.",
    reject: (_side, { fields }) =>
      (textAt(fields, "hs_object_source") ?? "").startsWith("AUTO_ASSOCIATE")
        ? "HubSpot made this company by itself from a contact's e-mail address."
        : null,
  },
];

/** A record found after an unclear create is ours if its identifier and its name or web site agree. */
function isSameRecord(payload: Fields, found: RecordSnapshot): boolean {
  const agrees = (path: string): boolean => {
    const sent = payload[path] ?? null;
    const now = found.fields[path] ?? null;
    return !isBlank(sent) && !isBlank(now) && mayComeFrom(sent, now);
  };
  if (payload["cw_company_id"] !== undefined) return agrees("cw_company_id");
  const sentHost = hostOf(payload["website"] ?? null);
  const isSameHost = sentHost !== null && sentHost === hostOf(found.fields["website"] ?? null);
  return agrees("identifier") && (agrees("name") || isSameHost);
}

/** What a company that comes from HubSpot is until somebody says otherwise; billing goes by types. */
const PROSPECT = /^prospects?$/iu;

/**
 * ConnectWise refuses a company without a site, and without any address field; a country alone is
 * enough, so the server's own default country goes with each create that has none.
 */
function createDefaults({ statuses, countries, choices }: ConnectwiseDefinitions): Fields {
  const usable = statuses.filter(({ isInactive }) => !isInactive);
  const status =
    usable.find(({ isDefault }) => isDefault) ??
    usable.find(({ name }) => /^active$/iu.test(name)) ??
    usable[0];
  const country = countries.find(({ isDefault }) => isDefault) ?? soleCountry(countries);
  const type = choices["type"]?.find(({ name, isInactive }) => !isInactive && PROSPECT.test(name));
  return {
    "site/name": "Main",
    ...(status === undefined ? {} : { "status/id": status.id }),
    ...(country === undefined ? {} : { "country/id": country.id }),
    ...(type === undefined ? {} : { "types/id": type.id }),
  };
}

function soleCountry(
  countries: ConnectwiseDefinitions["countries"],
): ConnectwiseDefinitions["countries"][number] | undefined {
  if (countries.length === 1) return countries[0];
  return countries.find((country) => (country.code ?? countryCodeOf(country.name)) === "US");
}

/** Companies: HubSpot companies and ConnectWise companies. */
export const companyDefinition: ObjectDefinition = {
  objectType: "company",
  idProperty: "cw_company_id",
  defaultMappings: DEFAULT_MAPPINGS,
  extraPaths: {
    hubspot: [
      "name",
      "domain",
      "website",
      "phone",
      "address",
      "city",
      "state",
      "zip",
      "country",
      "hs_object_source",
    ],
    connectwise: ["identifier", "status/id", "status/name", "country/name", "deletedFlag"],
  },
  requiredParents: [],
  writtenAfterCreate: { hubspot: [], connectwise: [] },
  requiredOnUpdate: { hubspot: [], connectwise: [] },
  strongKinds: STRONG_COMPANY_KINDS,
  claimKinds: STRONG_COMPANY_KINDS,
  keyPaths: { hubspot: ["name", "domain"], connectwise: ["name", "website"] },
  generatedText: {
    side: "connectwise",
    path: "identifier",
    keyKind: IDENTIFIER_KIND,
    generate: (payload, { sourceId, maxLength, isTaken }) =>
      generateIdentifier(textAt(payload, "name") ?? "", {
        recordId: sourceId,
        maxLength,
        isTaken,
      }),
  },
  matchKeys,
  decideMatches: (refs, neighbourhood, { matchField }) =>
    decideMatches(refs, neighbourhood, AGREEING[matchField ?? "domain-or-name"]),
  standardFilters: STANDARD_FILTERS,
  creationFilters: CREATION_FILTERS,
  isSameRecord,
  policyRules: {
    switches: [],
    matchFields: ["domain-or-name", "domain", "name"],
    usual: {},
    createDefaults,
    requiredDefaults: ["status/id"],
  },
  shown: {
    hubspot: { name: ["name"], domain: ["domain"], phone: ["phone"], city: ["city"] },
    connectwise: { name: ["name"], domain: ["website"], phone: ["phoneNumber"], city: ["city"] },
  },
  connectwiseWords: {
    paths: ["types/name", "status/name"],
    typeOf: (fields) => namesIn(fields["types/name"]),
    statusOf: (fields) => namesIn(fields["status/name"]),
  },
  requiredOneOf: {
    hubspot: [
      {
        paths: ["name", "domain"],
        code: "name_missing",
        message: "The company has neither a name nor a web site.",
        remedy: "Give the company a name in ConnectWise.",
      },
    ],
    connectwise: [
      {
        paths: ["name"],
        code: "name_missing",
        message: "ConnectWise needs a company name.",
        remedy: "Give the company a name in HubSpot.",
      },
      {
        paths: ADDRESS_PATHS,
        code: "address_missing",
        message: "ConnectWise needs at least one address field.",
        remedy:
          "Add an address or a country in HubSpot, or set a default country for the connection.",
      },
    ],
  },
};
