import {
  pathOn,
  type Direction,
  type FieldHashes,
  type FieldMapping,
  type FieldLimits,
  type FieldValue,
  type MappingVersion,
  type RecordSnapshot,
  type Side,
} from "./model.ts";
import type { Hash } from "./ports.ts";
import { OWNER_PATH, valueAt } from "./paths.ts";
import { TRANSFORMS } from "./transforms/by-name.ts";
import { hasVisibleText, tidyText } from "./transforms/text.ts";
import type { ParentLookup, TransformContext, Translated } from "./transforms/transform.ts";

/** What every comparison of values needs besides the values. */
export interface ValueContext {
  readonly mapping: MappingVersion;
  readonly limits: FieldLimits;
  readonly hash: Hash;
  /** ISO code in whose format phone numbers without a country code are read. */
  readonly defaultCountry?: string | undefined;
  /** IANA name of the portal's time zone. */
  readonly timeZone?: string | undefined;
  /** What is known about the records that this one belongs to; needed to translate only. */
  readonly parents?: ParentLookup | undefined;
  readonly catchAllId?: string | undefined;
  /** Owners and members who may be given records at present. */
  readonly people?: Readonly<Record<Side, readonly string[]>> | undefined;
}

/** True when the field holds nothing a person would call a value. */
export function isBlank(value: FieldValue): boolean {
  return value === null || (typeof value === "string" && !hasVisibleText(value));
}

/** The side that a value goes to, with what it holds now where that is known. */
interface Target {
  readonly side: Side;
  readonly current?: FieldValue | undefined;
  /** The value is compared only, so that how much the side takes does not count. */
  readonly isLimitless?: boolean;
}

function contextFor(context: ValueContext, field: FieldMapping, target?: Target): TransformContext {
  const { mapping, defaultCountry, timeZone, parents, catchAllId } = context;
  const name = field.valueMap ?? "";
  return {
    valueMap: mapping.valueMaps[name],
    stageMap: mapping.stageMaps?.[name],
    maxLength: target === undefined ? undefined : limitOf(context, field, target),
    current: target?.current,
    defaultCountry,
    timeZone,
    references: field.references,
    parents,
    catchAllId,
    usable:
      target === undefined || field.hubspot !== OWNER_PATH
        ? undefined
        : context.people?.[target.side],
  };
}

function limitOf(
  { limits }: ValueContext,
  field: FieldMapping,
  target: Target,
): number | undefined {
  return target.isLimitless === true ? undefined : limits[target.side][pathOn(field, target.side)];
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
    const value = valueAt(record, pathOn(field, side));
    if (value !== undefined) hashes[field.key] = hashValue(context, field, side, value);
  }
  return hashes;
}

/**
 * Translates a value for the other side; a blank stays a blank.
 *
 * @param target.current - what the other side holds now; left out when it has no record yet
 */
export function translate(
  context: ValueContext,
  field: FieldMapping,
  target: Target,
  value: FieldValue,
): Translated {
  if (isBlank(value)) return { kind: "value", value: null };
  const around = contextFor(context, field, target);
  return TRANSFORMS[field.transform].translate(target.side, value, around);
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
  return (
    isImage(context, field, { side: "connectwise", shown: connectwise, source: hubspot }) ||
    isImage(context, field, { side: "hubspot", shown: hubspot, source: connectwise })
  );
}

/** True when a side shows what the other side's value becomes there. */
function isImage(
  context: ValueContext,
  field: FieldMapping,
  of: { readonly side: Side; readonly shown: FieldValue; readonly source: FieldValue },
): boolean {
  const { side, shown, source } = of;
  const image = translate(context, field, { side, current: shown, isLimitless: true }, source);
  if (image.kind !== "value") return false;
  // Equal as they are: what most records say in most fields, without a look at normal forms.
  if (image.value === shown) return true;
  return normalForm(context, field, side, image.value) === normalForm(context, field, side, shown);
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

/** Values of these kinds mean something only as they are: a part of an id is another id. */
const EXACT: ReadonlySet<FieldMapping["transform"]> = new Set([
  "integer",
  "number",
  "boolean",
  "date",
  "datetime-day",
  "value-map",
  "value-map-list",
  "stage",
  "reference",
  "references",
]);

/** True for a field of which a vendor keeps every value as it is, or another one altogether. */
export function isExact({ transform }: FieldMapping): boolean {
  return EXACT.has(transform);
}

/** True when `read` may be what a side made of `sent`. */
export function mayShow(
  context: ValueContext,
  field: FieldMapping,
  side: Side,
  values: { readonly sent: FieldValue; readonly read: FieldValue },
): boolean {
  const { sent, read } = values;
  if (!isExact(field)) return mayComeFrom(sent, read);
  return normalForm(context, field, side, sent) === normalForm(context, field, side, read);
}

/** Narrows a direction by another: what both allow. */
export function narrowDirection(first: Direction, second: Direction): Direction {
  if (first === "both") return second;
  if (second === "both" || second === first) return first;
  return "off";
}
