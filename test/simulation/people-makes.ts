import {
  otherSide,
  type FieldMapping,
  type FieldValue,
  type Side,
} from "../../server/sync/model.ts";
import { idsIn } from "./ids.ts";
import { kindOf, typedFields, valuesFor, type Desk } from "./people-desk.ts";
import type { Values, VendorRecord } from "./vendor-record.ts";
import { INACTIVE_STATUS } from "./vendor-rules.ts";
import type { WorldObject } from "./world-objects.ts";
import type { Place } from "./world.ts";

/** How often a new record has a field; others have it half of the time. */
const CHANCES: Readonly<Record<string, number>> = {
  name: 1,
  address: 0.95,
  firstname: 0.92,
  email: 0.88,
  associatedcompanyid: 0.88,
  dealname: 1,
  "pipeline+dealstage": 1,
  "associations/company": 0.92,
  "associations/contacts": 0.9,
};

const INACTIVE = { "status/id": INACTIVE_STATUS, "status/name": "Inactive" };

/** Kinds of records of which people may make one more. */
export function withRoom({ world, made }: Desk): readonly WorldObject[] {
  return world.objects.filter(
    ({ objectType, maxRecords }) => (made.get(objectType) ?? 0) < maxRecords,
  );
}

/** Makes a record of some kind; returns its name for the trace. */
export function make(desk: Desk): string {
  const { dice } = desk;
  const side = dice.pick(["hubspot", "connectwise"] as const);
  const kinds = withRoom(desk).filter((kind) => hasParents(desk, kind, side));
  if (kinds.length === 0) return "nothing";
  // Children are more interesting than one more company.
  const kind = dice.chance(0.5) ? dice.pick(kinds) : (kinds.at(-1) ?? dice.pick(kinds));
  const values: Record<string, FieldValue> = {};
  for (const field of typedFields(kind)) {
    if (!dice.chance(CHANCES[field.key] ?? 0.5)) continue;
    const value = desk.typing.valueFor(field, side);
    if (value !== null) Object.assign(values, valuesFor(field, side, value));
  }
  Object.assign(values, chooseParents(desk, { objectType: kind.objectType, side }, values));
  if (kind.objectType === "company") likenName(desk, side, values);
  return add(desk, { objectType: kind.objectType, side }, values);
}

/** True when there is somebody to belong to; now and then people make a record without. */
function hasParents({ dice, records }: Desk, { rules }: WorldObject, side: Side): boolean {
  const types = Object.values(rules[side].references);
  return types.every((type) => records.live(type, side).length > 0) || dice.chance(0.1);
}

/** Now and then the same name as another company's. */
function likenName({ dice, records }: Desk, side: Side, values: Record<string, FieldValue>): void {
  const others = records.live("company", otherSide(side));
  if (others.length > 0 && dice.chance(0.1)) {
    values["name"] = dice.pick(others).fields["name"] ?? null;
  }
}

/** Chooses records that a new one belongs to, mostly such that fit together. */
function chooseParents(desk: Desk, place: Place, values: Values): Values {
  const { dice } = desk;
  const chosen: Record<string, FieldValue> = {};
  for (const field of typedFields(kindOf(desk, place))) {
    if (field.references === undefined || !dice.chance(CHANCES[field.key] ?? 0.5)) continue;
    chosen[field[place.side]] = chooseParent(desk, place, field, { ...values, ...chosen });
  }
  return chosen;
}

/** Chooses one record, or several, that a field may name. */
export function chooseParent(
  desk: Desk,
  place: Place,
  field: FieldMapping,
  values: Values,
): FieldValue {
  const { dice, records } = desk;
  const all = records.live(field.references ?? "", place.side);
  const fitting = fittingOnes(desk, place, field, { values, all });
  if (fitting.length === 0) return null;
  const isSeveral = records.rulesOf(place).several.includes(field[place.side]);
  const ids = [
    dice.pick(fitting).id,
    ...(isSeveral && dice.chance(0.3) ? [dice.pick(all).id] : []),
  ];
  return idsIn([...new Set(ids)].join(";")).join(";");
}

/** Contacts of the company named, most often, and such as have a counterpart. */
function fittingOnes(
  desk: Desk,
  { side }: Place,
  field: FieldMapping,
  { values, all }: { readonly values: Values; readonly all: readonly VendorRecord[] },
): readonly VendorRecord[] {
  const { dice, records } = desk;
  const company = values[side === "hubspot" ? "associations/company" : "company/id"] ?? null;
  const own = all.filter(({ fields }) => companyOf(fields, side) === company);
  const isStrict = records.world.checksContacts || dice.chance(0.75);
  const found = field.references === "contact" && isStrict ? own : all;
  const linked = found.filter((one) => desk.counterpart(one)?.isDeleted === false);
  return linked.length > 0 && dice.chance(0.6) ? linked : found;
}

function companyOf(fields: Values, side: Side): FieldValue {
  return fields[side === "hubspot" ? "associatedcompanyid" : "company/id"] ?? null;
}

/** Puts a new record in, if the vendor takes it. */
function add(desk: Desk, place: Place, values: Values): string {
  const { records, made } = desk;
  const { objectType, side } = place;
  const fields = { ...completed(desk, place), ...values };
  const rules = records.rulesOf(place);
  const isTaken = rules.unique.some((path) => records.holder(place, path, fields[path] ?? null));
  const isLacking = rules.required.some(
    (path) => (fields[path] ?? null) === null && !OPTIONAL_FOR_PEOPLE.has(path),
  );
  if (isTaken || isLacking) return `not made ${objectType} ${side}`;
  made.set(objectType, (made.get(objectType) ?? 0) + 1);
  const { "forecast/amount": amount, ...others } = fields;
  const record = records.create(place, others, "person");
  if (amount !== undefined && amount !== null) {
    const line = { isOurs: false, revenue: Number(amount), recurring: 0, isIncluded: true };
    records.setLines(record, [line], "person");
  }
  return `make ${objectType} ${side} ${record.id}`;
}

/** What the vendor wants of Lockstep, but not of people. */
const OPTIONAL_FOR_PEOPLE: ReadonlySet<string> = new Set([
  "firstName",
  "primarySalesRep/id",
  "identifier",
]);

/** Fields that people fill in on one side only. */
function completed(desk: Desk, { objectType, side }: Place): Values {
  const { dice, typing } = desk;
  if (side === "hubspot") {
    return objectType === "company" ? { name: typing.text() } : {};
  }
  switch (objectType) {
    case "company":
      return {
        name: typing.text(),
        identifier: freeIdentifier(desk),
        ...(dice.chance(0.1) ? INACTIVE : {}),
      };
    case "contact":
      return { inactiveFlag: dice.chance(0.08) };
    case "deal":
      // Old ones have neither location nor department.
      return {
        "primarySalesRep/id": "21",
        ...(dice.chance(0.85) ? { locationId: "1", businessUnitId: "1" } : {}),
      };
    default:
      return {};
  }
}

function freeIdentifier({ dice, records, typing }: Desk): string {
  const plain = `Id${typing.number()}`;
  if (!dice.chance(0.3)) return plain;
  const names = records.all("company", "hubspot").map(({ fields }) => String(fields["name"]));
  if (names.length === 0) return plain;
  const wanted = dice
    .pick(names)
    .replaceAll(/[^a-z\d]/giu, "")
    .slice(0, 20);
  const place = { objectType: "company", side: "connectwise" } as const;
  return wanted === "" || records.holder(place, "identifier", wanted) !== undefined
    ? plain
    : wanted;
}

/** The same record typed into the other system as well, or once more into the same one. */
export function makeTwin(desk: Desk, record: VendorRecord): string | null {
  const { dice } = desk;
  const kind = kindOf(desk, record);
  if (!withRoom(desk).includes(kind)) return null;
  const side = dice.chance(0.85) ? otherSide(record.side) : record.side;
  const place = { objectType: kind.objectType, side };
  const values: Record<string, FieldValue> = {};
  for (const field of typedFields(kind)) {
    if (!dice.chance(CHANCES[field.key] ?? 0.5)) continue;
    const value = copied(desk, record, field, side);
    if (value !== null) values[field[side]] = value;
  }
  if (kind.objectType === "company")
    values[side === "hubspot" ? "address" : "addressLine1"] ??= desk.typing.text();
  return add(desk, place, values);
}

/** A record's value as somebody would type it on a side; null where there is nothing to copy. */
function copied(desk: Desk, record: VendorRecord, field: FieldMapping, side: Side): FieldValue {
  const value = record.fields[field[record.side]] ?? null;
  if (value === null || field.transform === "stage" || field.transform === "value-map") return null;
  if (field.references === undefined || side === record.side) return value;
  const parents = idsIn(value).flatMap((id) => {
    const parent = desk.records.get(field.references ?? "", record.side, id);
    const other = parent === undefined ? undefined : desk.counterpart(parent);
    return other === undefined || other.isDeleted ? [] : [other.id];
  });
  return parents[0] ?? null;
}
