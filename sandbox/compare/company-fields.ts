import { readFlag, readPlain, readTypes, reading } from "./field-reading.ts";
import type { FieldReading, PlainField, RecordPair } from "./field-reading.ts";
import {
  countryCode,
  normalCountry,
  normalHost,
  normalNumber,
  normalPhone,
  normalText,
} from "./normal-forms.ts";
import { readPerson } from "./people.ts";
import { listOf, propertyOf, referenceText, textOf } from "./records.ts";
import type { ConnectWiseRecord, People } from "./records.ts";

/** ConnectWise custom field "Support Tier". */
const SUPPORT_TIER_FIELD_ID = 12;

const plainFields: readonly PlainField[] = [
  ["cw_company_identifier", "identifier", normalText],
  ["name", "name", normalText],
  ["domain", "website", normalHost],
  ["address", "addressLine1", normalText],
  ["address2", "addressLine2", normalText],
  ["city", "city", normalText],
  ["state", "state", normalText],
  ["zip", "zip", normalText],
  ["numberofemployees", "numberOfEmployees", normalNumber],
  ["annualrevenue", "annualRevenue", normalNumber],
];

const countryNameOf = (record: ConnectWiseRecord): string =>
  referenceText(record, "country", "name") || referenceText(record, "country", "identifier");

function readCountry({ hubspot, connectwise }: RecordPair): FieldReading {
  return {
    field: "country",
    connectwiseField: "country",
    hubspot: reading(propertyOf(hubspot, "country"), normalCountry),
    connectwise: reading(countryNameOf(connectwise), normalCountry),
  };
}

/** National numbers are read in the record's own country, else in its counterpart's. */
function readPhone({ hubspot, connectwise }: RecordPair): FieldReading {
  const there = countryCode(countryNameOf(connectwise));
  const here = countryCode(propertyOf(hubspot, "country"));
  const hubspotCountry = here ?? there;
  const connectwiseCountry = there ?? here;
  return {
    field: "phone",
    connectwiseField: "phoneNumber",
    hubspot: reading(propertyOf(hubspot, "phone"), (text) => normalPhone(text, hubspotCountry)),
    connectwise: reading(textOf(connectwise["phoneNumber"]), (text) =>
      normalPhone(text, connectwiseCountry),
    ),
  };
}

function supportTierOf(record: ConnectWiseRecord): string {
  const fields = listOf(record, "customFields");
  return textOf(fields.find((each) => each.get("id") === SUPPORT_TIER_FIELD_ID)?.get("value"));
}

function readChoices(pair: RecordPair): FieldReading[] {
  const { hubspot, connectwise } = pair;
  return [
    {
      field: "cw_company_status",
      connectwiseField: "status",
      hubspot: reading(propertyOf(hubspot, "cw_company_status"), normalText),
      connectwise: reading(referenceText(connectwise, "status", "name"), normalText),
    },
    readTypes(pair, "cw_company_types"),
    readFlag(pair, "cw_deleted", "deletedFlag"),
    {
      field: "support_tier",
      connectwiseField: `customFields[${SUPPORT_TIER_FIELD_ID}]`,
      hubspot: reading(propertyOf(hubspot, "support_tier"), normalText),
      connectwise: reading(supportTierOf(connectwise), normalText),
    },
  ];
}

/** ConnectWise wins this field, so a manager whom HubSpot does not know leaves the owner as it is. */
function readOwner(pair: RecordPair, people: People): FieldReading {
  const read = readPerson(pair, "territoryManager", people);
  const keepsOwner = read.connectwise.shown !== "" && read.connectwise.normal === "";
  return keepsOwner ? { ...read, hubspot: { ...read.hubspot, normal: "" } } : read;
}

/** Reads every default company field on both sides of a linked pair. */
export function readCompanyFields(pair: RecordPair, people: People): FieldReading[] {
  return [
    ...readPlain(pair, plainFields),
    readCountry(pair),
    readPhone(pair),
    ...readChoices(pair),
    readOwner(pair, people),
  ];
}
