import type { FieldValue } from "../../server/sync/model.ts";

/** Ids that a field holds, smallest first. */
export function idsIn(value: FieldValue | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return String(value)
    .split(";")
    .filter((id) => id !== "")
    .toSorted((a, b) => Number(a) - Number(b));
}
