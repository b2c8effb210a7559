import type { MatchKey } from "../../server/sync/match.ts";
import { LANES, type ParentRef } from "../../server/sync/model.ts";
import { childKey } from "../../server/sync/objects/keys.ts";
import {
  leftOutAlone,
  parentKey,
  plannedParent,
  standOf,
  turnedParents,
} from "../../server/sync/parents.ts";
import type { DirtyMark, PairChange, StoredParent } from "../../server/sync/pair-ports.ts";
import { linkOfRecord, recordsOfPair, recordText, refOf, type Tables } from "./memory-tables.ts";

/** What is known about a parent; undefined when that is nothing. */
function storedParent(tables: Tables, parent: ParentRef): StoredParent | undefined {
  const { objectType } = parent;
  const link = linkOfRecord(tables, objectType, parent) ?? null;
  const issue = tables.issues.get(recordText(objectType, parent)) ?? null;
  return link === null && issue === null ? undefined : { parent, link, issue };
}

/** What is known about parents; a dry run's plan stands in for links that do not exist. */
export function parentsOf(
  tables: Tables,
  parents: readonly ParentRef[],
  dryRunId: string | null,
): readonly StoredParent[] {
  const items = dryRunId === null ? [] : (tables.runItems.get(dryRunId) ?? []);
  return parents.flatMap((parent) => {
    const known = storedParent(tables, parent);
    if (known !== undefined) return [known, ...counterpartOf(tables, known)];
    const item = items.find(
      (one) =>
        one.objectType === parent.objectType &&
        (parent.side === "hubspot" ? one.hubspotId : one.connectwiseId) === parent.id,
    );
    return item === undefined ? [] : [plannedParent(parent, item)];
  });
}

/** The other record of a parent's pair, where that is left out on one side at least. */
function counterpartOf(tables: Tables, { parent, link }: StoredParent): StoredParent[] {
  if (link?.state !== "excluded") return [];
  const { objectType, side } = parent;
  return recordsOfPair(parent, link)
    .filter((ref) => ref.side !== side)
    .flatMap((ref) => storedParent(tables, { objectType, ...ref }) ?? []);
}

/** What was known, before a change, of the parents that its records are. */
export function standsBefore(tables: Tables, change: PairChange): ReadonlyMap<string, string> {
  return new Map(
    parentsIn(change).map((parent) => [parentKey(parent), standOf(storedParent(tables, parent))]),
  );
}

function parentsIn({ pair, newLink }: PairChange): readonly ParentRef[] {
  return [...recordsOfPair(pair.ref, pair.link), ...recordsOfPair(pair.ref, newLink)].map(
    ({ side, id }) => ({ objectType: pair.objectType, side, id }),
  );
}

/** Stores who waits for whom; returns marks for those whose parent is not what they believed. */
export function storeWaits(
  tables: Tables,
  change: PairChange,
  before: ReadonlyMap<string, string>,
): readonly DirtyMark[] {
  const { pair, waits } = change;
  const marks: DirtyMark[] = [];
  if (waits !== undefined) {
    for (const { objectType, side, id } of parentsIn(change)) {
      tables.waits.delete(recordText(objectType, { side, id }));
    }
    const { side, id } = pair.ref;
    const child = { objectType: pair.objectType, side, id };
    if (waits.length > 0) {
      const rows = waits.map(({ parent }) => ({ ...child, parent }));
      tables.waits.set(recordText(pair.objectType, pair.ref), rows);
    }
    const isLate = waits.some(
      ({ parent, stand }) => standOf(storedParent(tables, parent)) !== stand,
    );
    if (isLate) marks.push({ ...child, lane: LANES.poll, notBefore: 0 });
  }
  const changed = new Set(
    parentsIn(change)
      .filter((parent) => standOf(storedParent(tables, parent)) !== before.get(parentKey(parent)))
      .map(parentKey),
  );
  for (const [text, rows] of tables.waits) {
    const kept = rows.filter(({ parent }) => !changed.has(parentKey(parent)));
    if (kept.length === rows.length) continue;
    const [row] = rows;
    if (kept.length === 0) tables.waits.delete(text);
    else tables.waits.set(text, kept);
    if (row === undefined) continue;
    const { objectType, side, id } = row;
    marks.push({ objectType, side, id, lane: LANES.poll, notBefore: 0 });
  }
  const linked = childrenOf(tables, leftOutAlone(change)).filter(
    (mark) => linkOfRecord(tables, mark.objectType, mark) !== undefined,
  );
  return [...marks, ...childrenOf(tables, turnedParents(change)), ...linked];
}

/** Marks for everything that names one of the records as the one it belongs to. */
function childrenOf(tables: Tables, parents: readonly ParentRef[]): readonly DirtyMark[] {
  if (parents.length === 0) return [];
  const wanted = new Set(parents.map((parent) => keyText(childKey(parent))));
  return [...tables.matchKeys]
    .filter(([, keys]) => keys.some((key) => wanted.has(keyText(key))))
    .map(([text]) => ({ ...refOf(text), lane: LANES.poll, notBefore: 0 }));
}

function keyText({ kind, value }: MatchKey): string {
  return `${kind} ${value}`;
}
