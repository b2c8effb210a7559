import { otherSide, type FieldMapping } from "../../server/sync/model.ts";
import { idsIn } from "./ids.ts";
import { linkOfRecord } from "./memory-tables.ts";
import { nameOf, READ_WITHIN_MS, type Finding, type Scene } from "./oracle-findings.ts";
import { counterpartOf, isFiltered, isOut, linkOf, namedIn, parentFields } from "./oracle-links.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { objectOf } from "./world.ts";

/** A moment at which the app creates a record. */
export interface Moment extends Omit<Scene, "everOut"> {
  readonly now: number;
  /** True when nobody edits any more and everything that happened before has been looked at. */
  readonly isQuiet: boolean;
  /** Whether somebody allowed that anything is written. */
  readonly isLive: boolean;
}

/** What can be held against a create at the moment at which it happens. */
export function checkCreation(moment: Moment, copy: VendorRecord): Finding[] {
  const scene: Scene = { ...moment, everOut: new Map() };
  const { objectType, side, sourceId } = copy;
  const source = moment.records.get(objectType, otherSide(side), sourceId ?? "");
  if (source === undefined) return [];
  return [
    ...(moment.isLive ? [] : [about("written-before-live", source)]),
    ...checkParents(scene, moment, source),
    ...checkAgain(scene, moment, source),
    ...checkExcluded(scene, moment, source),
  ];
}

function about(offence: Finding["offence"], source: VendorRecord, rest = ""): Finding {
  return { offence, text: `a copy of ${nameOf(source)} was created ${rest}` };
}

/** Everything that a record belonged to when it can have been read. */
function recentlyNamed(
  scene: Scene,
  source: VendorRecord,
  field: FieldMapping,
  since: number,
): readonly VendorRecord[] {
  const path = field[source.side];
  const recent = source.changes.filter((change) => change.path === path && change.at >= since);
  return [source.fields[path], ...recent.map(({ before }) => before)].flatMap((value) =>
    namedIn(scene, source, field, value ?? null),
  );
}

/** From when on a record may have been read; a first sync creates from what it listed. */
function sinceWhen({ world }: Scene, { now }: Moment): number {
  return world.hasFirstSync ? 0 : now - READ_WITHIN_MS;
}

/** A record is created only once what it belongs to has a counterpart. */
function checkParents(scene: Scene, moment: Moment, source: VendorRecord): Finding[] {
  const since = sinceWhen(scene, moment);
  return parentFields(scene, source.objectType).flatMap((field) => {
    const named = recentlyNamed(scene, source, field, since);
    if (named.some((parent) => linkOf(scene.tables, parent) !== undefined)) return [];
    const ids = idsIn(source.fields[field[source.side]]).join();
    return [about("child-before-parent", source, `before its ${field.references ?? ""} ${ids}`)];
  });
}

/** Nothing is created for a record that has a counterpart, had one, or is gone. */
function checkAgain(scene: Scene, moment: Moment, source: VendorRecord): Finding[] {
  const { tables, records } = scene;
  const link = linkOfRecord(tables, source.objectType, source);
  if (link !== undefined) return [about("created-again", source, `despite link ${link.id}`)];
  // A first sync creates from what it listed.
  if (scene.world.hasFirstSync) return [];
  if (isLongGone(moment, source)) {
    return [about("created-again", source, "although it is gone")];
  }
  const { idProperty } = objectOf(scene.world, source.objectType).rules;
  const takenIn = records
    .all(source.objectType, source.side)
    .filter((one) => isLongGone(moment, one) && records.survivor(one) === source);
  // One that did not carry our id yet left no trace in the other.
  const alive = takenIn
    .flatMap((one) => {
      const there = counterpartOf(tables, records, one);
      return there !== undefined && there.id === one.fields[idProperty] ? [there] : [];
    })
    .find(({ isDeleted }) => !isDeleted);
  if (alive === undefined) return [];
  return [about("created-again", source, `although ${nameOf(alive)} is that of a merged one`)];
}

/** True when a record went so long ago that whoever creates now must have seen it. */
function isLongGone({ now }: Moment, { deletedAt }: VendorRecord): boolean {
  return deletedAt !== null && deletedAt < now - READ_WITHIN_MS;
}

/** Nothing is created for a record that is left out, or that belongs to one that always was. */
function checkExcluded(scene: Scene, moment: Moment, source: VendorRecord): Finding[] {
  // Without sweeps not everything is seen, and a first sync creates from what it listed.
  const { hasSweep, hasFirstSync } = scene.world;
  const isKnown = moment.isQuiet && hasSweep && !hasFirstSync;
  if (isKnown && isOut(scene, source)) return [about("excluded-created", source)];
  return parentFields(scene, source.objectType)
    .filter((field) => {
      const named = recentlyNamed(scene, source, field, sinceWhen(scene, moment));
      return named.length > 0 && named.every((parent) => isBornOut(scene, parent));
    })
    .map((field) => about("excluded-created", source, `whose ${field.references ?? ""} is out`));
}

/** True when a filter has kept the record out from its first moment on. */
function isBornOut(scene: Scene, record: VendorRecord): boolean {
  const { filters } = objectOf(scene.world, record.objectType).rules;
  const wasTurned = filters.some(
    ({ side, path }) =>
      side === record.side && record.changes.filter((change) => change.path === path).length > 1,
  );
  return isFiltered(scene, record) && !wasTurned;
}
