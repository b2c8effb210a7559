import type { Decision, MatchReason, Neighbourhood } from "./match.ts";
import { recordKey } from "./match.ts";
import { otherSide, type RecordRef, type Side } from "./model.ts";

/** How records are told apart that share the key which makes them candidates. */
export interface KeyRule {
  /** Kind that makes two records candidates for each other. */
  readonly kind: string;
  /** Kinds that tell several candidates apart, the most telling first. */
  readonly tieBreakers: readonly string[];
}

/** A record that could be the same as another one, on either side. */
interface Rival {
  readonly id: string;
  readonly shared: readonly string[];
  readonly differing: readonly string[];
}

/** A neighbourhood by the records in it, as far as one kind of key makes them rivals. */
interface Surroundings {
  readonly linkedTo: Readonly<Record<Side, ReadonlyMap<string, string>>>;
  readonly across: Readonly<Record<Side, ReadonlyMap<string, readonly Rival[]>>>;
  readonly twins: Readonly<Record<Side, ReadonlyMap<string, readonly Rival[]>>>;
}

/** The one that stands out, with the tie-breakers that told it from others. */
interface Chosen {
  readonly id: string;
  readonly toldBy: readonly string[];
}

/** Everything that bears on one record's decision. */
interface Situation {
  readonly linkedTo: string | undefined;
  /** Unlinked records of the other side that share the key. */
  readonly open: readonly Rival[];
  /** Linked ones. */
  readonly taken: readonly Rival[];
  readonly twins: readonly Rival[];
}

/**
 * Decides by one key, such as a contact's e-mail address: two records that share it, and share it
 * with nobody else, are the same. Several are told apart by the tie-breakers, seen from both records;
 * what cannot be told apart goes to a person. Pure, and the same seen from either side.
 */
export function decideByKey(
  refs: readonly RecordRef[],
  neighbourhood: Neighbourhood,
  rule: KeyRule,
): ReadonlyMap<string, Decision> {
  const around = surroundingsOf(neighbourhood, rule.kind);
  return new Map(refs.map((ref) => [recordKey(ref), decide(ref, around, rule)]));
}

function decide(ref: RecordRef, around: Surroundings, rule: KeyRule): Decision {
  const here = situationOf(ref, around);
  if (here.linkedTo !== undefined) {
    const counterpartId = here.linkedTo;
    return { outcome: "link", counterpartId, matchedBy: [], reason: "linked_before" };
  }
  const chosen = choose(ref, here, around, rule);
  if (chosen !== undefined) {
    const isAlone = here.open.length + here.twins.length === 1;
    return {
      outcome: "link",
      counterpartId: chosen.id,
      matchedBy: [rule.kind, ...(isAlone ? [] : chosen.toldBy)],
      reason: isAlone ? "one_candidate_by_key" : "singled_out_by_tie_breaker",
    };
  }
  const candidates = [...here.open, ...here.taken];
  if (candidates.length === 0 && here.twins.length === 0) {
    return { outcome: "none", reason: "no_candidate" };
  }
  return review(here, candidates);
}

function review(here: Situation, candidates: readonly Rival[]): Decision {
  return {
    outcome: "review",
    candidates: candidates
      .map(({ id, shared, differing }) => ({ id, shared, differing }))
      .toSorted(byId),
    twinIds: here.twins.map(({ id }) => id).toSorted(),
    reason: reviewReason(here),
  };
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

function reviewReason({ open, taken, twins }: Situation): MatchReason {
  if (open.length > 1) return "several_candidates";
  if (open.length === 1) return "candidate_fits_several";
  if (taken.length > 0) return "candidate_already_linked";
  return twins.length > 0 ? "twins_on_one_side" : "no_candidate";
}

/** The one counterpart that stands out, seen from this record and from the counterpart itself. */
function choose(
  ref: RecordRef,
  here: Situation,
  around: Surroundings,
  rule: KeyRule,
): Chosen | undefined {
  const best = bestOf(here, rule);
  if (best === undefined) return undefined;
  const there = { side: otherSide(ref.side), id: best.id };
  const back = bestOf(situationOf(there, around), rule);
  if (back?.id !== ref.id) return undefined;
  const told = [...best.toldBy, ...back.toldBy];
  return { id: best.id, toldBy: rule.tieBreakers.filter((kind) => told.includes(kind)) };
}

function bestOf({ open, taken, twins, linkedTo }: Situation, rule: KeyRule): Chosen | undefined {
  if (linkedTo !== undefined) return undefined;
  const [only] = open;
  if (only !== undefined && open.length + taken.length + twins.length === 1) {
    return { id: only.id, toldBy: [] };
  }
  for (const kind of rule.tieBreakers) {
    const agreeing = open.filter(({ shared }) => shared.includes(kind));
    const [one] = agreeing;
    const others = [...open, ...taken].filter((rival) => rival !== one);
    const isTold =
      others.every(({ differing }) => differing.includes(kind)) &&
      twins.every(({ differing }) => differing.includes(kind));
    if (one !== undefined && agreeing.length === 1 && isTold) return { id: one.id, toldBy: [kind] };
  }
  return undefined;
}

/** Goes through a neighbourhood once, for all the records in it. */
function surroundingsOf({ links, pairs, sameSide }: Neighbourhood, kind: string): Surroundings {
  const around = {
    linkedTo: { hubspot: new Map<string, string>(), connectwise: new Map<string, string>() },
    across: { hubspot: new Map<string, Rival[]>(), connectwise: new Map<string, Rival[]>() },
    twins: { hubspot: new Map<string, Rival[]>(), connectwise: new Map<string, Rival[]>() },
  };
  for (const { hubspotId, connectwiseId } of links) {
    around.linkedTo.hubspot.set(hubspotId, connectwiseId);
    around.linkedTo.connectwise.set(connectwiseId, hubspotId);
  }
  for (const { hubspotId, connectwiseId, shared, differing } of pairs) {
    if (!shared.includes(kind)) continue;
    addRival(around.across.hubspot, hubspotId, { id: connectwiseId, shared, differing });
    addRival(around.across.connectwise, connectwiseId, { id: hubspotId, shared, differing });
  }
  for (const { side, firstId, secondId, shared, differing } of sameSide) {
    if (!shared.includes(kind)) continue;
    addRival(around.twins[side], firstId, { id: secondId, shared, differing });
    addRival(around.twins[side], secondId, { id: firstId, shared, differing });
  }
  return around;
}

function addRival(rivals: Map<string, Rival[]>, id: string, rival: Rival): void {
  const known = rivals.get(id);
  if (known === undefined) rivals.set(id, [rival]);
  else known.push(rival);
}

function situationOf({ side, id }: RecordRef, around: Surroundings): Situation {
  const rivals = around.across[side].get(id) ?? [];
  const theirs = around.linkedTo[otherSide(side)];
  return {
    linkedTo: around.linkedTo[side].get(id),
    open: rivals.filter((rival) => !theirs.has(rival.id)),
    taken: rivals.filter((rival) => theirs.has(rival.id)),
    twins: around.twins[side].get(id) ?? [],
  };
}

/**
 * Decides for records that are never matched by themselves: while the other side has unlinked ones
 * under the same parent, a person pairs them. Otherwise the record is new.
 *
 * @param isCreatedAnyway - the customer wants new ones whatever there is
 */
export function decideByPerson(
  refs: readonly RecordRef[],
  neighbourhood: Neighbourhood,
  rule: { readonly kind: string; readonly isCreatedAnyway: boolean },
): ReadonlyMap<string, Decision> {
  const around = surroundingsOf(neighbourhood, rule.kind);
  return new Map(
    refs.map((ref): [string, Decision] => {
      const here = situationOf(ref, around);
      if (here.linkedTo !== undefined) {
        const counterpartId = here.linkedTo;
        return [
          recordKey(ref),
          { outcome: "link", counterpartId, matchedBy: [], reason: "linked_before" },
        ];
      }
      if (here.open.length === 0 || rule.isCreatedAnyway) {
        return [recordKey(ref), { outcome: "none", reason: "no_candidate" }];
      }
      const paired = { ...here, taken: [], twins: [] };
      return [recordKey(ref), { ...review(paired, here.open), reason: "unpaired_counterparts" }];
    }),
  );
}
