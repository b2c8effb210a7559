import { writtenField } from "../sync/compatibility.ts";
import { type AppError, invalidInput } from "../sync/errors.ts";
import type {
  BlankRule,
  ConflictRule,
  Direction,
  FieldMapping,
  MappingVersion,
  ObjectPolicy,
  Side,
  TransformName,
  ValueMap,
} from "../sync/model.ts";
import { flowsTo, pathOn, SIDES, USUAL_CONFLICT_RULE } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { OWNER_PATH, partsOf } from "../sync/paths.ts";
import type { BothDefinitions, ConnectwiseField, HubspotProperty } from "../sync/vendor-ports.ts";
import { checkValueMap } from "./check-value-map.ts";
import { chooseTransform, pairingsFor, type TransformChoice } from "./choose-transform.ts";
import { suggestMap } from "./suggest-maps.ts";

/** One row of a mapping as a person sends it; what is left out stays, or gets its usual value. */
export interface MappingRow {
  readonly hubspot: string;
  readonly connectwise: string;
  readonly direction: Direction;
  readonly transform?: TransformName | undefined;
  readonly conflictRule?: ConflictRule | undefined;
  readonly blankRule?: BlankRule | undefined;
  /** Translation of options; suggested where both sides have options and none is given. */
  readonly valueMap?: ValueMap | undefined;
}

/** What rows are checked against. */
export interface RowContext {
  readonly definition: ObjectDefinition;
  readonly policy: ObjectPolicy;
  readonly before: MappingVersion;
  readonly both: BothDefinitions;
}

/** A row that may be stored, with its value map where it has one. */
export interface CheckedRow {
  readonly field: FieldMapping;
  readonly valueMap: ValueMap | null;
}

/** Names of the value maps that are made when ConnectWise is connected. */
const STANDARD_MAPS: ReadonlySet<string> = new Set(["country", "owner"]);

/** True for a map that stays while no row uses it: it knows what the customer's countries are. */
export function isStandardMap(name: string): boolean {
  return STANDARD_MAPS.has(name);
}

/**
 * True for a row whose ends belong to the object type: stages, and associations with other records.
 * Its direction and rules are the customer's to choose.
 */
export function isFixed({ references, transform }: FieldMapping): boolean {
  return references !== undefined || transform === "stage";
}

/**
 * Checks rows against the compatibility table. Rows that only Lockstep writes, and fixed rows that
 * are not sent, stay as they are.
 *
 * @throws AppError invalid with `field` (`rows.3.hubspot`) and remedy
 */
export function checkRows(context: RowContext, rows: readonly MappingRow[]): readonly CheckedRow[] {
  const { before } = context;
  const own = before.fields.filter(({ isOwn }) => isOwn);
  const fixed = before.fields.filter(isFixed);
  const ownNames = new Set(own.map(({ hubspot }) => hubspot));
  const sent = rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => !ownNames.has(row.hubspot));
  const checked = sent.map(({ row, index }) => {
    const former = fixed.find(({ hubspot }) => hubspot === row.hubspot);
    const one =
      former === undefined
        ? checkRow(context, row, index)
        : checkFixedRow(context, former, row, index);
    return { ...one, index };
  });
  const names = new Set(checked.map(({ field }) => field.hubspot));
  const kept = [...own, ...fixed.filter(({ hubspot }) => !names.has(hubspot))].map((field) => ({
    field,
    valueMap: null,
    index: null,
  }));
  const all = [...kept, ...checked];
  refuseDoubles(all);
  refuseDifferentMaps(checked);
  return all.map(({ field, valueMap }) => ({ field, valueMap }));
}

function checkFixedRow(
  { definition, policy }: RowContext,
  former: FieldMapping,
  row: MappingRow,
  index: number,
): CheckedRow {
  const isOtherEnd = row.connectwise !== former.connectwise;
  if (isOtherEnd || (row.transform ?? former.transform) !== former.transform) {
    const at = isOtherEnd ? "connectwise" : "transform";
    const message = `${row.hubspot} always belongs to ${former.connectwise}.`;
    const remedy = "Change its direction or its rules, or leave the row as it is.";
    throw invalidInput(`rows.${index}.${at}`, "fixed_row", message, remedy);
  }
  refuseMissingParent(definition, policy, row, `rows.${index}.direction`);
  return { field: withRules(former, row), valueMap: null };
}

/** ConnectWise takes no contact without a company: the row that gives it one cannot be switched off. */
export function refuseMissingParent(
  { requiredParents, objectType }: ObjectDefinition,
  { createIn, direction }: Pick<ObjectPolicy, "createIn" | "direction">,
  row: Pick<FieldMapping, "hubspot" | "direction">,
  at: string,
): void {
  const creates = createIn.connectwise && flowsTo(direction, "connectwise");
  const isNeeded = creates && requiredParents.includes(row.hubspot);
  if (!isNeeded || flowsTo(row.direction, "connectwise")) return;
  const message = `ConnectWise takes no new ${objectType} without what ${row.hubspot} says.`;
  const remedy = `Let the row go to ConnectWise, or create no ${objectType}s there.`;
  throw invalidInput(at, "required_row", message, remedy);
}

/** What a person may change in any row. */
function withRules(field: FieldMapping, row: MappingRow): FieldMapping {
  return {
    ...field,
    direction: row.direction,
    conflictRule: row.conflictRule ?? field.conflictRule,
    blankRule: row.blankRule ?? field.blankRule,
  };
}

function checkRow(context: RowContext, row: MappingRow, index: number): CheckedRow {
  const at = (name: keyof MappingRow): string => `rows.${index}.${name}`;
  const { both } = context;
  const property = both.properties.find(({ name }) => name === row.hubspot);
  if (property === undefined) {
    const message = `HubSpot has no property ${row.hubspot}.`;
    throw invalidInput(
      at("hubspot"),
      "unknown_property",
      message,
      "Choose a property of the list.",
    );
  }
  const field = both.connectwise.fields.find(({ path }) => path === row.connectwise);
  if (field === undefined) {
    const message = `ConnectWise has no field ${row.connectwise}.`;
    throw invalidInput(at("connectwise"), "unknown_field", message, "Choose a field of the list.");
  }
  const choice = chooseFor(context, row, { property, field });
  if (choice.kind === "refused") {
    throw refusedChoice(choice, { property, field }, at);
  }
  refuseReadOnly(row, { property, field }, at("direction"));
  return toCheckedRow(context, row, choice, index);
}

/** Both ends of a row. */
interface Ends {
  readonly property: HubspotProperty;
  readonly field: ConnectwiseField;
}

/** What was chosen before stays as long as it fits, unless the row asks for something else. */
function chooseFor(context: RowContext, row: MappingRow, ends: Ends): TransformChoice {
  const former = formerRow(row, context.before);
  const hasMap = row.valueMap !== undefined || former?.valueMap !== undefined;
  const wish = { direction: row.direction, hasMap };
  const pairings = pairingsFor(ends.property, ends.field, context.both);
  if (row.transform !== undefined) {
    return chooseTransform(pairings, { ...wish, transform: row.transform });
  }
  const again = chooseTransform(pairings, { ...wish, transform: former?.transform });
  return again.kind === "chosen" ? again : chooseTransform(pairings, wish);
}

function refusedChoice(
  { because }: Extract<TransformChoice, { kind: "refused" }>,
  { property, field }: Ends,
  at: (name: keyof MappingRow) => string,
): AppError {
  switch (because) {
    case "kinds":
      return invalidInput(
        at("connectwise"),
        "types_incompatible",
        `${property.label} (${property.type}) and ${field.label} (${field.kind}) hold different kinds of values.`,
        "Choose one of the fields that are offered for it.",
      );
    case "direction":
      return invalidInput(
        at("direction"),
        "direction_not_possible",
        `Values of ${field.label} can only be shown in HubSpot.`,
        "Choose the direction to HubSpot.",
      );
    case "map":
      return invalidInput(
        at("valueMap"),
        "value_map_missing",
        `One of ${property.label} and ${field.label} holds choices, the other text.`,
        "Give a value map that says which text stands for which choice.",
      );
    case "transform":
      return invalidInput(
        at("transform"),
        "transform_unsuitable",
        `${property.label} and ${field.label} cannot be translated in this way.`,
        "Leave the transform out to get the usual one.",
      );
  }
}

/** The row as it is now: what a person leaves out stays. */
function formerRow(row: MappingRow, before: MappingVersion): FieldMapping | undefined {
  return before.fields.find(
    (one) => one.hubspot === row.hubspot && one.connectwise === row.connectwise,
  );
}

function refuseReadOnly(row: MappingRow, { property, field }: Ends, at: string): void {
  const remedy = "Choose the other direction.";
  if (flowsTo(row.direction, "hubspot") && property.isReadOnly) {
    throw invalidInput(
      at,
      "read_only",
      `HubSpot does not let anybody write ${property.label}.`,
      remedy,
    );
  }
  if (flowsTo(row.direction, "connectwise") && field.isReadOnly) {
    throw invalidInput(
      at,
      "read_only",
      `ConnectWise does not let anybody write ${field.label}.`,
      remedy,
    );
  }
}

function toCheckedRow(
  context: RowContext,
  row: MappingRow,
  { transform, map }: Extract<TransformChoice, { kind: "chosen" }>,
  index: number,
): CheckedRow {
  const { hubspot, connectwise } = row;
  const { before, both, policy } = context;
  const { valueMap: formerMap, ...former } =
    formerRow(row, before) ?? newRow(hubspot, connectwise, policy);
  const field: FieldMapping = { ...withRules(former, row), transform };
  if (map === "none") return { field, valueMap: null };
  const name = formerMap ?? mapName(field);
  // Another field's map of the same name would name that field's options.
  const isKept = formerMap !== undefined || isStandardMap(name);
  const stored = isKept ? before.valueMaps[name] : undefined;
  if (row.valueMap !== undefined) {
    checkValueMap(row.valueMap, field, both, `rows.${index}.valueMap`);
  }
  return {
    field: { ...field, valueMap: name },
    valueMap: row.valueMap ?? stored ?? suggestMap(field, both),
  };
}

/** What a row that was not there before starts from. */
function newRow(
  hubspot: string,
  connectwise: string,
  { conflictDefault }: Pick<ObjectPolicy, "conflictDefault">,
): FieldMapping {
  return {
    key: hubspot,
    hubspot,
    connectwise,
    direction: "off",
    transform: "text",
    conflictRule: conflictDefault ?? USUAL_CONFLICT_RULE,
    blankRule: "keep",
    writeOn: "always",
    isOwn: false,
  };
}

/** Owners and countries mean the same in every row; all other maps belong to theirs. */
function mapName({ hubspot, transform }: FieldMapping): string {
  if (transform === "country") return "country";
  if (hubspot === OWNER_PATH) return "owner";
  return STANDARD_MAPS.has(hubspot) ? `field:${hubspot}` : hubspot;
}

interface PlacedRow extends CheckedRow {
  /** Where the row stands in the request; null for one that was not sent. */
  readonly index: number | null;
}

/** Two rows into one field would overwrite each other for ever. */
function refuseDoubles(rows: readonly PlacedRow[]): void {
  const paths = new Set<string>();
  const written: Readonly<Record<Side, Set<string>>> = {
    hubspot: new Set(),
    connectwise: new Set(),
  };
  for (const { field, index } of rows) {
    if (paths.has(field.hubspot)) throw mappedTwice(index, "hubspot", field.hubspot);
    paths.add(field.hubspot);
    for (const side of SIDES) {
      if (!flowsTo(field.direction, side)) continue;
      for (const part of partsOf(pathOn(field, side)).map(writtenField)) {
        if (written[side].has(part)) throw mappedTwice(index, side, part);
        written[side].add(part);
      }
    }
  }
}

function mappedTwice(index: number | null, side: Side, path: string): AppError {
  const at = index === null ? "rows" : `rows.${index}.${side}`;
  return invalidInput(at, "mapped_twice", `${path} is mapped twice.`, "Remove one of the rows.");
}

/** Rows that share a map cannot each say something else about it. */
function refuseDifferentMaps(rows: readonly PlacedRow[]): void {
  const given = new Map<string, string>();
  for (const { field, valueMap, index } of rows) {
    if (field.valueMap === undefined || valueMap === null) continue;
    const text = JSON.stringify(valueMap);
    const known = given.get(field.valueMap);
    given.set(field.valueMap, text);
    if (known === undefined || known === text) continue;
    const message = `The value map "${field.valueMap}" is given twice, in different ways.`;
    throw invalidInput(`rows.${index}.valueMap`, "map_given_twice", message, "Give it once.");
  }
}
