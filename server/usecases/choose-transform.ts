import type { Direction, TransformName, ValueMap } from "../sync/model.ts";
import type { ConnectwiseField, HubspotProperty } from "../sync/vendor-ports.ts";

/** What a person said about a row, as far as it decides how values are translated. */
interface Wish {
  readonly direction: Direction;
  readonly transform?: TransformName | undefined;
  readonly valueMap?: ValueMap | undefined;
}

const TEXTS: ReadonlySet<string> = new Set(["string", "phone_number"]);
const DATES: ReadonlySet<string> = new Set(["date", "datetime"]);

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

/** Every transform that fits, the usual one first. */
function allowedTransforms(
  property: HubspotProperty,
  field: ConnectwiseField,
  wish: Wish,
): readonly TransformName[] {
  if (field.path === "country/id") return TEXTS.has(property.type) ? ["country"] : [];
  const isText = TEXTS.has(property.type);
  switch (field.kind) {
    case "text":
      if (isText) return ["text", "domain", "phone"];
      return property.type === "enumeration" && wish.valueMap !== undefined ? ["value-map"] : [];
    case "number":
      return property.type === "number" ? ["number", "integer"] : [];
    case "boolean":
      return property.type === "bool" ? ["boolean"] : [];
    case "date":
      return DATES.has(property.type) ? ["date"] : [];
    case "option":
      return optionTransforms(property, wish);
    case "reference":
      return property.type === "enumeration" || wish.valueMap !== undefined ? ["value-map"] : [];
    case "list":
      return isText && wish.direction !== "both" && wish.direction !== "to-connectwise"
        ? ["text"]
        : [];
  }
}

/** An option may be shown as text in HubSpot; text becomes an option only through a value map. */
function optionTransforms(property: HubspotProperty, wish: Wish): readonly TransformName[] {
  if (property.type === "enumeration" || wish.valueMap !== undefined) return ["value-map"];
  return TEXTS.has(property.type) && wish.direction === "to-hubspot" ? ["text"] : [];
}
