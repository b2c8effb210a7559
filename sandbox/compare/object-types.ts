import { readCompanyFields } from "./company-fields.ts";
import { emailOf, readContactFields } from "./contact-fields.ts";
import type { ContactSurroundings } from "./contact-fields.ts";
import { readDealFields } from "./deal-fields.ts";
import type { DealSurroundings } from "./deal-fields.ts";
import { bareCompanyName, bareName } from "./duplicates.ts";
import type { Traits } from "./duplicates.ts";
import { normalEmail } from "./field-reading.ts";
import type { FieldReading, RecordPair } from "./field-reading.ts";
import { normalHost, normalText } from "./normal-forms.ts";
import { primaryCompanyId, propertyOf, referenceText, textOf } from "./records.ts";
import type { ConnectWiseRecord, HubSpotRecord, People } from "./records.ts";

/** What the comparer has to know about the records of a type in one system. */
interface TypeInSystem<Record_> {
  nameOf(record: Record_): string;
  traitsOf(record: Record_): Traits;
}

/** What the comparer has to know about an object type. */
export interface ObjectType {
  /** HubSpot property that carries the ConnectWise id. */
  linkProperty: string;
  hubspot: TypeInSystem<HubSpotRecord>;
  connectwise: TypeInSystem<ConnectWiseRecord>;
  /** What copies have in common, in plain words. */
  alike: string;
  /** Whether records that look alike may be different ones, each with a counterpart of its own. */
  hasNamesakes: boolean;
  /** Whether a deleted ConnectWise record is gone from its lists, and not only marked. */
  isGoneWhenDeleted: boolean;
  readFields(pair: RecordPair): FieldReading[];
}

/** Same name and website; without a website the city has to agree, chains have one name in many. */
function companyTraits(company: { name: string; host: string; city: string }): Traits {
  const plain = bareCompanyName(company.name);
  if (plain === "") return { keys: [], copyKey: undefined };
  const place = company.host === "" ? normalText(company.city).toLowerCase() : company.host;
  const copyKey = JSON.stringify([plain, place]);
  return { keys: [copyKey], copyKey };
}

/** @returns how companies are compared */
export function companyType(people: People): ObjectType {
  return {
    linkProperty: "cw_company_id",
    alike: "same name and website or city",
    hasNamesakes: false,
    isGoneWhenDeleted: false,
    hubspot: {
      nameOf: (record) => propertyOf(record, "name"),
      traitsOf: (record) =>
        companyTraits({
          name: propertyOf(record, "name"),
          host: normalHost(propertyOf(record, "domain")),
          city: propertyOf(record, "city"),
        }),
    },
    connectwise: {
      nameOf: (record) => textOf(record["name"]),
      traitsOf: (record) =>
        companyTraits({
          name: textOf(record["name"]),
          host: normalHost(textOf(record["website"])),
          city: textOf(record["city"]),
        }),
    },
    readFields: (pair) => readCompanyFields(pair, people),
  };
}

/** Same address; a contact made without one is a copy of whoever has its name at the company. */
function contactTraits(contact: { email: string; name: string; companyId: string }): Traits {
  const email = contact.email === "" ? undefined : normalEmail(contact.email);
  const name = bareName(contact.name);
  const nameKey = name === "" ? undefined : JSON.stringify([name, contact.companyId]);
  const keys = [email, nameKey].filter((key) => key !== undefined);
  return { keys, copyKey: email ?? nameKey };
}

const hubspotName = (record: HubSpotRecord): string =>
  `${propertyOf(record, "firstname")} ${propertyOf(record, "lastname")}`.trim();
const connectwiseName = (record: ConnectWiseRecord): string =>
  `${textOf(record["firstName"])} ${textOf(record["lastName"])}`.trim();

/** @returns how contacts are compared */
export function contactType(surroundings: ContactSurroundings): ObjectType {
  return {
    linkProperty: "cw_contact_id",
    alike: "same e-mail address, or same name and company without one",
    hasNamesakes: false,
    isGoneWhenDeleted: true,
    hubspot: {
      nameOf: (record) => hubspotName(record) || propertyOf(record, "email"),
      traitsOf: (record) =>
        contactTraits({
          email: propertyOf(record, "email"),
          name: hubspotName(record),
          companyId: primaryCompanyId(record),
        }),
    },
    connectwise: {
      nameOf: (record) => connectwiseName(record) || emailOf(record),
      traitsOf: (record) =>
        contactTraits({
          email: emailOf(record),
          name: connectwiseName(record),
          companyId: referenceText(record, "company", "id"),
        }),
    },
    readFields: (pair) => readContactFields(pair, surroundings),
  };
}

/** Same name at the same company. */
function dealTraits(name: string, companyId: string): Traits {
  const bare = bareName(name);
  if (bare === "") return { keys: [], copyKey: undefined };
  const copyKey = JSON.stringify([bare, companyId]);
  return { keys: [copyKey], copyKey };
}

/** @returns how deals and opportunities are compared */
export function dealType(surroundings: DealSurroundings): ObjectType {
  return {
    linkProperty: "cw_opportunity_id",
    alike: "same name and company",
    hasNamesakes: true,
    isGoneWhenDeleted: true,
    hubspot: {
      nameOf: (record) => propertyOf(record, "dealname"),
      traitsOf: (record) => dealTraits(propertyOf(record, "dealname"), primaryCompanyId(record)),
    },
    connectwise: {
      nameOf: (record) => textOf(record["name"]),
      traitsOf: (record) =>
        dealTraits(textOf(record["name"]), referenceText(record, "company", "id")),
    },
    readFields: (pair) => readDealFields(pair, surroundings),
  };
}
