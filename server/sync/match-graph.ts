import {
  areTwins,
  type Evidence,
  isLinkable,
  type KeyComparison,
  outranks,
  weigh,
} from "./match-evidence.ts";
import { otherSide, type RecordRef, type Side, SIDES } from "./model.ts";

/** A HubSpot and a ConnectWise record that share at least one strong kind. */
export interface CandidatePair extends KeyComparison {
  readonly hubspotId: string;
  readonly connectwiseId: string;
}

/** Two records of one side that share at least one strong kind; each pair once, in either order. */
export interface SameSidePair extends KeyComparison {
  readonly side: Side;
  readonly firstId: string;
  readonly secondId: string;
}

/** Everything a decision in both directions needs to know; tombstones and deleted records left out. */
export interface Neighbourhood {
  readonly pairs: readonly CandidatePair[];
  readonly sameSide: readonly SameSidePair[];
  /** Links of any of the records named in the pairs. */
  readonly links: readonly { readonly hubspotId: string; readonly connectwiseId: string }[];
  /** Records of which a person said that they are not the same. */
  readonly apart?: readonly { readonly hubspotId: string; readonly connectwiseId: string }[];
  /** Records that a person wants a counterpart of their own for, whatever looks like them. */
  readonly alone?: readonly RecordRef[];
}

/** A possible counterpart, seen from one record. */
export interface Candidate {
  readonly pair: CandidatePair;
  readonly id: string;
  readonly evidence: Evidence;
}

/** A record with everything that bears on its decision. */
export interface MatchNode {
  readonly ref: RecordRef;
  /** Counterpart of an existing link. */
  linkedTo?: string;
  readonly candidates: Candidate[];
  /** Records of its own side that look like the same company. */
  readonly twinIds: string[];
  /** Records of its own side with the same domain, whatever their names. */
  domainSiblings: number;
}

/** The records of a neighbourhood by {@link recordKey}. */
export type MatchGraph = ReadonlyMap<string, MatchNode>;

/** Text under which a record is found in maps. */
export function recordKey(ref: RecordRef): string {
  return `${ref.side}:${ref.id}`;
}

function counterpartKey(node: MatchNode, id: string): string {
  return recordKey({ side: otherSide(node.ref.side), id });
}

/** Returns the candidate's own node. */
export function nodeOf(graph: MatchGraph, from: MatchNode, id: string): MatchNode {
  const node = graph.get(counterpartKey(from, id));
  if (node === undefined) throw new Error(`a candidate without a node: ${id}`);
  return node;
}

/** Nothing but a loosely equal name, in another place: not worth a person's time. */
function isNoise(evidence: Evidence): boolean {
  return evidence.domain !== "same" && evidence.name !== "same" && evidence.area === "different";
}

/** Builds the records with their candidates and twins from what the store found. */
export function buildGraph(refs: readonly RecordRef[], neighbourhood: Neighbourhood): MatchGraph {
  const graph = new Map<string, MatchNode>();
  const nodeFor = (ref: RecordRef): MatchNode => {
    const known = graph.get(recordKey(ref));
    if (known !== undefined) return known;
    const node: MatchNode = { ref, candidates: [], twinIds: [], domainSiblings: 0 };
    graph.set(recordKey(ref), node);
    return node;
  };
  for (const ref of refs) nodeFor(ref);
  for (const pair of neighbourhood.pairs) {
    const evidence = weigh(pair);
    const ids: Record<Side, string> = {
      hubspot: pair.hubspotId,
      connectwise: pair.connectwiseId,
    };
    for (const side of SIDES) {
      const node = nodeFor({ side, id: ids[side] });
      if (!isNoise(evidence)) node.candidates.push({ pair, id: ids[otherSide(side)], evidence });
    }
  }
  for (const pair of neighbourhood.sameSide) {
    const evidence = weigh(pair);
    for (const [id, otherId] of [
      [pair.firstId, pair.secondId],
      [pair.secondId, pair.firstId],
    ] as const) {
      const node = nodeFor({ side: pair.side, id });
      if (areTwins(evidence)) node.twinIds.push(otherId);
      if (evidence.domain === "same") node.domainSiblings += 1;
    }
  }
  for (const link of neighbourhood.links) {
    nodeFor({ side: "hubspot", id: link.hubspotId }).linkedTo = link.connectwiseId;
    nodeFor({ side: "connectwise", id: link.connectwiseId }).linkedTo = link.hubspotId;
  }
  return graph;
}

function hasDomainAlone(node: MatchNode): boolean {
  const withDomain = node.candidates.filter((other) => other.evidence.domain === "same");
  return node.domainSiblings === 0 && withDomain.length === 1;
}

/** True when the pair could be linked if there were no other candidates. */
export function fits(graph: MatchGraph, node: MatchNode, candidate: Candidate): boolean {
  const isExclusive = hasDomainAlone(node) && hasDomainAlone(nodeOf(graph, node, candidate.id));
  return isLinkable(candidate.evidence, isExclusive);
}

function standsOut(node: MatchNode, candidate: Candidate): boolean {
  return node.candidates.every(
    (other) => other.pair === candidate.pair || outranks(candidate.evidence, other.evidence),
  );
}

/**
 * Returns the one candidate that a record is to be linked with: it fits, no other candidate of either
 * record comes close, and neither record has a twin on its own side.
 */
export function chosenCandidate(graph: MatchGraph, node: MatchNode): Candidate | undefined {
  if (node.linkedTo !== undefined || node.twinIds.length > 0) return undefined;
  return node.candidates.find((candidate) => {
    const other = nodeOf(graph, node, candidate.id);
    if (other.linkedTo !== undefined || other.twinIds.length > 0) return false;
    return (
      fits(graph, node, candidate) && standsOut(node, candidate) && standsOut(other, candidate)
    );
  });
}
