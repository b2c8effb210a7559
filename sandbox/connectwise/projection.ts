import type { ReadPath } from "./comparisons.ts";
import type { Json } from "./schema.ts";

/**
 * Applies `fields=id,name,status/name`. The `_info` block is left out unless it is named.
 *
 * Unknown names are ignored, as ConnectWise does.
 */
export function projectFields(
  record: Record<string, unknown>,
  fields: string | undefined,
): Record<string, unknown> {
  if (!fields) return record;
  const projected: Record<string, unknown> = {};
  for (const path of fields.split(",").map((name) => name.trim())) {
    const [head = "", leaf] = path.split("/");
    const value = record[head];
    if (value === undefined) continue;
    if (leaf === undefined) projected[head] = value;
    else if (typeof value === "object" && value !== null && leaf in value) {
      const nested = (projected[head] ?? {}) as Record<string, unknown>;
      projected[head] = { ...nested, [leaf]: (value as Record<string, unknown>)[leaf] };
    }
  }
  return projected;
}

/** Reads paths such as `status/name` or `lastUpdated` in a vendor-shaped record. */
export function readJson(record: Json): ReadPath {
  return (path) => {
    const [head = "", leaf] = path === "lastUpdated" ? ["_info", "lastUpdated"] : path.split("/");
    const value = record[head];
    if (leaf === undefined) return value;
    return typeof value === "object" && value !== null ? (value as Json)[leaf] : undefined;
  };
}
