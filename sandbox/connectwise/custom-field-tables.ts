import type { Json } from "./schema.ts";

/** Part of a screen on which custom fields stand. */
interface Pod {
  readonly description: string;
  /** As records show it in `podId` of their custom fields. */
  readonly key: string;
  readonly screenId: string;
  readonly screenDescription: string;
}

function pod(description: string, screenId: string, screenDescription: string): Pod {
  const key = description.toLowerCase().replaceAll(" ", "_");
  return { description, key, screenId, screenDescription };
}

const COMPANY_POD = pod("Company Overview", "cw300", "Company");

/**
 * Pods by id. Those of contacts were captured from a real server; the other ids, and the screen of
 * opportunities, are made up.
 */
const PODS: Readonly<Record<number, Pod>> = {
  1: COMPANY_POD,
  4: pod("Contact Overview", "ct300", "Contact"),
  5: pod("Contact Details", "ct300", "Contact"),
  8: pod("Opportunity Overview", "op300", "Opportunity"),
};

/** The pod a definition stands in; an unknown one counts as the company's. */
export const podOf = (definition: Json): Pod => PODS[Number(definition["podId"])] ?? COMPANY_POD;

/** The definition of a custom field, as `/system/userDefinedFields` has it. */
export interface CustomFieldDefinition extends Json {
  id: number;
}

/** A definition with what the vendor's form fills in. @param body - may override all but the id */
export function newDefinition(id: number, body: Json): CustomFieldDefinition {
  const { description, screenId, screenDescription } = podOf(body);
  return {
    podDescription: description,
    sequenceNumber: id,
    screenId,
    screenDescription,
    numberDecimals: 0,
    entryTypeIdentifier: body["fieldTypeIdentifier"] === "Date" ? "Date" : "EntryField",
    requiredFlag: false,
    displayOnScreenFlag: true,
    readOnlyFlag: false,
    listViewFlag: false,
    businessUnitIds: [],
    locationIds: [],
    displayScreenInASIO: false,
    dateCreated: "2024-06-28T17:39:02Z",
    ...body,
    id,
    connectWiseID: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
  };
}

const options = (values: readonly string[], chosen?: string): Json[] =>
  values.map((optionValue, index) => ({
    id: index + 1,
    optionValue,
    defaultFlag: optionValue === chosen,
    inactiveFlag: false,
    sortOrder: index + 1,
  }));

const listOf = (values: readonly string[], chosen?: string): Json => ({
  entryTypeIdentifier: "List",
  options: options(values, chosen),
});

/** One field of each type ConnectWise has; a list and an option are texts that can be chosen. */
const EVERY_TYPE: readonly (readonly [caption: string, type: string, more?: Json])[] = [
  ["Background", "TextArea"],
  ["Open Portal", "Button", { buttonUrl: "https://portal.example/" }],
  ["Yearly Budget", "Currency", { numberDecimals: 2 }],
  ["Last Review", "Date"],
  ["Profile", "Hyperlink"],
  ["VPN Address", "IPAddress"],
  ["VIP", "Checkbox"],
  ["Score", "Number"],
  ["Discount", "Percent", { numberDecimals: 1 }],
  ["Hotline", "PhoneNumber"],
  ["External ID", "Text"],
  ["Portal Password", "Password"],
  ["Is Synced", "Text", listOf(["true", "false"], "false")],
  ["Channel", "Text", { entryTypeIdentifier: "Option", options: options(["Web", "Referral"]) }],
];

/** @param without - captions that are not needed */
const everyType = (
  firstId: number,
  podId: number,
  without: readonly string[] = [],
): CustomFieldDefinition[] =>
  EVERY_TYPE.filter(([caption]) => !without.includes(caption)).map(
    ([caption, fieldTypeIdentifier, more], index) =>
      newDefinition(firstId + index, { podId, caption, fieldTypeIdentifier, ...more }),
  );

/** Their types are those of the company's first five. */
const COMPANY_HAS = ["Background", "Last Review", "VIP", "Score", "Is Synced"];

const company = (
  id: number,
  caption: string,
  type: string,
  more: Json = {},
): CustomFieldDefinition =>
  newDefinition(id, { podId: 1, caption, fieldTypeIdentifier: type, ...more });

/** The custom fields a fresh server has. */
export function defaultDefinitions(): CustomFieldDefinition[] {
  return [
    company(12, "Support Tier", "Text", listOf(["Gold", "Silver", "Bronze"])),
    company(13, "HubSpot Notes", "TextArea"),
    company(14, "Contract Start", "Date"),
    company(15, "Seats", "Number"),
    company(16, "Managed", "Checkbox"),
    ...everyType(17, 1, COMPANY_HAS),
    ...everyType(31, 4),
    ...everyType(51, 8),
    newDefinition(65, {
      podId: 8,
      caption: "Works Council",
      fieldTypeIdentifier: "Text",
      locationIds: [3],
    }),
  ];
}
