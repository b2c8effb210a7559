import { LANES, linkedId, otherSide, type Side } from "../sync/model.ts";
import type { Latency } from "../sync/latency.ts";
import type { FieldWrite, UpdateOperation } from "../sync/plan.ts";
import type { ClaimedPair } from "../sync/pair-ports.ts";
import type { PairWork, SyncContext } from "./engine.ts";

/** A record that was made longer ago was held back by something, and no change is on its way. */
const HELD_BACK_MS = 24 * 3_600_000;

/**
 * How long the changes took that these writes brought over, one a source side.
 *
 * Only what somebody changed since the pair last agreed counts: no first sync, no link between what
 * was there before, no roll-out of a mapping, no write of ours coming back.
 */
export function updateLatencies(
  context: Pick<SyncContext, "clock">,
  work: Pick<PairWork, "pair" | "records">,
  written: readonly Pick<UpdateOperation, "side" | "writes">[],
): readonly Latency[] {
  const targets = new Set(
    written
      .filter(({ side, writes }) => writes.some((write) => isNews(work.pair, side, write)))
      .map(({ side }) => side),
  );
  return [...targets].flatMap((target) => {
    const source = otherSide(target);
    const lane = laneOf(work.pair, source);
    const modifiedAt = work.records[source]?.modifiedAt;
    if (lane === null || modifiedAt === undefined || !hasMoved(work.pair, source, modifiedAt)) {
      return [];
    }
    return [{ lane, ms: age(context, modifiedAt) }];
  });
}

/**
 * How long a new record took to be made on the other side. What a sweep finds, and what was there a day
 * before, counts as nothing: a filter or a person had held it back.
 */
export function createLatencies(
  context: Pick<SyncContext, "clock">,
  pair: ClaimedPair,
  source: { readonly side: Side; readonly modifiedAt: number },
): readonly Latency[] {
  const lane = laneOf(pair, source.side);
  const ms = age(context, source.modifiedAt);
  return lane === null || lane === LANES.sweep || ms > HELD_BACK_MS ? [] : [{ lane, ms }];
}

/** The source's value is another one than when the two last agreed. */
function isNews({ link }: ClaimedPair, target: Side, write: FieldWrite): boolean {
  const agreed = link?.base[otherSide(target)][write.key];
  return agreed !== undefined && agreed !== write.sourceHash;
}

/** ConnectWise's times may be taken for the moment before: one millisecond is no news. */
function hasMoved({ link }: ClaimedPair, side: Side, modifiedAt: number): boolean {
  return link === null || modifiedAt > link.seenModifiedAt[side] + 1;
}

/**
 * The lane that a record's own mark came in, or that a person asked in, who means both records; null when
 * there is neither, or a first sync made the mark.
 */
function laneOf(pair: ClaimedPair, side: Side): number | null {
  const id = pair.link === null ? pair.ref.id : linkedId(pair.link, side);
  const lanes = pair.taken
    .filter((mark) => mark.lane === LANES.syncNow || (mark.side === side && mark.id === id))
    .filter((mark) => mark.lane !== LANES.firstSync)
    .map(({ lane }) => lane);
  return lanes.length === 0 ? null : Math.min(...lanes);
}

/** The vendor's clock may be ahead of ours. */
function age({ clock }: Pick<SyncContext, "clock">, modifiedAt: number): number {
  return Math.max(0, clock.now() - modifiedAt);
}
