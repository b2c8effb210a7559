import { ASPECTS, type Evidence } from "./match-evidence.ts";
import {
  buildGraph,
  type Candidate,
  chosenCandidate,
  fits,
  type MatchGraph,
  type MatchNode,
  type Neighbourhood,
  nodeOf,
  recordKey,
} from "./match-graph.ts";
import type { RecordRef } from "./model.ts";

export { recordKey } from "./match-graph.ts";
export type { CandidatePair, Neighbourhood, SameSidePair } from "./match-graph.ts";
export type { MatchKey } from "./match-keys.ts";

/** Why a record got its counterpart, needs a person, or stands alone. Stable: stored and exported. */
export type MatchReason =
  | "linked_before"
  | "one_candidate_by_domain_and_name"
  | "one_candidate_by_domain"
  | "one_candidate_by_name"
  | "one_candidate_by_key"
  | "singled_out_by_tie_breaker"
  | "several_candidates"
  | "candidate_fits_several"
  | "candidate_already_linked"
  | "other_match_field"
  | "contradicting_values"
  | "twins_on_one_side"
  | "twin_already_linked"
  | "counterpart_belongs_to_other"
  | "unpaired_counterparts"
  | "taken_apart"
  | "create_unclear"
  | "said_to_be_alone"
  | "no_candidate";

/** A record of the other side that a person has to look at. */
export interface ReviewCandidate {
  readonly id: string;
  /** Kinds of keys it shares with the record, sorted. */
  readonly shared: readonly string[];
  /** Kinds of keys in which the two contradict each other, sorted. */
  readonly differing: readonly string[];
}

/** What to do with one record. */
export type Decision =
  | {
      readonly outcome: "link";
      readonly counterpartId: string;
      /** Kinds of keys that decided, sorted; empty for a link that existed before. */
      readonly matchedBy: readonly string[];
      readonly reason: MatchReason;
    }
  | {
      readonly outcome: "review";
      /** Possible counterparts, sorted by id; empty when the only rivals are on its own side. */
      readonly candidates: readonly ReviewCandidate[];
      /** Records of its own side that look like it, sorted by id. */
      readonly twinIds: readonly string[];
      readonly reason: MatchReason;
    }
  | { readonly outcome: "none"; readonly reason: MatchReason };

/** In what two companies have to agree to be linked without a person. */
export type LinkingAspect = "domain" | "name";

/** The records with the links about to be made between them. */
interface Round {
  readonly graph: MatchGraph;
  readonly chosen: ReadonlyMap<MatchNode, Candidate>;
  readonly agreeing: LinkingAspect | undefined;
}

const REASON_WORDS: Readonly<Record<MatchReason, string>> = {
  linked_before: "The two records are linked already.",
  one_candidate_by_domain_and_name:
    "Domain and name agree, and neither record has another candidate.",
  one_candidate_by_domain: "The domain agrees, and no other record on either side has it.",
  one_candidate_by_name: "The name agrees, and neither record has another candidate.",
  one_candidate_by_key: "What tells such records apart agrees, and no other record has the same.",
  singled_out_by_tie_breaker:
    "Several records look alike; something else that they hold agrees for this pair only.",
  several_candidates: "More than one record of the other system could be this one.",
  candidate_fits_several: "The other system's record could be the same as several records here.",
  candidate_already_linked:
    "The other system's record looks like this one but is linked to another record; this one may be a duplicate.",
  other_match_field:
    "There is one candidate, but it does not agree in what records are matched by in this portal.",
  contradicting_values:
    "There is one candidate, but its name, domain or place says it is another one.",
  twins_on_one_side:
    "Another record in the same system looks like this one; merge the two, or say which one counts.",
  twin_already_linked:
    "Another record in the same system looks like this one and is linked already; this one may be a duplicate.",
  counterpart_belongs_to_other:
    "A record of the other system has the same domain or name, but it is the counterpart of another one.",
  unpaired_counterparts:
    "Its company has records in the other system that are not paired yet; one of them may be this one.",
  taken_apart:
    "A person said that the record it was linked with, or would be linked with, is another one.",
  create_unclear:
    "A counterpart was created and the answer got lost; it cannot be told which of these belong together.",
  said_to_be_alone: "A person said that this record gets a counterpart of its own.",
  no_candidate: "No record of the other system looks like this one.",
};

const STRONG_KINDS: ReadonlySet<string> = new Set(["domain", "name", "name_loose"]);

/** Kinds of keys behind each aspect of the evidence. */
const KINDS_OF_ASPECT: Readonly<Record<keyof Evidence, readonly string[]>> = {
  domain: ["domain"],
  name: ["name", "name_loose"],
  area: ["city", "state", "country", "zip"],
  zip: ["zip"],
  street: ["street"],
  phone: ["phone"],
};

/** Strong kinds that agree; the loose name is named only where the exact one does not agree. */
function agreeingStrongKinds(candidate: Candidate): string[] {
  const strong = candidate.pair.shared.filter((kind) => STRONG_KINDS.has(kind));
  return strong.includes("name") ? strong.filter((kind) => kind !== "name_loose") : strong;
}

/** Kinds in which the pair agrees where a rival is contradicted. */
function decidingKinds(candidate: Candidate, rivals: readonly Candidate[]): string[] {
  const aspects = ASPECTS.filter(
    (aspect) =>
      candidate.evidence[aspect] === "same" &&
      rivals.some((rival) => rival.evidence[aspect] === "different"),
  );
  const kinds = new Set(aspects.flatMap((aspect) => KINDS_OF_ASPECT[aspect]));
  return candidate.pair.shared.filter((kind) => kinds.has(kind));
}

function linkReason(candidate: Candidate, rivals: readonly Candidate[]): MatchReason {
  if (rivals.length > 0) return "singled_out_by_tie_breaker";
  if (candidate.evidence.name !== "same") return "one_candidate_by_domain";
  return candidate.evidence.domain === "same"
    ? "one_candidate_by_domain_and_name"
    : "one_candidate_by_name";
}

function linkTo(graph: MatchGraph, node: MatchNode, candidate: Candidate): Decision {
  const others = nodeOf(graph, node, candidate.id).candidates;
  const rivals = [...node.candidates, ...others].filter((rival) => rival.pair !== candidate.pair);
  const strong = agreeingStrongKinds(candidate);
  const deciding = decidingKinds(candidate, rivals).filter((kind) => kind !== "name_loose");
  return {
    outcome: "link",
    counterpartId: candidate.id,
    matchedBy: [...new Set([...strong, ...deciding])].toSorted(),
    reason: linkReason(candidate, rivals),
  };
}

function isSpokenFor({ chosen }: Round, node: MatchNode): boolean {
  return node.linkedTo !== undefined || chosen.has(node);
}

function reviewReason(round: Round, node: MatchNode, live: readonly Candidate[]): MatchReason {
  const [only] = live;
  if (live.length > 1) return "several_candidates";
  if (node.twinIds.length > 0 || only === undefined) return twinReason(round.graph, node);
  const other = nodeOf(round.graph, node, only.id);
  if (isSpokenFor(round, other)) return "candidate_already_linked";
  if (other.twinIds.length > 0) return "twins_on_one_side";
  if (!fits(round.graph, node, only)) return "contradicting_values";
  if (!agrees(round, only)) return "other_match_field";
  return "candidate_fits_several";
}

function agrees({ agreeing }: Pick<Round, "agreeing">, { evidence }: Candidate): boolean {
  return agreeing === undefined || evidence[agreeing] === "same";
}

function twinReason(graph: MatchGraph, node: MatchNode): MatchReason {
  const hasLinkedTwin = node.twinIds.some(
    (id) => graph.get(recordKey({ side: node.ref.side, id }))?.linkedTo !== undefined,
  );
  return hasLinkedTwin ? "twin_already_linked" : "twins_on_one_side";
}

function toReviewCandidate({ id, pair }: Candidate): ReviewCandidate {
  return { id, shared: pair.shared.toSorted(), differing: pair.differing.toSorted() };
}

function compareIds(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function withoutLink(round: Round, node: MatchNode): Decision {
  const { graph } = round;
  // A candidate that speaks against itself and has a counterpart of its own is another company.
  const live = node.candidates.filter(
    (candidate) =>
      fits(graph, node, candidate) || !isSpokenFor(round, nodeOf(graph, node, candidate.id)),
  );
  if (live.length === 0 && node.twinIds.length === 0) {
    const hadCandidates = node.candidates.length > 0;
    return {
      outcome: "none",
      reason: hadCandidates ? "counterpart_belongs_to_other" : "no_candidate",
    };
  }
  return {
    outcome: "review",
    candidates: live
      .map((candidate) => toReviewCandidate(candidate))
      .toSorted((left, right) => compareIds(left.id, right.id)),
    twinIds: node.twinIds.toSorted(compareIds),
    reason: reviewReason(round, node, live),
  };
}

function decide(round: Round, node: MatchNode): Decision {
  if (node.linkedTo !== undefined) {
    return {
      outcome: "link",
      counterpartId: node.linkedTo,
      matchedBy: [],
      reason: "linked_before",
    };
  }
  const chosen = round.chosen.get(node);
  return chosen === undefined ? withoutLink(round, node) : linkTo(round.graph, node, chosen);
}

/** Returns what a decision's reason means, in words for the person who reads the card or the report. */
export function describeMatchReason(reason: MatchReason): string {
  return REASON_WORDS[reason];
}

/**
 * Decides for each record asked about whether it has exactly one counterpart.
 *
 * A pair is linked when its values do not contradict each other and neither record has another
 * candidate; of several candidates one is taken only where every other is contradicted in something
 * in which this one agrees (name, domain, place, phone), seen from both records. Everything else
 * that could be the same company goes to a person. Pure: the answer depends on nothing but the
 * neighbourhood, not on its order, and is the same seen from either side.
 *
 * @param refs - the records to decide about
 * @param neighbourhood - complete for the records that can be reached from `refs` through shared
 *   strong kinds in four steps (the connected group is always enough); a pair that is left out may
 *   turn a review into a wrong link
 * @param agreeing - in what a pair has to agree; one that would be linked without it is a review. Left
 *   out: nothing in particular
 * @returns decisions by {@link recordKey}
 */
export function decideMatches(
  refs: readonly RecordRef[],
  neighbourhood: Neighbourhood,
  agreeing?: LinkingAspect,
): ReadonlyMap<string, Decision> {
  const graph = buildGraph(refs, neighbourhood);
  const chosen = new Map<MatchNode, Candidate>();
  for (const node of graph.values()) {
    const candidate = chosenCandidate(graph, node);
    if (candidate !== undefined && agrees({ agreeing }, candidate)) chosen.set(node, candidate);
  }
  return new Map(
    refs.map((ref) => {
      const node = graph.get(recordKey(ref));
      if (node === undefined) throw new Error(`a record without a node: ${recordKey(ref)}`);
      return [recordKey(ref), decide({ graph, chosen, agreeing }, node)];
    }),
  );
}
