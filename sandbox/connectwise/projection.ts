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
