import {
  pathOn,
  type Direction,
  type FieldHashes,
  type FieldMapping,
  type FieldLimits,
  type Fields,
  type FieldValue,
  type MappingVersion,
  type RecordSnapshot,
  type Side,
} from "./model.ts";
import type { Hash } from "./ports.ts";
import { TRANSFORMS } from "./transforms/by-name.ts";
import { tidyText } from "./transforms/text.ts";
import type { TransformContext, Translated } from "./transforms/transform.ts";

/** What every comparison of values needs besides the values. */
export interface ValueContext {
  readonly mapping: MappingVersion;
  readonly limits: FieldLimits;
  readonly hash: Hash;
  /** ISO code in whose format phone numbers without a country code are read. */
  readonly defaultCountry?: string;
}

/** True when the field holds nothing a person would call a value. */
export function isBlank(value: FieldValue): boolean {
  return value === null || (typeof value === "string" && tidyText(value) === "");
}

function contextFor(context: ValueContext, field: FieldMapping, target?: Side): TransformContext {
  const valueMap =
    field.valueMap === undefined ? undefined : context.mapping.valueMaps[field.valueMap];
  const maxLength =
    target === undefined ? undefined : context.limits[target][pathOn(field, target)];
  return {
    ...(valueMap === undefined ? {} : { valueMap }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(context.defaultCountry === undefined ? {} : { defaultCountry: context.defaultCountry }),
  };
}

/** Returns a value's normal form within its own side; null for a blank. */
function normalForm(
  context: ValueContext,
  field: FieldMapping,
  side: Side,
  value: FieldValue,
): string | null {
  if (isBlank(value)) return null;
  return TRANSFORMS[field.transform].normal(side, value, contextFor(context, field));
}

/** Returns the hash under which a value is kept as a side's base. */
export function hashValue(
  context: ValueContext,
  field: FieldMapping,
  side: Side,
  value: FieldValue,
): string {
  const normal = normalForm(context, field, side, value);
  // The key keeps equal texts in different fields from giving equal hashes.
  return context.hash(normal === null ? `${field.key}\u0000` : `${field.key}\u0001${normal}`);
}

/** Returns the hashes of every mapped field that the record carries, by mapping key. */
export function hashRecord(context: ValueContext, side: Side, record: RecordSnapshot): FieldHashes {
  const hashes: Record<string, string> = {};
  for (const field of context.mapping.fields) {
    const value = record.fields[pathOn(field, side)];
    if (value !== undefined) hashes[field.key] = hashValue(context, field, side, value);
  }
  return hashes;
}

/** Translates a value for the other side; a blank stays a blank. */
export function translate(
  context: ValueContext,
  field: FieldMapping,
  to: Side,
  value: FieldValue,
): Translated {
  if (isBlank(value)) return { kind: "value", value: null };
  return TRANSFORMS[field.transform].translate(to, value, contextFor(context, field, to));
}

/**
 * True when the two sides' values say the same after mapping, in either direction: a mapping that
 * loses detail (many options to one) still counts as equal.
 */
export function sameAfterMapping(
  context: ValueContext,
  field: FieldMapping,
  values: Readonly<Record<Side, FieldValue>>,
): boolean {
  const { hubspot, connectwise } = values;
  if (isBlank(hubspot) || isBlank(connectwise)) return isBlank(hubspot) && isBlank(connectwise);
  const limitless = { ...context, limits: { hubspot: {}, connectwise: {} } };
  const there = translate(limitless, field, "connectwise", hubspot);
  if (
    there.kind === "value" &&
    normalForm(context, field, "connectwise", there.value) ===
      normalForm(context, field, "connectwise", connectwise)
  ) {
    return true;
  }
  const back = translate(limitless, field, "hubspot", connectwise);
  return (
    back.kind === "value" &&
    normalForm(context, field, "hubspot", back.value) ===
      normalForm(context, field, "hubspot", hubspot)
  );
}

/**
 * True when `read` may be what a vendor made of `sent`: equal but for white space and case, or cut
 * off. Vendors tidy values in ways no mapping knows; without this, our own write would look like a
 * person's edit after a crash and bounce back.
 */
export function mayComeFrom(sent: FieldValue, read: FieldValue): boolean {
  if (isBlank(sent) || isBlank(read)) return isBlank(sent) && isBlank(read);
  const sentText = tidyText(sent).toLowerCase();
  const readText = tidyText(read).toLowerCase();
  return sentText === readText || (readText.length >= 3 && sentText.startsWith(readText));
}

/** Narrows a direction by another: what both allow. */
export function narrowDirection(first: Direction, second: Direction): Direction {
  if (first === "both") return second;
  if (second === "both" || second === first) return first;
  return "off";
}

/** Returns the record's fields with its id among them, so that ids can be mapped like fields. */
export function withId(record: RecordSnapshot): Fields {
  return { ...record.fields, id: record.id };
}
