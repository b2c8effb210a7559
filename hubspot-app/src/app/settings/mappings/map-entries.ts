import type { OptionSet, ValueMap } from "@lockstep/api/wire-mapping.ts";
import type { Side } from "@lockstep/api/wire-common.ts";

/** Name of the part of a map that leads into a side. */
export const PART = { hubspot: "toHubspot", connectwise: "toConnectwise" } as const;

/** The other system. */
export function otherSide(side: Side): Side {
  return side === "hubspot" ? "connectwise" : "hubspot";
}

/** What a map says about one option. */
export interface Entry {
  value: string;
  label: string;
  isActive: boolean;
  /** Null: nothing. */
  target: string | null;
}

/** All that values of the other side may be, and what becomes of each in this side. */
export function entriesInto(
  to: Side,
  map: ValueMap,
  { from, locale }: { from: OptionSet; locale: string | undefined },
): Entry[] {
  const part = map[PART[to]];
  const listed = from.kind === "listed" ? (from.options ?? []) : [];
  const known = new Set(listed.map(({ value }) => value));
  const nameOf = from.kind === "country-codes" ? countryNames(locale) : (code: string) => code;
  return [
    ...listed
      .filter(({ value, isActive }) => isActive || part[value] !== undefined)
      .map((option) => ({ ...option, target: part[option.value] ?? null })),
    // What a person typed, or an option that is gone from the list.
    ...Object.entries(part)
      .filter(([value]) => !known.has(value))
      .map(([value, target]) => ({
        value,
        label: nameOf(value),
        isActive: from.kind !== "listed",
        target,
      })),
  ];
}

/** Options in use that have neither an entry nor a fallback. */
export function unmappedInto(to: Side, map: ValueMap, entries: readonly Entry[]): Entry[] {
  if (map.fallback?.[PART[to]] !== undefined) return [];
  return entries.filter(({ target, isActive }) => target === null && isActive);
}

/** The map with another target for an option; null: with none. */
export function withTarget(
  map: ValueMap,
  to: Side,
  value: string,
  target: string | null,
): ValueMap {
  const { [value]: _before, ...others } = map[PART[to]];
  return { ...map, [PART[to]]: target === null ? others : { ...others, [value]: target } };
}

/** The map with another fallback; null: with none. */
export function withFallback(map: ValueMap, to: Side, target: string | null): ValueMap {
  const { [PART[to]]: _before, ...others } = map.fallback ?? {};
  return { ...map, fallback: target === null ? others : { ...others, [PART[to]]: target } };
}

/** The map with what is suggested for options that it says nothing about. */
export function withSuggestion(map: ValueMap, suggestion: ValueMap): ValueMap {
  return {
    ...map,
    toHubspot: { ...suggestion.toHubspot, ...map.toHubspot },
    toConnectwise: { ...suggestion.toConnectwise, ...map.toConnectwise },
  };
}

/** Number of entries that {@link withSuggestion} would add. */
export function countSuggested(map: ValueMap, suggestion: ValueMap): number {
  const parts = ["toHubspot", "toConnectwise"] as const;
  return parts
    .map((part) => Object.keys(suggestion[part]).filter((value) => map[part][value] === undefined))
    .flat().length;
}

/** Names countries in a language; in English where the browser does not know it. */
function countryNames(locale: string | undefined): (code: string) => string {
  const names = namesIn((locale ?? "en").replaceAll("_", "-")) ?? namesIn("en");
  return (code) => {
    try {
      return names?.of(code) ?? code;
    } catch {
      // What a person typed before codes were checked may be none.
      return code;
    }
  };
}

function namesIn(tag: string): Intl.DisplayNames | null {
  try {
    return new Intl.DisplayNames(tag, { type: "region" });
  } catch {
    return null;
  }
}
