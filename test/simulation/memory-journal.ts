import {
  FLIP_FLOP,
  FLIP_FLOP_RETRIED,
  FLIP_ROUNDS,
  FLIP_WINDOW_MS,
} from "../../server/sync/flip-flop.ts";
import type { RecordRef } from "../../server/sync/model.ts";
import type { FieldPlace, JournalEntry, PastWrites } from "../../server/sync/pair-ports.ts";
import { recordText, type Tables } from "./memory-tables.ts";

/** Adds lines to the journal. */
export function addJournal(
  tables: Tables,
  objectType: string,
  entries: readonly JournalEntry[],
  at: number,
): void {
  for (const entry of entries) {
    const row = { ...entry, objectType, at };
    tables.journal.push(row);
    if (entry.kind !== "update") continue;
    const { side, recordId: id, key = "" } = entry;
    const text = placeText(objectType, { side, id, key });
    const rows = tables.updates.get(text);
    if (rows === undefined) tables.updates.set(text, [row]);
    else rows.push(row);
  }
}

/** The last writes to fields, where there are as many as a flip-flop has. */
export function pastWrites(
  tables: Tables,
  objectType: string,
  places: readonly FieldPlace[],
  now: number,
): PastWrites[] {
  return places.flatMap(({ source, ...place }) => {
    const rows = tables.updates.get(placeText(objectType, place))?.slice(-FLIP_ROUNDS) ?? [];
    const [first] = rows;
    if (first === undefined || rows.length < FLIP_ROUNDS) return [];
    const isStopped = tables.issues.get(recordText(objectType, source))?.code === FLIP_FLOP;
    const since = Math.max(
      isStopped ? 0 : now - FLIP_WINDOW_MS,
      tables.mappedAt.get(objectType) ?? 0,
      retriedAt(tables, objectType, source),
    );
    return first.at > since ? [{ ...place, values: rows.map((row) => row.newValue ?? null) }] : [];
  });
}

function retriedAt(tables: Tables, objectType: string, ref: RecordRef): number {
  const text = recordText(objectType, ref);
  const entry = tables.journal.findLast(
    ({ rule, side, recordId, objectType: type }) =>
      rule === FLIP_FLOP_RETRIED && recordText(type, { side, id: recordId }) === text,
  );
  return entry?.at ?? 0;
}

function placeText(objectType: string, { key, ...ref }: Omit<FieldPlace, "source">): string {
  return `${recordText(objectType, ref)} ${key}`;
}
