import { connectwiseKindOf, hubspotKindOf } from "../sync/compatibility.ts";
import type { FieldMapping, Side } from "../sync/model.ts";
import { isActiveMember } from "../sync/objects/usual.ts";
import { countryCodeOf } from "../sync/transforms/country.ts";
import type {
  BothDefinitions,
  ConnectwiseChoice,
  ConnectwiseDefinitions,
  ConnectwiseField,
} from "../sync/vendor-ports.ts";

/** One choice of a field, as a value map names it. */
export interface Option {
  readonly value: string;
  readonly label: string;
  /** False for a choice that exists and that nobody is offered any more. */
  readonly isActive: boolean;
}

/** What a value map may name on one side of a field. */
export type OptionSet =
  | { readonly kind: "listed"; readonly options: readonly Option[] }
  /** Countries by their ISO code. */
  | { readonly kind: "country-codes" }
  /** Any text: the field holds text, or nobody could read its choices. */
  | { readonly kind: "any" };

/** Both sides of a field that is translated by a value map. */
export type MapEnds = Readonly<Record<Side, OptionSet>>;

const ANY: OptionSet = { kind: "any" };

/** Returns what the value map of a row may name on each side. */
export function optionsOf(
  row: Pick<FieldMapping, "hubspot" | "connectwise" | "transform">,
  both: BothDefinitions,
): MapEnds {
  return { hubspot: hubspotOptions(row, both), connectwise: connectwiseOptions(row, both) };
}

function hubspotOptions(
  { hubspot, transform }: Pick<FieldMapping, "hubspot" | "transform">,
  { properties, owners }: BothDefinitions,
): OptionSet {
  if (transform === "country") return { kind: "country-codes" };
  const property = properties.find(({ name }) => name === hubspot);
  if (property === undefined) return ANY;
  const kind = hubspotKindOf(property);
  if (kind === "owner") return { kind: "listed", options: ownerOptions(owners) };
  if (kind !== "option" && kind !== "options") return ANY;
  return {
    kind: "listed",
    options: property.options.map(({ value, label, isHidden }) => ({
      value,
      label,
      isActive: !isHidden,
    })),
  };
}

function ownerOptions(owners: BothDefinitions["owners"]): readonly Option[] {
  return owners.map(({ ownerId, name, email, isArchived }) => ({
    value: ownerId,
    label: name === "" ? (email ?? ownerId) : name,
    isActive: !isArchived,
  }));
}

function connectwiseOptions(
  { connectwise: path }: Pick<FieldMapping, "connectwise">,
  { connectwise }: BothDefinitions,
): OptionSet {
  const field = connectwise.fields.find((one) => one.path === path);
  if (field === undefined) return ANY;
  const kind = connectwiseKindOf(field, connectwise.communicationTypes);
  if (kind === "member") return { kind: "listed", options: memberOptions(connectwise) };
  if (kind === "text") return ANY;
  const choices = choicesOf(path, connectwise);
  const options = kind === "list" ? listOptions(path, choices) : field.options;
  if (options.length === 0) return ANY;
  const retired = new Set(choices.filter(({ isInactive }) => isInactive).map(({ id }) => id));
  return {
    kind: "listed",
    options: options.map(({ value, label }) => ({ value, label, isActive: !retired.has(value) })),
  };
}

/** A list names its choices by id or by name, as its path says. */
function listOptions(
  path: string,
  choices: readonly ConnectwiseChoice[],
): ConnectwiseField["options"] {
  const isByName = path.endsWith("/name");
  return choices.map(({ id, name }) => ({ value: isByName ? name : id, label: name }));
}

function memberOptions({ members }: ConnectwiseDefinitions): readonly Option[] {
  return members.map((member) => ({
    value: member.id,
    label: member.name,
    isActive: isActiveMember(member),
  }));
}

/** Set-up tables of fields that are not called like them. */
const TABLES: Readonly<Record<string, string>> = {
  locationId: "location",
  businessUnitId: "department",
  types: "type",
};

/** The set-up table that a field's values come from; empty where it is not known. */
function choicesOf(
  path: string,
  { statuses, choices }: ConnectwiseDefinitions,
): readonly ConnectwiseChoice[] {
  const [head = ""] = path.split("/", 1);
  const table = TABLES[head] ?? head;
  return table === "status" ? statuses : (choices[table] ?? []);
}

/** Tells whether a value map may name the value. */
export function isKnownIn(set: OptionSet, value: string): boolean {
  switch (set.kind) {
    case "listed":
      return set.options.some((option) => option.value === value);
    case "country-codes":
      return countryCodeOf(value) === value;
    case "any":
      return value.trim() !== "";
  }
}
