import {
  countryCode,
  normalChoices,
  normalCountry,
  normalFlag,
  normalHost,
  normalNumber,
  normalPhone,
  normalText,
} from "./normal-forms.ts";
import { listOf, propertyOf, referenceText, textOf } from "./records.ts";
import type { ConnectWiseRecord, HubSpotRecord, People } from "./records.ts";

/** ConnectWise custom field "Support Tier". */
const SUPPORT_TIER_FIELD_ID = 12;

/** What one side shows for a field: as stored, and in the form that decides equality. */
interface Reading {
  /** As a person sees it; '' for blank. */
  shown: string;
  /** Equal on both sides when they agree; '' for blank. */
  normal: string;
}

/** One mapped field, read on both sides. */
export interface FieldReading {
  /** HubSpot's property name. */
  field: string;
  /** ConnectWise's field name. */
  connectwiseField: string;
  hubspot: Reading;
  connectwise: Reading;
}

type Normal = (shown: string) => string;

interface Pair {
  hubspot: HubSpotRecord;
  connectwise: ConnectWiseRecord;
  people: People;
}

function reading(shown: string, normal: Normal): Reading {
  return { shown, normal: shown === "" ? "" : normal(shown) };
}

/* HubSpot property | ConnectWise field, for those that are plain values on both sides */
const plainFields: readonly [string, string, Normal][] = [
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

function readPlain({ hubspot, connectwise }: Pair): FieldReading[] {
  return plainFields.map(([field, connectwiseField, normal]) => ({
    field,
    connectwiseField,
    hubspot: reading(propertyOf(hubspot, field), normal),
    connectwise: reading(textOf(connectwise[connectwiseField]), normal),
  }));
}

const countryNameOf = (record: ConnectWiseRecord): string =>
  referenceText(record, "country", "name") || referenceText(record, "country", "identifier");

function readCountry({ hubspot, connectwise }: Pair): FieldReading {
  return {
    field: "country",
    connectwiseField: "country",
    hubspot: reading(propertyOf(hubspot, "country"), normalCountry),
    connectwise: reading(countryNameOf(connectwise), normalCountry),
  };
}

/** National numbers are read in the record's own country, else in its counterpart's. */
function readPhone({ hubspot, connectwise }: Pair): FieldReading {
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

function readChoices({ hubspot, connectwise }: Pair): FieldReading[] {
  const types = listOf(connectwise, "types").map((type) => textOf(type.get("name")));
  return [
    {
      field: "cw_company_status",
      connectwiseField: "status",
      hubspot: reading(propertyOf(hubspot, "cw_company_status"), normalText),
      connectwise: reading(referenceText(connectwise, "status", "name"), normalText),
    },
    {
      field: "cw_company_types",
      connectwiseField: "types",
      hubspot: reading(propertyOf(hubspot, "cw_company_types"), (text) =>
        normalChoices(text.split(";")),
      ),
      connectwise: { shown: types.join(";"), normal: normalChoices(types) },
    },
    {
      field: "cw_deleted",
      connectwiseField: "deletedFlag",
      hubspot: {
        shown: propertyOf(hubspot, "cw_deleted"),
        normal: normalFlag(propertyOf(hubspot, "cw_deleted")),
      },
      connectwise: {
        shown: textOf(connectwise["deletedFlag"]),
        normal: normalFlag(textOf(connectwise["deletedFlag"])),
      },
    },
    {
      field: "support_tier",
      connectwiseField: `customFields[${SUPPORT_TIER_FIELD_ID}]`,
      hubspot: reading(propertyOf(hubspot, "support_tier"), normalText),
      connectwise: reading(supportTierOf(connectwise), normalText),
    },
  ];
}

const sameMail = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Whether somebody with this address is active on the other side; others cannot be carried over. */
function hasCounterpart(email: string, people: People): boolean {
  const isMember = people.members.some(
    ({ officeEmail, inactiveFlag }) => inactiveFlag !== true && sameMail(officeEmail, email),
  );
  return isMember && people.owners.some((owner) => sameMail(owner.email, email));
}

/**
 * Owner and territory manager by e-mail. Somebody whom only one side knows counts as blank: nothing
 * can be written for them. ConnectWise wins this field, so such a manager leaves the owner as it is.
 */
function readOwner({ hubspot, connectwise, people }: Pair): FieldReading {
  const ownerId = propertyOf(hubspot, "hubspot_owner_id");
  const identifier = referenceText(connectwise, "territoryManager", "identifier");
  const owner = people.owners.find(({ id }) => id === ownerId);
  const member = people.members.find((each) => each.identifier === identifier);
  const normal = (email: string | undefined): string =>
    email !== undefined && hasCounterpart(email, people) ? email.toLowerCase() : "";
  const manager = normal(member?.officeEmail);
  const keepsOwner = identifier !== "" && manager === "";
  return {
    field: "hubspot_owner_id",
    connectwiseField: "territoryManager",
    hubspot: {
      shown: owner?.email ?? ownerId,
      normal: keepsOwner ? "" : normal(owner?.email),
    },
    connectwise: { shown: member?.officeEmail ?? identifier, normal: manager },
  };
}

/** Reads every default company field on both sides of a linked pair. */
export function readFields(
  hubspot: HubSpotRecord,
  connectwise: ConnectWiseRecord,
  people: People,
): FieldReading[] {
  const pair = { hubspot, connectwise, people };
  return [
    ...readPlain(pair),
    readCountry(pair),
    readPhone(pair),
    ...readChoices(pair),
    readOwner(pair),
  ];
}
