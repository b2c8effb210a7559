import type {
  ConnectwiseChoice,
  ConnectwiseCommunicationType,
  ConnectwiseDefinitions,
  ConnectwiseField,
} from "../../sync/vendor-ports.ts";
import { headOf } from "./objects.ts";
import type { ConnectwiseObject, PartName } from "./objects.ts";
import { toFieldValue } from "./snapshot.ts";
import type { WireUserDefinedField } from "./wire.ts";

/*
 * ConnectWise has no list of an object's fields, so the list for mappings is made of the object's
 * row and its set-up tables.
 */

/** What the fields of an object are made of besides its row. */
export interface ConnectwiseTables {
  readonly statuses: readonly ConnectwiseChoice[];
  readonly countries: ConnectwiseDefinitions["countries"];
  readonly members: readonly (ConnectwiseDefinitions["members"][number] & {
    readonly name: string;
  })[];
  readonly communicationTypes: readonly ConnectwiseCommunicationType[];
  readonly choices: Readonly<Record<string, readonly ConnectwiseChoice[]>>;
  /** Definitions of the object's own custom fields. */
  readonly customFields: readonly WireUserDefinedField[];
}

/** `addressLine1` as people read it: `Address line 1`. */
function labelOf(path: string): string {
  const words = path
    .replaceAll("/", " ")
    .replaceAll(/([a-z])([A-Z0-9])/gu, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Kind = ConnectwiseField["kind"];

/** A field without choices. */
function field(path: string, kind: Kind, isReadOnly: boolean): ConnectwiseField {
  return { path, label: labelOf(path), kind, isReadOnly, options: [] };
}

function named(
  rows: readonly { readonly id: string; readonly name: string }[],
): ConnectwiseField["options"] {
  return rows.map(({ id, name }) => ({ value: id, label: name }));
}

/** References to members, by name. */
const MEMBERS = ["territoryManager", "primarySalesRep", "secondarySalesRep"];

function optionsByName(tables: ConnectwiseTables): Record<string, ConnectwiseField["options"]> {
  const { statuses, countries, members, choices } = tables;
  return {
    ...Object.fromEntries(Object.entries(choices).map(([name, rows]) => [name, named(rows)])),
    status: named(statuses),
    country: named(countries),
    ...Object.fromEntries(MEMBERS.map((name) => [name, named(members)])),
  };
}

function plainFields(
  object: ConnectwiseObject,
  options: ReturnType<typeof optionsByName>,
  isLocked: (path: string) => boolean,
): ConnectwiseField[] {
  return Object.entries(object.fields).map(([path, kind]) => {
    const choice = object.choiceIds[path];
    if (choice === undefined) return field(path, kind, isLocked(path));
    const found = options[choice] ?? [];
    return { path, label: labelOf(choice), kind: "reference", isReadOnly: false, options: found };
  });
}

function referenceFields(
  object: ConnectwiseObject,
  options: ReturnType<typeof optionsByName>,
  isLocked: (path: string) => boolean,
): ConnectwiseField[] {
  return [
    ...object.references.flatMap((name) => [
      { ...field(`${name}/id`, "reference", isLocked(name)), options: options[name] ?? [] },
      field(`${name}/name`, "text", true),
    ]),
    ...object.lists.flatMap((name) => [
      field(`${name}/id`, "list", true),
      field(`${name}/name`, "list", true),
    ]),
  ];
}

const PART_FIELDS: Readonly<
  Record<PartName, (tables: ConnectwiseTables) => readonly ConnectwiseField[]>
> = {
  communications: ({ communicationTypes }) => [
    { ...field("communications/email", "text", false), label: "Email" },
    ...communicationTypes.map(({ id, name }) => ({
      ...field(`communications/${id}`, "text", false),
      label: name,
    })),
  ],
  forecast: () => [
    { ...field("forecast/amount", "number", false), label: "Forecast amount" },
    { ...field("forecast/recurring", "number", true), label: "Forecast recurring revenue" },
  ],
};

/** ConnectWise's names of custom field types, in our kinds; all others hold texts. */
const CUSTOM_KINDS: Readonly<Record<string, Kind>> = {
  Number: "number",
  Percent: "number",
  Currency: "number",
  Date: "date",
  Checkbox: "boolean",
};

/** Fields that never travel: passwords, and buttons, which hold nothing. */
const NEVER_SYNCED = new Set(["Password", "Button"]);

function optionsOf(row: WireUserDefinedField): ConnectwiseField["options"] {
  return (row.options ?? [])
    .filter((option) => option.inactiveFlag !== true)
    .toSorted((a, b) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0))
    .flatMap(({ optionValue }) => {
      const value = toFieldValue(optionValue);
      return value === null ? [] : [{ value: String(value), label: String(value) }];
    });
}

function customField(row: WireUserDefinedField): ConnectwiseField {
  const options = optionsOf(row);
  const isChosen = ["List", "Option"].includes(row.entryTypeIdentifier ?? "") || options.length > 0;
  return {
    path: `customFields/${row.id}`,
    label: row.caption,
    kind: isChosen ? "option" : (CUSTOM_KINDS[row.fieldTypeIdentifier ?? "Text"] ?? "text"),
    isReadOnly: row.readOnlyFlag === true,
    options,
  };
}

/** Every field that a mapping may name, with what may be done with it. */
export function listFields(
  object: ConnectwiseObject,
  tables: ConnectwiseTables,
): readonly ConnectwiseField[] {
  const isLocked = (path: string): boolean =>
    object.readOnly.includes(headOf(path)) || object.createOnly.includes(headOf(path));
  const options = optionsByName(tables);
  return [
    field("id", "text", true),
    ...plainFields(object, options, isLocked),
    ...Object.entries(object.derived).map(([path, { kind, writes }]) =>
      field(path, kind, writes === null),
    ),
    ...referenceFields(object, options, isLocked),
    ...object.parts.flatMap((part) => PART_FIELDS[part](tables)),
    ...tables.customFields
      .filter((row) => !NEVER_SYNCED.has(row.fieldTypeIdentifier ?? ""))
      .map(customField),
  ];
}

/** The same fields with the choices of some references. */
export function withChoices(
  object: ConnectwiseObject,
  fields: readonly ConnectwiseField[],
  choices: ConnectwiseTables["choices"],
): readonly ConnectwiseField[] {
  return fields.map((one) => {
    const name = object.choiceIds[one.path] ?? referenceOf(object, one.path);
    const found = name === undefined ? undefined : choices[name];
    return found === undefined ? one : { ...one, options: named(found) };
  });
}

function referenceOf({ references }: ConnectwiseObject, path: string): string | undefined {
  return references.find((name) => path === `${name}/id`);
}
