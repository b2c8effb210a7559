import type { Side } from "@lockstep/api/wire-common.ts";
import { objectWords } from "@lockstep/ui/words.ts";

/** What a side calls its records, in small letters: `deal`, `deals`; `opportunity`, `opportunities`. */
export function recordNames(objectType: string, side: Side): { one: string; many: string } {
  const { one, many, connectwise } = objectWords(objectType);
  if (side === "hubspot") return { one, many: many.toLowerCase() };
  return {
    one: connectwise,
    many: connectwise.endsWith("y") ? `${connectwise.slice(0, -1)}ies` : `${connectwise}s`,
  };
}

/** The other system. */
export function otherSide(side: Side): Side {
  return side === "hubspot" ? "connectwise" : "hubspot";
}
