import {
  flowsTo,
  SIDES,
  type Direction,
  type FieldMapping,
  type MappingVersion,
  type StageMap,
  type ValueMap,
} from "./model.ts";
import { optional } from "./optional.ts";

/** What an admin wants a new mapping version to do with records that are linked already. */
export type ExistingChoice =
  /** They are looked at again, and what the change says about them is written. */
  | "apply"
  /** What both sides hold now stands; only later edits travel by the new version. */
  | "from-now-on";

/** In what one row differs between two versions. */
export type ChangeKind =
  "added" | "removed" | "direction" | "transform" | "value-map" | "stage-map" | "rule";

/** What a new version does to one row. */
export interface FieldChange {
  readonly hubspot: string;
  readonly connectwise: string;
  readonly kinds: readonly ChangeKind[];
}

/** A new version with what is different in it. */
export interface NextVersion {
  readonly mapping: MappingVersion;
  readonly changes: readonly FieldChange[];
  /** Whether linked records have to be looked at because of it. */
  readonly touchesLinks: boolean;
}

/** Rows and maps that are to become a version. */
export type MappingDraft = Omit<MappingVersion, "version">;

/**
 * Makes the version that follows another one; null when nothing is different.
 *
 * A row under which old bases would say something wrong gets a new key, so that every link meets it
 * for the first time: a row that is new, that translates in another way or by other stages, and with
 * `apply` also one that goes a new way or has another value map. A key is never used again, because
 * links may still hold bases under it.
 */
export function nextVersion(
  before: MappingVersion,
  draft: MappingDraft,
  existing: ExistingChoice,
): NextVersion | null {
  const changes = compareMappings(before, draft);
  if (changes.length === 0) return null;
  const version = before.version + 1;
  const byEnds = new Map(changes.map((change) => [endsOf(change), change]));
  const fields = draft.fields.map((field): FieldMapping => {
    const former = before.fields.find((one) => endsOf(one) === endsOf(field));
    const { key: _key, asIsBefore: _asIs, ...row } = field;
    const change = byEnds.get(endsOf(field));
    if (former !== undefined && !isMetAnew({ change, existing, former, row })) {
      const { key, asIsBefore } = former;
      return { ...row, key, ...optional("asIsBefore", asIsBefore) };
    }
    const asIs = existing === "from-now-on" ? { asIsBefore: version } : {};
    return { ...row, key: `${row.hubspot}@${version}`, ...asIs };
  });
  const known = new Set(before.fields.map(({ key }) => key));
  return {
    mapping: { ...draft, version, fields },
    changes,
    touchesLinks: fields.some(({ key }) => !known.has(key)),
  };
}

const ALWAYS_ANEW: ReadonlySet<ChangeKind> = new Set(["transform", "stage-map"]);

function isMetAnew({
  change,
  existing,
  former,
  row,
}: {
  readonly change: FieldChange | undefined;
  readonly existing: ExistingChoice;
  readonly former: FieldMapping;
  readonly row: Pick<FieldMapping, "direction">;
}): boolean {
  const kinds = change?.kinds ?? [];
  if (kinds.some((kind) => ALWAYS_ANEW.has(kind))) return true;
  if (existing === "from-now-on") return false;
  return kinds.includes("value-map") || isWider(row.direction, former.direction);
}

/** True when values travel into a side into which they did not. */
function isWider(now: Direction, before: Direction): boolean {
  return SIDES.some((side) => flowsTo(now, side) && !flowsTo(before, side));
}

/** Tells, row by row, what is different in `after`; rows are the same when their ends are. */
function compareMappings(before: MappingDraft, after: MappingDraft): readonly FieldChange[] {
  const earlier = new Map(before.fields.map((field) => [endsOf(field), field]));
  const later = new Set(after.fields.map(endsOf));
  const kept = after.fields.flatMap((field) => {
    const former = earlier.get(endsOf(field));
    const kinds: readonly ChangeKind[] =
      former === undefined
        ? ["added"]
        : kindsOf({ field: former, maps: before }, { field, maps: after });
    return kinds.length === 0 ? [] : [toChange(field, kinds)];
  });
  const removed = before.fields
    .filter((field) => !later.has(endsOf(field)))
    .map((field) => toChange(field, ["removed"]));
  return [...kept, ...removed];
}

interface RowWithMaps {
  readonly field: FieldMapping;
  readonly maps: MappingDraft;
}

function kindsOf(before: RowWithMaps, after: RowWithMaps): ChangeKind[] {
  const [old, now] = [before.field, after.field];
  const isDifferent: Partial<Record<ChangeKind, boolean>> = {
    direction: old.direction !== now.direction,
    transform: old.transform !== now.transform,
    "value-map": !isEqual(valueMapOf(before), valueMapOf(after)),
    "stage-map": !isEqual(stageMapOf(before), stageMapOf(after)),
    rule:
      old.conflictRule !== now.conflictRule ||
      old.blankRule !== now.blankRule ||
      old.writeOn !== now.writeOn,
  };
  const kinds: readonly ChangeKind[] = ["direction", "transform", "value-map", "stage-map", "rule"];
  return kinds.filter((kind) => isDifferent[kind] === true);
}

function valueMapOf({ field, maps }: RowWithMaps): ValueMap | undefined {
  return maps.valueMaps[field.valueMap ?? ""];
}

function stageMapOf({ field, maps }: RowWithMaps): StageMap | undefined {
  return maps.stageMaps?.[field.valueMap ?? ""];
}

function toChange(field: FieldMapping, kinds: readonly ChangeKind[]): FieldChange {
  const { hubspot, connectwise } = field;
  return { hubspot, connectwise, kinds };
}

function endsOf({ hubspot, connectwise }: Pick<FieldMapping, "hubspot" | "connectwise">): string {
  return JSON.stringify([hubspot, connectwise]);
}

/** True when two versions say the same, number and all. */
export function isSameMapping(left: MappingVersion, right: MappingVersion): boolean {
  return isEqual(left, right);
}

/** True when two pieces of settings say the same, whatever the order of their names. */
export function isSameContent(left: unknown, right: unknown): boolean {
  return isEqual(left, right);
}

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
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
