import type { FieldMapping, FieldValue, Side } from "../../server/sync/model.ts";
import { tidied, type World } from "./world.ts";

/** A value in the oracle's own plain form; null when there is nothing to see. */
export function plain(field: Pick<FieldMapping, "key">, value: FieldValue): string | null {
  if (value === null) return null;
  const text = String(value).replaceAll(/\s+/gu, " ").trim();
  if (text === "") return null;
  if (field.key !== "domain") return text;
  return text
    .toLowerCase()
    .replace(/^https?:\/\//u, "")
    .replace(/^www\./u, "")
    .replace(/\/.*$/u, "");
}

/** True when two values say the same, given what each vendor does to what it is given. */
export function same(
  world: World,
  field: FieldMapping,
  values: Readonly<Record<Side, FieldValue>>,
): boolean {
  const hubspot = plain(field, values.hubspot);
  const connectwise = plain(field, values.connectwise);
  if (hubspot === null || connectwise === null) return hubspot === connectwise;
  if (hubspot === connectwise) return true;
  return (
    plain(
      field,
      tidied(world, "connectwise", field.connectwise, carried(field, values.hubspot)),
    ) === connectwise ||
    plain(field, tidied(world, "hubspot", field.hubspot, carried(field, values.connectwise))) ===
      hubspot
  );
}

/** What a value looks like on its way: nobody carries blanks at the ends. */
function carried(field: FieldMapping, value: FieldValue): FieldValue {
  if (value === null) return null;
  return field.key === "domain" ? plain(field, value) : String(value).trim();
}

/** What tells a typed text from every other, however a vendor spells or cuts it. */
export function tagOf(field: FieldMapping, value: FieldValue): string {
  const text = plain(field, value)?.toLowerCase() ?? "";
  return field.transform === "text" ? text.slice(0, 3) : text;
}
