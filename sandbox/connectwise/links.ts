import type { Origin } from "./record-type.ts";
import { currentReference, isObject, referenceId } from "./references.ts";
import type { ReferenceTarget } from "./references.ts";
import type { Json } from "./schema.ts";
import type { SetupTableName } from "./setup-tables.ts";
import type { Store } from "./store.ts";
import type { FieldRules } from "./validate.ts";

/** A link into the API. The double slash is ConnectWise's own; clients must not trip over it. */
export const apiLink = (origin: Origin, path: string): string =>
  `${origin}/v4_6_release/apis/3.0//${path}`;

/** Key and path of the links to rows of set-up tables; rows of other tables have none. */
const TABLE_LINKS: Readonly<Partial<Record<SetupTableName, readonly [key: string, path: string]>>> =
  {
    communicationTypes: ["type_href", "company/communicationTypes"],
    contactTypes: ["type_href", "company/contacts/types"],
    contactDepartments: ["department_href", "company/contacts/departments"],
    contactRelationships: ["relationship_href", "company/contacts/relationships"],
    countries: ["country_href", "company/countries"],
    members: ["member_href", "system/members"],
    opportunityStatuses: ["status_href", "sales/opportunities/statuses"],
    opportunityTypes: ["type_href", "sales/opportunities/types"],
    ratings: ["rating_href", "sales/opportunities/ratings"],
    campaigns: ["campaign_href", "marketing/campaigns"],
    currencies: ["currency_href", "finance/currencies"],
  };

/** A reference to a row with its link. */
export function linkRow(table: SetupTableName, reference: Json, origin: Origin): Json {
  const [key, path] = TABLE_LINKS[table] ?? [];
  const id = String(reference["id"]);
  const link = key === undefined ? {} : { [key]: apiLink(origin, `${path}/${id}`) };
  return { ...reference, _info: link };
}

const RECORD_PATHS = { company: "company/companies", contact: "company/contacts" } as const;

/** The reference fields of a record, each with its current name and its link. */
export function presentReferences(
  rules: FieldRules,
  fields: Json,
  store: Store,
  origin: Origin,
): Json {
  const presented: Json = {};
  for (const [name, value] of Object.entries(fields)) {
    if (rules.fields[name] !== "reference" || !isObject(value)) continue;
    const target = rules.references[name];
    const reference = currentReference(value, target, fields, store);
    presented[name] = linkReference(reference, target, fields, origin);
  }
  return presented;
}

function linkReference(
  reference: Json,
  target: ReferenceTarget | undefined,
  fields: Json,
  origin: Origin,
): Json {
  if (!target) return { ...reference, _info: {} };
  if ("table" in target) return linkRow(target.table, reference, origin);
  const id = String(reference["id"]);
  if ("record" in target) {
    const link = apiLink(origin, `${RECORD_PATHS[target.record]}/${id}`);
    return { ...reference, _info: { [`${target.record}_href`]: link } };
  }
  const companyId = referenceId(fields[target.siteOf]) ?? 0;
  const link = apiLink(origin, `company/companies/${companyId}/sites/${id}`);
  return { ...reference, _info: { site_href: link } };
}
