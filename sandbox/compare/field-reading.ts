import type { Parents } from "./links.ts";
import { normalChoices, normalFlag, normalText } from "./normal-forms.ts";
import { listOf, propertyOf, textOf } from "./records.ts";
import type { ConnectWiseRecord, HubSpotRecord, Side } from "./records.ts";

/** What one side shows for a field: as stored, and in the form that decides equality. */
export interface Reading {
  /** As a person sees it; '' for blank. */
  shown: string;
  /** Equal on both sides when they agree; '' for blank. */
  normal: string;
}

/** One mapped field, read on both sides. */
export interface FieldReading {
  /** HubSpot's property name; the type's name for an association. */
  field: string;
  /** ConnectWise's field name. */
  connectwiseField: string;
  /** Further names by which a reason may call the field. */
  otherNames?: readonly string[];
  hubspot: Reading;
  connectwise: Reading;
}

/** Two linked records. */
export interface RecordPair {
  hubspot: HubSpotRecord;
  connectwise: ConnectWiseRecord;
  /** Whether the sync made the record on that side. */
  isMadeBySync: Readonly<Record<Side, boolean>>;
}

/** Turns a value that is not blank into the form that decides equality. */
export type Normal = (shown: string) => string;

/** @returns a reading; a blank stays blank whatever its normal form */
export function reading(shown: string, normal: Normal): Reading {
  return { shown, normal: shown === "" ? "" : normal(shown) };
}

/** Lets a field count as equal: nothing can be said about it, or nothing was to be carried over. */
export function leftAlone(read: FieldReading): FieldReading {
  const { hubspot, connectwise } = read;
  return {
    ...read,
    hubspot: { ...hubspot, normal: "" },
    connectwise: { ...connectwise, normal: "" },
  };
}

/** HubSpot property, ConnectWise field, normal form: for plain values on both sides. */
export type PlainField = readonly [property: string, field: string, normal: Normal];

/** Reads fields that are plain values on both sides. */
export function readPlain(
  { hubspot, connectwise }: RecordPair,
  fields: readonly PlainField[],
): FieldReading[] {
  return fields.map(([field, connectwiseField, normal]) => ({
    field,
    connectwiseField,
    hubspot: reading(propertyOf(hubspot, field), normal),
    connectwise: reading(textOf(connectwise[connectwiseField]), normal),
  }));
}

/** Reads ConnectWise's types, of which HubSpot keeps a copy with several choices. */
export function readTypes({ hubspot, connectwise }: RecordPair, property: string): FieldReading {
  const types = listOf(connectwise, "types").map((type) => textOf(type.get("name")));
  return {
    field: property,
    connectwiseField: "types",
    hubspot: reading(propertyOf(hubspot, property), (text) => normalChoices(text.split(";"))),
    connectwise: { shown: types.join(";"), normal: normalChoices(types) },
  };
}

/** Reads a yes or no; blank means no. */
export function readFlag(
  { hubspot, connectwise }: RecordPair,
  property: string,
  connectwiseField: string,
): FieldReading {
  const here = propertyOf(hubspot, property);
  const there = textOf(connectwise[connectwiseField]);
  return {
    field: property,
    connectwiseField,
    hubspot: { shown: here, normal: normalFlag(here) },
    connectwise: { shown: there, normal: normalFlag(there) },
  };
}

/**
 * Reads which record a record belongs to, through the links of the other type. A parent without a
 * counterpart cannot be carried over and counts as blank.
 *
 * @param field - the other type's name
 * @param ids.here - ids in HubSpot; agreeing with one of them is enough
 * @param ids.there - id in ConnectWise, '' for none
 */
export function readParent(
  field: string,
  ids: { here: readonly string[]; there: string },
  parents: Parents,
): FieldReading {
  const { here, there } = ids;
  const counterparts = here.map((id) => parents.counterpartOf(id)).filter((id) => id !== "");
  const agreed = counterparts.find((id) => id === there);
  return {
    field,
    connectwiseField: field,
    hubspot: { shown: here.join(", "), normal: agreed ?? counterparts[0] ?? "" },
    connectwise: { shown: there, normal: parents.isLinked(there) ? there : "" },
  };
}

/** @returns the text without a letter's case: e-mail addresses. */
export const normalEmail: Normal = (text) => normalText(text).toLowerCase();
