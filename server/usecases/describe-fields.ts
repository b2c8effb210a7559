import {
  connectwiseKindOf,
  hubspotKindOf,
  type ConnectwiseKind,
  type HubspotKind,
} from "../sync/compatibility.ts";
import { pathOn, type FieldValue, type MappingVersion, type Side } from "../sync/model.ts";
import { partsOf, splitValue } from "../sync/paths.ts";
import { isBlank } from "../sync/values.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import { optionsOf } from "./list-options.ts";

/** What a field holds, as far as people who look at it go. */
export type ValueKind =
  "text" | "number" | "boolean" | "date" | "datetime" | "option" | "person" | "record";

/** A field of one side with what it holds, as people read it. */
export interface DescribedValue {
  readonly path: string;
  readonly label: string;
  readonly kind: ValueKind;
  readonly value: FieldValue;
  /** The value in words: labels of options, names of people and records, days; null for nothing. */
  readonly text: string | null;
}

/** Tells what fields are called, and what their values say. */
export interface FieldWords {
  labelOf(side: Side, path: string): string;
  describe(side: Side, path: string, value: FieldValue): DescribedValue;
}

/** Name of a record that a field names; null where it is not known. */
export type NameOf = (path: string, side: Side, id: string) => string | null;

/** What the words rest on. */
export interface FieldWordsInput {
  /** Null: the vendors were never asked; paths stand in for labels, values for words. */
  readonly both: BothDefinitions | null;
  readonly mapping: Pick<MappingVersion, "fields">;
  readonly nameOf?: NameOf;
}

interface Part {
  readonly label: string;
  readonly kind: ValueKind;
  /** Labels of the values that are choices. */
  readonly labels: ReadonlyMap<string, string>;
}

const KINDS: Readonly<Record<HubspotKind | ConnectwiseKind, ValueKind>> = {
  text: "text",
  email: "text",
  phone: "text",
  other: "text",
  number: "number",
  boolean: "boolean",
  date: "date",
  datetime: "datetime",
  option: "option",
  options: "option",
  list: "option",
  reference: "option",
  country: "option",
  owner: "person",
  member: "person",
  record: "record",
};

/** Makes the words of an object type's fields out of the definitions that are kept; no vendor is called. */
export function fieldWords({ both, mapping, nameOf }: FieldWordsInput): FieldWords {
  const known = new Map<string, Part>();
  const references = {
    hubspot: referencesOn("hubspot", mapping),
    connectwise: referencesOn("connectwise", mapping),
  };
  const partOf = (side: Side, path: string): Part => {
    const name = `${side} ${path}`;
    const found = known.get(name) ?? describePart(side, path, both);
    const part: Part = references[side].has(path) ? { ...found, kind: "record" } : found;
    known.set(name, part);
    return part;
  };
  const textOf = (side: Side, path: string, value: FieldValue): string | null => {
    const part = partOf(side, path);
    const name = (one: string): string =>
      (part.kind === "record" ? nameOf?.(path, side, one) : null) ?? part.labels.get(one) ?? one;
    return isBlank(value) ? null : WORDS[part.kind](String(value), name);
  };
  const labelOf = (side: Side, path: string): string =>
    partsOf(path)
      .map((one) => partOf(side, one).label)
      .join(" / ");
  return {
    labelOf,
    describe(side, path, value) {
      const paths = partsOf(path);
      const [first = path] = paths;
      const { kind } = partOf(side, first);
      const label = labelOf(side, path);
      if (paths.length === 1) return { path, label, kind, value, text: textOf(side, path, value) };
      const values = splitValue(value);
      const texts = paths.map((one, index) => textOf(side, one, values[index] ?? null));
      const told = texts.filter((text) => text !== null);
      return { path, label, kind, value, text: told.length === 0 ? null : told.join(" / ") };
    },
  };
}

type ToWords = (text: string, nameOf: (one: string) => string) => string;

const asIs: ToWords = (text) => text;
const named: ToWords = (text, nameOf) =>
  text
    .split(";")
    .map((one) => nameOf(one.trim()))
    .join(", ");

const WORDS: Readonly<Record<ValueKind, ToWords>> = {
  text: asIs,
  number: asIs,
  boolean: (text) => (text === "true" ? "Yes" : "No"),
  date: (text) => momentIn(text)?.slice(0, 10) ?? text,
  datetime: (text) => momentIn(text) ?? text,
  option: named,
  person: named,
  record: named,
};

/** A date in ISO 8601; null for what is none. HubSpot has some as milliseconds. */
function momentIn(text: string): string | null {
  const at = /^\d{11,14}$/u.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function describePart(side: Side, path: string, both: BothDefinitions | null): Part {
  if (both === null) return { label: spell(path), kind: "text", labels: new Map() };
  return side === "hubspot" ? hubspotPart(path, both) : connectwisePart(path, both);
}

function hubspotPart(path: string, both: BothDefinitions): Part {
  const property = both.properties.find(({ name }) => name === path);
  if (property === undefined) return { label: spell(path), kind: "text", labels: new Map() };
  const labels = labelsOf({ hubspot: path, connectwise: "" }, both, "hubspot");
  const { pipelines } = both;
  if (path === "pipeline") pipelines.forEach((one) => labels.set(one.pipelineId, one.label));
  if (path === "dealstage") {
    for (const { stages } of pipelines) stages.forEach((one) => labels.set(one.stageId, one.label));
  }
  return { label: property.label, kind: KINDS[hubspotKindOf(property)], labels };
}

function connectwisePart(path: string, both: BothDefinitions): Part {
  const field = both.connectwise.fields.find((one) => one.path === path);
  if (field === undefined) return { label: spell(path), kind: "text", labels: new Map() };
  const kind = connectwiseKindOf(field, both.connectwise.communicationTypes);
  return {
    label: path === "id" ? "ID" : field.label.replace(/ (?:id|name)$/u, ""),
    kind: KINDS[kind],
    labels: labelsOf({ hubspot: "", connectwise: path }, both, "connectwise"),
  };
}

function labelsOf(
  row: { readonly hubspot: string; readonly connectwise: string },
  both: BothDefinitions,
  side: Side,
): Map<string, string> {
  const set = optionsOf({ ...row, transform: "value-map" }, both)[side];
  const options = set.kind === "listed" ? set.options : [];
  return new Map(options.map(({ value, label }) => [value, label]));
}

/** A path whose field nobody has described, as people read it: `associations/company` is `Company`. */
export function spell(path: string): string {
  const name = path.split("/").at(-1) ?? path;
  const last = name === "id" || name === "name" ? (path.split("/").at(-2) ?? name) : name;
  const words = last.replaceAll("_", " ").replaceAll(/(?<=[a-z])(?=[A-Z0-9])/gu, " ");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** Paths of the mapped fields on a side that name other records, with the type of those. */
export function referencesOn(
  side: Side,
  mapping: Pick<MappingVersion, "fields">,
): ReadonlyMap<string, string> {
  return new Map(
    mapping.fields.flatMap((row) =>
      row.references === undefined ? [] : [[pathOn(row, side), row.references] as const],
    ),
  );
}
