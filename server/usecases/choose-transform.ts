import {
  connectwiseKindOf,
  hubspotKindOf,
  pairingsOf,
  type MapSource,
  type Pairing,
} from "../sync/compatibility.ts";
import type { Direction, TransformName } from "../sync/model.ts";
import type { BothDefinitions, ConnectwiseField, HubspotProperty } from "../sync/vendor-ports.ts";

/** What a person said about a row, as far as it decides how values are translated. */
interface Wish {
  readonly direction: Direction;
  readonly transform?: TransformName | undefined;
  /** Whether a value map was given, now or before. */
  readonly hasMap: boolean;
}

/** How a row's values are translated, or what keeps the two fields from being mapped that way. */
export type TransformChoice =
  | { readonly kind: "chosen"; readonly transform: TransformName; readonly map: MapSource }
  | { readonly kind: "refused"; readonly because: "kinds" | "direction" | "map" | "transform" };

/** Returns the rows of the compatibility table for a property and a field. */
export function pairingsFor(
  property: HubspotProperty,
  field: ConnectwiseField,
  { connectwise }: Pick<BothDefinitions, "connectwise">,
): readonly Pairing[] {
  return pairingsOf(
    hubspotKindOf(property),
    connectwiseKindOf(field, connectwise.communicationTypes),
  );
}

/**
 * Decides how values are translated: by the transform that was asked for, else by the usual one.
 *
 * @param pairings - the table's rows for the two fields
 */
export function chooseTransform(pairings: readonly Pairing[], wish: Wish): TransformChoice {
  const { direction, transform, hasMap } = wish;
  if (pairings.length === 0) return { kind: "refused", because: "kinds" };
  const going = pairings.filter(
    ({ directions }) => direction === "off" || directions.includes(direction),
  );
  if (going.length === 0) return { kind: "refused", because: "direction" };
  const mapped = going.filter(({ map }) => map !== "given" || hasMap);
  if (mapped.length === 0) return { kind: "refused", because: "map" };
  for (const { transforms, map } of mapped) {
    const [usual] = transforms;
    const chosen = transform === undefined ? usual : transforms.find((one) => one === transform);
    if (chosen !== undefined) return { kind: "chosen", transform: chosen, map };
  }
  return { kind: "refused", because: "transform" };
}
