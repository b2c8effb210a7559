import { AppError } from "../sync/errors.ts";
import type { FieldMapping, Side, ValueMap } from "../sync/model.ts";
import { MAP_PART, otherSide } from "../sync/model.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import { isKnownIn, optionsOf, type OptionSet } from "./list-options.ts";
import { nameOf } from "./plan-verdicts.ts";

/**
 * Refuses a value map that names options which one of the systems does not have.
 *
 * @param at - where the map stands in the request, such as `rows.3.valueMap`
 * @throws AppError invalid with the entry as `field`
 */
export function checkValueMap(
  map: ValueMap,
  row: Pick<FieldMapping, "hubspot" | "connectwise" | "transform">,
  both: BothDefinitions,
  at: string,
): void {
  const ends = optionsOf(row, both);
  // A country reaches HubSpot as the name that people read.
  const written: Readonly<Record<Side, OptionSet>> =
    row.transform === "country" ? { ...ends, hubspot: { kind: "any" } } : ends;
  for (const to of ["hubspot", "connectwise"] as const) {
    const from = otherSide(to);
    const part = MAP_PART[to];
    for (const [option, target] of Object.entries(map[part])) {
      const field = `${at}.${part}.${option}`;
      requireKnown(ends[from], option, { side: from, field });
      requireKnown(written[to], target, { side: to, field });
    }
    const fallback = map.fallback?.[part];
    if (fallback === undefined) continue;
    requireKnown(written[to], fallback, { side: to, field: `${at}.fallback.${part}` });
  }
}

function requireKnown(
  set: OptionSet,
  value: string,
  { side, field }: { readonly side: Side; readonly field: string },
): void {
  if (isKnownIn(set, value)) return;
  throw new AppError(`${nameOf(side)} has no option ${JSON.stringify(value)} here.`, {
    code: "unknown_option",
    errorClass: "invalid",
    field,
    remedy: "Choose an option of the list, or read the definitions again if it is new.",
  });
}
