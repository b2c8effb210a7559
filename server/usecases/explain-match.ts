import { describeMatchReason } from "../sync/match.ts";
import { otherSide } from "../sync/model.ts";
import {
  decideUnlinked,
  NO_MATCH,
  type ReadCounterparts,
  type Verdict,
} from "./decide-unlinked.ts";
import { keysOf, type PairWork, type SyncContext } from "./engine.ts";
import { showRecords, type ShownRecord } from "./list-reviews.ts";
import { refKey } from "./plan-verdicts.ts";

/** How a counterpart of a record was looked for, and with what result. */
export interface MatchAnswer {
  readonly outcome: Verdict["outcome"];
  /** Stable code. */
  readonly reason: string;
  readonly message: string;
  /** What the record is known under; only strong keys make two records candidates. */
  readonly keys: readonly {
    readonly kind: string;
    readonly value: string;
    readonly isStrong: boolean;
  }[];
  /** Records of the other side, with the kinds of keys that they share and that contradict. */
  readonly candidates: readonly (ShownRecord & {
    readonly shared: readonly string[];
    readonly differing: readonly string[];
  })[];
  /** Records of its own side that look like it. */
  readonly twins: readonly ShownRecord[];
}

/** Looks for the counterpart of a record without link, as a drain would, and says how. */
export async function explainMatch(
  context: SyncContext,
  work: PairWork,
  read: ReadCounterparts,
): Promise<MatchAnswer> {
  const { ref } = work.pair;
  const decisions = await decideUnlinked(context, [work], read);
  const decision = decisions.get(refKey(ref)) ?? NO_MATCH;
  const { candidates, twinIds } = namedIn(decision);
  const other = otherSide(ref.side);
  const toShown = await showRecords(context, [
    ...candidates.map(({ id }) => ({ side: other, id })),
    ...twinIds.map((id) => ({ side: ref.side, id })),
  ]);
  return {
    outcome: decision.outcome,
    ...reasonOf(decision),
    keys: keysFor(context, work),
    candidates: candidates.map(({ id, shared, differing }) => ({
      ...toShown({ side: other, id }),
      shared,
      differing,
    })),
    twins: twinIds.map((id) => toShown({ side: ref.side, id })),
  };
}

function namedIn(
  decision: Verdict,
): Pick<Extract<Verdict, { outcome: "review" }>, "candidates" | "twinIds"> {
  switch (decision.outcome) {
    case "none":
      return { candidates: [], twinIds: [] };
    case "link": {
      const { counterpartId: id, matchedBy: shared } = decision;
      return { candidates: [{ id, shared, differing: [] }], twinIds: [] };
    }
    case "review":
      return decision;
  }
}

function reasonOf(decision: Verdict): Pick<MatchAnswer, "reason" | "message"> {
  if ("reason" in decision) {
    return { reason: decision.reason, message: describeMatchReason(decision.reason) };
  }
  return { reason: "stored_id", message: "The record carries the id of the other one." };
}

function keysFor(context: SyncContext, { pair, records, parents }: PairWork): MatchAnswer["keys"] {
  const { side } = pair.ref;
  const record = records[side];
  const keys = record === null ? null : keysOf(context, side, record, parents);
  const { strongKinds } = context.definition;
  return (keys ?? []).map((key) => ({ ...key, isStrong: strongKinds.includes(key.kind) }));
}
