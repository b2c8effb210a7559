import type { FieldValue } from "../sync/model.ts";
import { openJson, type PortalCrypto, type SealPlace } from "./encryption.ts";

/** Stored for an empty field, which holds nothing to be sealed; most values that we write are the first ones. */
const BLANK = "blank";

function placeOf(entryId: string, part: "old" | "new"): SealPlace {
  return { table: "journal", row: entryId, field: part };
}

/** Returns how an entry's value is stored. */
export function sealEntryValue(
  crypto: PortalCrypto,
  entryId: string,
  part: "old" | "new",
  value: FieldValue,
): string {
  return value === null ? BLANK : crypto.seal(JSON.stringify(value), placeOf(entryId, part));
}

/** Opens what {@link sealEntryValue} made. */
export function openEntryValue(
  crypto: PortalCrypto,
  entryId: string,
  part: "old" | "new",
  sealed: string,
): FieldValue {
  return sealed === BLANK ? null : openJson<FieldValue>(crypto, sealed, placeOf(entryId, part));
}
