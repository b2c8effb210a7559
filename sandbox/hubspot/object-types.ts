import type { ControlType } from "../shared/control.ts";
import { companyProperties, contactProperties, dealProperties } from "./setup-tables.ts";
import type { StandardProperty } from "./setup-tables.ts";

/** What makes one object type different from another: all of it is data. */
export interface ObjectType {
  /** As in paths: `companies`. */
  plural: string;
  /** As in control calls: `company`. */
  singular: ControlType;
  /** HubSpot's numeric type, as paths and webhooks carry it. */
  typeId: string;
  /** The group that HubSpot's own properties are in. */
  group: { name: string; label: string };
  /** The properties a portal starts with. */
  properties: () => StandardProperty[];
  /** Come back when a read asks for nothing in particular. */
  defaultProperties: readonly string[];
  /** Come back with every read. */
  alwaysReturned: readonly string[];
  modifiedProperty: string;
  /** What the plain `query` of a search looks into. */
  searchable: readonly string[];
  /** How many versions of a property are kept. */
  maxHistory: number;
  /** The property of HubSpot's own that no two records share. */
  naturalKey?: string;
  /** The property with more values of the natural key, `;` between them. */
  furtherKeys?: string;
}

/**
 * The object types this stand-in holds.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide
 * @see https://developers.hubspot.com/docs/api-reference/crm-deals-v3/guide
 */
export const objectTypes: readonly ObjectType[] = [
  {
    plural: "companies",
    singular: "company",
    typeId: "0-2",
    group: { name: "companyinformation", label: "Company information" },
    properties: companyProperties,
    defaultProperties: ["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"],
    alwaysReturned: ["createdate", "hs_lastmodifieddate", "hs_object_id"],
    modifiedProperty: "hs_lastmodifieddate",
    searchable: ["name", "domain", "phone", "website"],
    maxHistory: 20,
  },
  {
    plural: "contacts",
    singular: "contact",
    typeId: "0-1",
    group: { name: "contactinformation", label: "Contact information" },
    properties: contactProperties,
    defaultProperties: [
      "createdate",
      "email",
      "firstname",
      "hs_object_id",
      "lastmodifieddate",
      "lastname",
    ],
    alwaysReturned: ["createdate", "hs_object_id", "lastmodifieddate"],
    modifiedProperty: "lastmodifieddate",
    searchable: ["firstname", "lastname", "email", "phone", "hs_additional_emails", "company"],
    maxHistory: 45,
    naturalKey: "email",
    furtherKeys: "hs_additional_emails",
  },
  {
    plural: "deals",
    singular: "deal",
    typeId: "0-3",
    group: { name: "dealinformation", label: "Deal information" },
    properties: dealProperties,
    defaultProperties: [
      "amount",
      "closedate",
      "createdate",
      "dealname",
      "dealstage",
      "hs_lastmodifieddate",
      "hs_object_id",
      "pipeline",
    ],
    alwaysReturned: ["createdate", "hs_lastmodifieddate", "hs_object_id"],
    modifiedProperty: "hs_lastmodifieddate",
    searchable: ["dealname", "pipeline", "dealstage", "description", "dealtype"],
    maxHistory: 20,
  },
];

/** @returns the type by its name in control calls. */
export function objectTypeOf(singular: ControlType): ObjectType {
  const objectType = objectTypes.find((each) => each.singular === singular);
  if (objectType === undefined) throw new Error(`there is no object type ${singular}`);
  return objectType;
}

/** The names under which paths hold a type: HubSpot takes the name in both numbers and the id. */
export function pathNamesOf({ plural, singular, typeId }: ObjectType): string[] {
  return [plural, singular, typeId];
}

/** @returns the type with this name or id; undefined for types the stand-in does not hold. */
export function findObjectType(name: string): ObjectType | undefined {
  return objectTypes.find((each) => pathNamesOf(each).includes(name.toLowerCase()));
}
