import { SIDES, type FieldMapping, type FieldValue, type Side } from "../../server/sync/model.ts";
import { idsIn } from "./ids.ts";
import { CLOSED_STATUSES } from "./opportunity.ts";
import type { Scene } from "./oracle-findings.ts";
import { linkedId } from "./oracle-links.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { objectOf, tidied, type Place } from "./world.ts";

/** Values of a field on both sides. */
export type BothValues = Readonly<Record<Side, FieldValue>>;

/** Spellings of one value of a kind look the same in its plain form; null: nothing to see. */
const PLAIN_FORMS: Readonly<
  Partial<Record<FieldMapping["transform"], (text: string) => string | null>>
> = {
  domain: (text) =>
    text
      .toLowerCase()
      .replace(/^https?:\/\//u, "")
      .replace(/^www\./u, "")
      .replace(/\/.*$/u, ""),
  email: (text) => text.toLowerCase(),
  number: (text) => String(Number(text)),
  integer: (text) => String(Number(text)),
  "datetime-day": (text) => text.slice(0, 10),
  stage: (text) => (text === "|" ? null : text),
};

/** A value in the oracle's own plain form; null when there is nothing to see. */
export function plain(field: FieldMapping, value: FieldValue): string | null {
  if (value === null) return null;
  const text = String(value).replaceAll(/\s+/gu, " ").trim();
  if (text === "") return null;
  const form = PLAIN_FORMS[field.transform];
  return form === undefined ? text : form(text);
}

/** What a record holds in a mapped field. */
export function valueOf(record: VendorRecord, field: FieldMapping): FieldValue {
  const path = field[record.side];
  if (path === "id") return record.id;
  if (!path.includes("+")) return record.fields[path] ?? null;
  return joined(path.split("+").map((part) => record.fields[part] ?? null));
}

function joined(parts: readonly FieldValue[]): FieldValue {
  return parts.every((part) => part === null) ? null : parts.map((part) => part ?? "").join("|");
}

/** True when two values say the same, given what each vendor does to what it is given. */
export function same(scene: Scene, place: Place, field: FieldMapping, values: BothValues): boolean {
  const hubspot = plain(field, values.hubspot);
  const connectwise = plain(field, values.connectwise);
  if (hubspot === null || connectwise === null) return hubspot === connectwise;
  const filled = { hubspot, connectwise };
  if (field.references !== undefined) return areCounterparts(scene, field, filled);
  if (field.transform === "stage") return areInOneRow(scene, place, field, filled);
  if (field.transform === "value-map") return areMapped(scene, place, field, filled);
  return hubspot === connectwise || areTidied(scene, place, field, values);
}

type Filled = Readonly<Record<Side, string>>;

function areCounterparts({ tables }: Scene, field: FieldMapping, values: Filled): boolean {
  const id = linkedId(tables, field.references ?? "", {
    side: "connectwise",
    id: values.connectwise,
  });
  return id !== undefined && idsIn(values.hubspot).includes(id);
}

function areInOneRow({ world }: Scene, place: Place, field: FieldMapping, values: Filled): boolean {
  const { stageMaps } = objectOf(world, place.objectType).mapping;
  const rows = stageMaps?.[field.valueMap ?? ""]?.rows ?? [];
  const [, status] = values.connectwise.split("|");
  return rows.some(
    (row) =>
      row.hubspot === values.hubspot &&
      (row.connectwise === values.connectwise || row.connectwise === `*|${status}`),
  );
}

function areMapped({ world }: Scene, place: Place, field: FieldMapping, values: Filled): boolean {
  const map = objectOf(world, place.objectType).mapping.valueMaps[field.valueMap ?? ""];
  const { hubspot, connectwise } = values;
  return map?.toConnectwise[hubspot] === connectwise || map?.toHubspot[connectwise] === hubspot;
}

/** True when one is what a vendor made of the other. */
function areTidied(
  { world }: Scene,
  { objectType }: Place,
  field: FieldMapping,
  values: BothValues,
): boolean {
  return SIDES.some((side) => {
    const sent = carried(field, values[side === "hubspot" ? "connectwise" : "hubspot"]);
    const kept = tidied(world, { objectType, side }, field[side], sent);
    return plain(field, kept) === plain(field, values[side]);
  });
}

/** What a value looks like on its way: nobody carries blanks at the ends. */
function carried(field: FieldMapping, value: FieldValue): FieldValue {
  if (value === null) return null;
  return field.transform === "domain" ? plain(field, value) : String(value).trim();
}

/** What tells a typed text from every other, however a vendor spells or cuts it. */
export function tagOf(field: FieldMapping, value: FieldValue): string {
  const text = plain(field, value)?.toLowerCase() ?? "";
  return field.transform === "text" || field.transform === "email" ? text.slice(0, 3) : text;
}

/** The text that a base is kept under; the simulation's hash leaves it as it is. */
export function baseText(field: FieldMapping, side: Side, value: FieldValue): string {
  const text = plain(field, value);
  if (text === null) return `${field.key}\u0000`;
  const [, status = ""] = text.split("|");
  const isOver =
    field.transform === "stage" && side === "connectwise" && CLOSED_STATUSES.has(status);
  return `${field.key}\u0001${isOver ? `*|${status}` : text}`;
}
