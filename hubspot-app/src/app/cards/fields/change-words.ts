import type { Side } from "@lockstep/api/wire-common.ts";
import { objectWords, sideWords } from "@lockstep/ui/words.ts";

/**
 * What became of a field.
 *
 * @param about - the field, such as `Phone in ConnectWise`
 * @param before - null where nobody has words for it, as for after
 */
export function changeWords(about: string, before: string | null, after: string | null): string {
  if (after === null) return `${about} was written`;
  return before === null ? `${about} is now ${after}` : `${about}: ${before} became ${after}`;
}

/** A step in the life of a pair. @param side - where a new record was created */
export function stepWords(
  kind: "create" | "link" | "unlink",
  objectType: string,
  side: Side,
): string {
  switch (kind) {
    case "create": {
      const { one, connectwise } = objectWords(objectType);
      const noun = side === "hubspot" ? one : connectwise;
      return `A new ${noun} was created in ${sideWords(side)}`;
    }
    case "link":
      return "The two records were linked";
    case "unlink":
      return "The two records were taken apart";
  }
}
