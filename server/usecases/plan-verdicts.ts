import { otherSide, SIDES, type RecordRef, type RecordSnapshot, type Side } from "../sync/model.ts";
import { describeMatchReason, type MatchReason } from "../sync/match.ts";
import type { Issue } from "../sync/pair-ports.ts";
import { idOn, type PairWork, type PlannedPair } from "./engine.ts";

/** Text under which a record is found in the maps of this module. */
export function refKey(ref: RecordRef): string {
  return `${ref.side}:${ref.id}`;
}

/** A side's name as people read it. */
export function nameOf(side: Side): string {
  return side === "hubspot" ? "HubSpot" : "ConnectWise";
}

/** A verdict about a record, as of what was read of it. */
export function verdict(
  ref: RecordRef,
  record: RecordSnapshot | null,
  words: Pick<Issue, "state" | "code" | "message"> & { readonly remedy?: string },
): Issue {
  return { ...words, ref, seenModifiedAt: record?.modifiedAt ?? 0 };
}

/** A record for which a person has to choose among others; each of them is named once. */
export function reviewIssue(
  ref: RecordRef,
  record: RecordSnapshot | null,
  code: MatchReason,
  candidates: readonly RecordRef[],
): Issue {
  const named = new Map(candidates.map((one) => [refKey(one), one]));
  const message = describeMatchReason(code);
  const remedy = REVIEW_REMEDIES[code] ?? CHOOSE;
  const words = { state: "review", code, message, remedy } as const;
  return { ...verdict(ref, record, words), candidates: [...named.values()] };
}

const CHOOSE =
  "Choose its counterpart on the record's ConnectWise card in HubSpot, or merge the duplicates.";

const REVIEW_REMEDIES: Readonly<Partial<Record<MatchReason, string>>> = {
  other_match_field: "Link the two if they are the same, or have another counterpart created.",
  create_unclear: "Link those that belong together, or have another counterpart created.",
};

/** A linked record that a direct read does not find: kept as a tombstone, never made again. */
export function planGone(work: PairWork): PlannedPair {
  const gone = SIDES.find((side) => work.records[side] === null) ?? "hubspot";
  const left = work.records[otherSide(gone)];
  const ref = left === null ? work.pair.ref : { side: otherSide(gone), id: left.id };
  return {
    kind: "verdict",
    work,
    issue: verdict(ref, left, {
      state: "deleted",
      code: `deleted_in_${gone}`,
      message: `The linked record no longer exists in ${nameOf(gone)}.`,
      remedy: "Nothing is written any more. Restore the record there, or delete this one too.",
    }),
  };
}

/**
 * A record without a link that is gone. Nobody has to do anything about it, but those who belong to
 * it must know.
 */
export function planGoneAlone(work: PairWork, record: RecordSnapshot | null): PlannedPair {
  const { ref } = work.pair;
  const issue = verdict(ref, record, {
    state: "deleted",
    code: `deleted_in_${ref.side}`,
    message: "The record is deleted.",
  });
  return { kind: "verdict", work, issue };
}

/** A linked record that lives on in another one: neither is written any more under this link. */
export function planMerged(work: PairWork, side: Side): PlannedPair {
  const { pair } = work;
  const other = otherSide(side);
  const ref = { side: other, id: idOn(pair, other) ?? pair.ref.id };
  const survivor = work.records[side]?.mergedIntoId ?? "";
  return {
    kind: "verdict",
    work,
    issue: {
      ...verdict(ref, work.records[other], {
        state: "merged",
        code: `merged_in_${side}`,
        message: `The linked record was merged into record ${survivor} in ${nameOf(side)}.`,
        remedy: `Merge the two in ${nameOf(other)} as well, or unlink this one.`,
      }),
      candidates: [{ side, id: survivor }],
    },
  };
}
