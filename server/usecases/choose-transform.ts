import type { Direction, TransformName, ValueMap } from "../sync/model.ts";
import type { ConnectwiseField, HubspotProperty } from "../sync/vendor-ports.ts";

/** What a person said about a row, as far as it decides how values are translated. */
interface Wish {
  readonly direction: Direction;
  readonly transform?: TransformName | undefined;
  readonly valueMap?: ValueMap | undefined;
}

const TEXTS: ReadonlySet<string> = new Set(["string", "phone_number"]);

/**
 * Decides how a property's and a field's values are translated, or that they must not be mapped.
 *
 * @returns null when the types are not compatible, or not with the transform that was asked for
 */
export function chooseTransform(
  property: HubspotProperty,
  field: ConnectwiseField,
  wish: Wish,
): TransformName | null {
  const allowed = allowedTransforms(property, field, wish);
  if (wish.transform === undefined) return allowed[0] ?? null;
  return allowed.includes(wish.transform) ? wish.transform : null;
}

/** Transforms between plain kinds, the usual one first. */
const PLAIN: Readonly<Record<string, readonly TransformName[]>> = {
  "string text": ["text", "domain", "phone"],
  "phone_number text": ["text", "phone"],
  "number number": ["number", "integer"],
  "bool boolean": ["boolean"],
  "date date": ["date"],
  "datetime date": ["date"],
};

/** Every transform that fits, the usual one first. */
function allowedTransforms(
  property: HubspotProperty,
  field: ConnectwiseField,
  wish: Wish,
): readonly TransformName[] {
  const isText = TEXTS.has(property.type);
  if (field.path === "country/id") return isText ? ["country"] : [];
  if (field.kind === "option") return optionTransforms(property, wish);
  if (field.kind === "reference") return referenceTransforms(property, wish);
  if (field.kind === "list") return isText && wish.direction === "to-hubspot" ? ["text"] : [];
  return PLAIN[`${property.type} ${field.kind}`] ?? mapped(field, wish);
}

/** A reference is an id of the other system, which means something through a value map only. */
function referenceTransforms(property: HubspotProperty, wish: Wish): readonly TransformName[] {
  return property.type === "enumeration" || wish.valueMap !== undefined ? ["value-map"] : [];
}

/** A choice becomes text only through a value map. */
function mapped(field: ConnectwiseField, wish: Wish): readonly TransformName[] {
  return field.kind === "text" && wish.valueMap !== undefined ? ["value-map"] : [];
}

/** An option may be shown as text in HubSpot; text becomes an option only through a value map. */
function optionTransforms(property: HubspotProperty, wish: Wish): readonly TransformName[] {
  if (property.type === "enumeration" || wish.valueMap !== undefined) return ["value-map"];
  return TEXTS.has(property.type) && wish.direction === "to-hubspot" ? ["text"] : [];
}
