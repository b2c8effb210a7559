import {
  normalEmail,
  readFlag,
  readParent,
  readPlain,
  readTypes,
  reading,
} from "./field-reading.ts";
import type { FieldReading, PlainField, RecordPair } from "./field-reading.ts";
import type { Parents } from "./links.ts";
import { countryCode, normalPhone, normalText } from "./normal-forms.ts";
import { listOf, primaryCompanyId, propertyOf, referenceText, textOf } from "./records.ts";
import type { ConnectWiseRecord } from "./records.ts";

/** What a contact belongs to. */
export interface ContactSurroundings {
  companies: Parents;
}

const plainFields: readonly PlainField[] = [
  ["firstname", "firstName", normalText],
  ["lastname", "lastName", normalText],
  ["jobtitle", "title", normalText],
];

/** Names of the communication types the default mappings go by. */
const phoneTypes = [
  { field: "phone", typeName: "Direct", names: /^direct$/i },
  { field: "mobilephone", typeName: "Cell", names: /^(cell|mobile)$/i },
];

type Item = Map<string, unknown>;

/** The default one of the items, else the first. */
function mainOf(items: readonly Item[]): Item | undefined {
  return items.find((item) => item.get("defaultFlag") === true) ?? items[0];
}

function itemsOf(contact: ConnectWiseRecord, kind: string): Item[] {
  return listOf(contact, "communicationItems").filter(
    (item) => item.get("communicationType") === kind,
  );
}

/** @returns the address of a ConnectWise contact: its default e-mail item; '' for none. */
export function emailOf(contact: ConnectWiseRecord): string {
  return textOf(mainOf(itemsOf(contact, "Email"))?.get("value"));
}

const typeNameOf = (item: Item): string => {
  const type = item.get("type");
  return typeof type === "object" && type !== null && "name" in type ? textOf(type.name) : "";
};

/** The number of a type with its extension, as one text: HubSpot has one property for both. */
function numberOf(contact: ConnectWiseRecord, names: RegExp): string {
  const item = mainOf(itemsOf(contact, "Phone").filter((each) => names.test(typeNameOf(each))));
  const value = textOf(item?.get("value"));
  const extension = textOf(item?.get("extension")).replaceAll(/\D/g, "");
  return value === "" || extension === "" ? value : `${value} ext. ${extension}`;
}

/** National numbers are read in the company's country, for want of one of the contact's own. */
function countryOf(pair: RecordPair, { companies }: ContactSurroundings): string | undefined {
  const there = companies.connectwise(referenceText(pair.connectwise, "company", "id"));
  const here = companies.hubspot(primaryCompanyId(pair.hubspot));
  return (
    countryCode(there === undefined ? "" : referenceText(there, "country", "name")) ??
    countryCode(here === undefined ? "" : propertyOf(here, "country"))
  );
}

function readNumbers(pair: RecordPair, surroundings: ContactSurroundings): FieldReading[] {
  const country = countryOf(pair, surroundings);
  const normal = (text: string): string => normalPhone(text, country);
  return phoneTypes.map(({ field, typeName, names }) => ({
    field,
    connectwiseField: `communicationItems[${typeName}]`,
    hubspot: reading(propertyOf(pair.hubspot, field), normal),
    connectwise: reading(numberOf(pair.connectwise, names), normal),
  }));
}

/** Reads every default contact field on both sides of a linked pair. */
export function readContactFields(
  pair: RecordPair,
  surroundings: ContactSurroundings,
): FieldReading[] {
  const { hubspot, connectwise } = pair;
  const company = {
    here: [primaryCompanyId(hubspot)].filter((id) => id !== ""),
    there: referenceText(connectwise, "company", "id"),
  };
  return [
    ...readPlain(pair, plainFields),
    {
      field: "email",
      connectwiseField: "communicationItems[Email]",
      hubspot: reading(propertyOf(hubspot, "email"), normalEmail),
      connectwise: reading(emailOf(connectwise), normalEmail),
    },
    ...readNumbers(pair, surroundings),
    readParent("company", company, surroundings.companies),
    readTypes(pair, "cw_contact_types"),
    readFlag(pair, "cw_inactive", "inactiveFlag"),
  ];
}
