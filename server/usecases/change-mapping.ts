import { AppError } from "../sync/errors.ts";
import type {
  BlankRule,
  ConflictRule,
  Direction,
  FieldMapping,
  MappingVersion,
  ObjectType,
  TransformName,
  ValueMap,
} from "../sync/model.ts";
import { flowsTo } from "../sync/model.ts";
import type { ObjectSettings, PortalStore } from "../sync/portal-ports.ts";
import type { ConnectwiseField, HubspotProperty } from "../sync/vendor-ports.ts";
import { chooseTransform } from "./choose-transform.ts";
import { suggestByLabel } from "./suggest-maps.ts";

/** One row of a mapping as a person sends it; what is left out gets its usual value. */
export interface MappingRow {
  readonly hubspot: string;
  readonly connectwise: string;
  readonly direction: Direction;
  readonly transform?: TransformName | undefined;
  readonly conflictRule?: ConflictRule | undefined;
  readonly blankRule?: BlankRule | undefined;
  /** Translation of options; made of equal labels when both sides have options and none is given. */
  readonly valueMap?: ValueMap | undefined;
}

/** Fields that rows may name. */
export interface MappableFields {
  readonly properties: readonly HubspotProperty[];
  readonly fields: readonly ConnectwiseField[];
}

/** A row with both ends found and its transform chosen. */
interface CheckedRow {
  readonly field: FieldMapping;
  readonly valueMap: ValueMap | null;
}

/** Names of the value maps that are made when ConnectWise is connected. */
const STANDARD_MAPS: Readonly<Record<string, string>> = {
  "country/id": "country",
  "territoryManager/id": "owner",
};

/** Reads the settings of an object type. @throws AppError gone `not_configured` before it is connected */
export async function readMapping(
  store: Pick<PortalStore, "objectSettings">,
  objectType: ObjectType,
): Promise<ObjectSettings> {
  const settings = (await store.objectSettings()).find((one) => one.objectType === objectType);
  if (settings !== undefined) return settings;
  throw new AppError("ConnectWise is not connected yet", {
    code: "not_configured",
    errorClass: "invalid",
    remedy: "Connect ConnectWise first.",
  });
}

/**
 * Replaces the mapping of an object type by a new version. Rows of fields that only Lockstep writes
 * stay as they are, whether they are sent or not. The same rows again make no new version.
 *
 * @throws AppError invalid with `field` (`rows.3.hubspot`) and reason when a row cannot be used; the
 *   stored mapping stays
 */
export async function changeMapping(
  store: Pick<PortalStore, "objectSettings" | "saveObjectSettings">,
  objectType: ObjectType,
  rows: readonly MappingRow[],
  available: MappableFields,
): Promise<ObjectSettings> {
  const settings = await readMapping(store, objectType);
  const own = settings.mapping.fields.filter(({ isOwn }) => isOwn);
  const ownNames = new Set(own.map(({ hubspot }) => hubspot));
  const checked = rows.flatMap((row, index) =>
    ownNames.has(row.hubspot) ? [] : [checkRow(row, index, settings.mapping, available)],
  );
  refuseDoubles(rows);
  const mapping = toVersion(settings.mapping, own, checked);
  if (isSameMapping(settings.mapping, mapping)) return settings;
  const changed = { ...settings, mapping };
  await store.saveObjectSettings(changed);
  return changed;
}

function refuse(field: string, code: string, message: string, remedy: string): AppError {
  return new AppError(message, { code, errorClass: "invalid", field, remedy });
}

function checkRow(
  row: MappingRow,
  index: number,
  before: MappingVersion,
  { properties, fields }: MappableFields,
): CheckedRow {
  const at = (name: keyof MappingRow): string => `rows.${index}.${name}`;
  const property = properties.find(({ name }) => name === row.hubspot);
  if (property === undefined) {
    const message = `HubSpot has no property ${row.hubspot}.`;
    throw refuse(at("hubspot"), "unknown_property", message, "Choose a property of the list.");
  }
  const field = fields.find(({ path }) => path === row.connectwise);
  if (field === undefined) {
    const message = `ConnectWise has no field ${row.connectwise}.`;
    throw refuse(at("connectwise"), "unknown_field", message, "Choose a field of the list.");
  }
  refuseReadOnly(row, property, field, at("direction"));
  const former = formerRow(row, before);
  const usual = former === undefined ? row : { ...row, transform: former.transform };
  const wish = row.transform === undefined ? usual : row;
  const transform = chooseTransform(property, field, wish) ?? chooseTransform(property, field, row);
  if (transform === null) {
    const message = `${property.label} (${property.type}) and ${field.label} (${field.kind}) hold different kinds of values.`;
    const remedy =
      "Choose fields of the same kind, or give a value map where one of them has options.";
    throw refuse(at("connectwise"), "types_incompatible", message, remedy);
  }
  return toCheckedRow(row, transform, before, { property, field });
}

/** The row as it is now: what a person leaves out stays. */
function formerRow(row: MappingRow, before: MappingVersion): FieldMapping | undefined {
  return before.fields.find(
    (one) => one.hubspot === row.hubspot && one.connectwise === row.connectwise,
  );
}

function refuseReadOnly(
  row: MappingRow,
  property: HubspotProperty,
  field: ConnectwiseField,
  at: string,
): void {
  const remedy = "Choose the other direction.";
  if (flowsTo(row.direction, "hubspot") && property.isReadOnly) {
    throw refuse(at, "read_only", `HubSpot does not let anybody write ${property.label}.`, remedy);
  }
  if (flowsTo(row.direction, "connectwise") && field.isReadOnly) {
    throw refuse(at, "read_only", `ConnectWise does not let anybody write ${field.label}.`, remedy);
  }
}

function toCheckedRow(
  row: MappingRow,
  transform: TransformName,
  before: MappingVersion,
  ends: { readonly property: HubspotProperty; readonly field: ConnectwiseField },
): CheckedRow {
  const { hubspot, connectwise, direction } = row;
  const { valueMap: formerMap, ...former } = formerRow(row, before) ?? NEW_ROW;
  const field: FieldMapping = {
    ...former,
    key: former.key || hubspot,
    hubspot,
    connectwise,
    direction,
    transform,
    conflictRule: row.conflictRule ?? former.conflictRule,
    blankRule: row.blankRule ?? former.blankRule,
  };
  if (!NEEDS_MAP.has(transform)) return { field, valueMap: null };
  const mapName = formerMap ?? STANDARD_MAPS[connectwise] ?? hubspot;
  return {
    field: { ...field, valueMap: mapName },
    valueMap:
      row.valueMap ??
      before.valueMaps[mapName] ??
      suggestByLabel(ends.property.options, ends.field.options, "problem"),
  };
}

const NEEDS_MAP: ReadonlySet<TransformName> = new Set(["value-map", "country"]);

/** What a row that was not there before starts from. */
const NEW_ROW: FieldMapping = {
  key: "",
  hubspot: "",
  connectwise: "",
  direction: "off",
  transform: "text",
  conflictRule: "most-recent",
  blankRule: "keep",
  writeOn: "always",
  isOwn: false,
};

/** Two rows into one property would overwrite each other for ever. */
function refuseDoubles(rows: readonly MappingRow[]): void {
  for (const side of ["hubspot", "connectwise"] as const) {
    const seen = new Set<string>();
    for (const [index, row] of rows.entries()) {
      if (row.direction === "off") continue;
      const name = row[side];
      if (seen.has(name) && (side === "hubspot" || flowsTo(row.direction, side))) {
        const remedy = "Remove one of the rows.";
        throw refuse(`rows.${index}.${side}`, "mapped_twice", `${name} is mapped twice.`, remedy);
      }
      seen.add(name);
    }
  }
}

function toVersion(
  before: MappingVersion,
  own: readonly FieldMapping[],
  checked: readonly CheckedRow[],
): MappingVersion {
  const standard = Object.entries(before.valueMaps).filter(([name]) =>
    Object.values(STANDARD_MAPS).includes(name),
  );
  const given = checked.flatMap(({ field, valueMap }) =>
    field.valueMap === undefined || valueMap === null ? [] : [[field.valueMap, valueMap] as const],
  );
  return {
    version: before.version + 1,
    fields: [...own, ...checked.map(({ field }) => field)],
    valueMaps: Object.fromEntries([...standard, ...given]),
  };
}

function isSameMapping(a: MappingVersion, b: MappingVersion): boolean {
  return textOf(a) === textOf(b);
}

function textOf({ fields, valueMaps }: MappingVersion): string {
  return JSON.stringify([fields.map(sorted), sorted(valueMaps)]);
}

/** The same with its keys in order, all the way down. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}
