import type { Link, RecordRef } from "../sync/model.ts";
import type { PairChange, TakenMark } from "../sync/pair-ports.ts";
import type { DirtyRow } from "./dirty.ts";
import { pairRecords } from "./pair-parts.ts";
import { recordText } from "./rows.ts";

/** Turns a dirty row into a mark that a worker has taken. */
export function toTaken(row: DirtyRow): TakenMark {
  return {
    side: row.side,
    id: row.record_id,
    seq: row.seq,
    lane: row.lane,
    attempts: row.attempts,
  };
}

/**
 * Returns the marks that a pair holds after a change: without those that are done, and with those
 * that the change itself put on the pair's records.
 *
 * @param link - the link as it is after the change
 * @param marked - rows that the commit added or renewed, by {@link recordText}
 */
export function takenAfter(
  change: PairChange,
  link: Link | null,
  marked: ReadonlyMap<string, DirtyRow>,
): readonly TakenMark[] {
  const { objectType, ref, taken } = change.pair;
  const isOwn = (mark: RecordRef): boolean =>
    pairRecords(ref, link).some((record) => record.side === mark.side && record.id === mark.id);
  const renewed = (change.marks ?? [])
    .filter((mark) => mark.objectType === objectType && isOwn(mark))
    .flatMap((mark) => marked.get(recordText(objectType, mark)) ?? [])
    .map((row) => toTaken(row));
  const isGone = (mark: TakenMark): boolean =>
    (change.done ?? []).some((done) => isSameRecord(done, mark) && done.seq === mark.seq) ||
    renewed.some((other) => isSameRecord(other, mark));
  return [...taken.filter((mark) => !isGone(mark)), ...renewed];
}

function isSameRecord(left: RecordRef, right: RecordRef): boolean {
  return left.side === right.side && left.id === right.id;
}
