import { recordKey, type Decision, type Neighbourhood } from "./match.ts";
import type { RecordRef } from "./model.ts";

/** A decision of the match rules, or a counterpart that the record itself names. */
type Decided = Decision | { readonly outcome: "link"; readonly counterpartId: string };

/**
 * Puts what people said above what the match rules decided: two records that were taken apart are not
 * linked again by themselves, and neither of them gets a new counterpart before a person says so; a
 * record that was said to be alone gets one although others look like it.
 */
export function withRulings<One extends Decided>(
  refs: readonly RecordRef[],
  decisions: ReadonlyMap<string, One>,
  rulings: Pick<Neighbourhood, "apart" | "alone">,
): ReadonlyMap<string, One | Decision> {
  const { apart = [], alone = [] } = rulings;
  if (apart.length + alone.length === 0) return decisions;
  const ruled = new Map<string, One | Decision>(decisions);
  const aloneKeys = new Set(alone.map(recordKey));
  for (const ref of refs) {
    const decision = decisions.get(recordKey(ref));
    if (decision === undefined) continue;
    const word = wordAbout(decision, {
      isAlone: aloneKeys.has(recordKey(ref)),
      notIds: idsApartFrom(ref, apart),
    });
    if (word !== null) ruled.set(recordKey(ref), word);
  }
  return ruled;
}

function idsApartFrom(
  { side, id }: RecordRef,
  apart: NonNullable<Neighbourhood["apart"]>,
): readonly string[] {
  const isHubspot = side === "hubspot";
  return apart
    .filter((pair) => (isHubspot ? pair.hubspotId : pair.connectwiseId) === id)
    .map((pair) => (isHubspot ? pair.connectwiseId : pair.hubspotId))
    .toSorted();
}

/** What a decision becomes; null: it stays. */
function wordAbout(
  decision: Decided,
  { isAlone, notIds }: { readonly isAlone: boolean; readonly notIds: readonly string[] },
): Decision | null {
  if (decision.outcome === "link") {
    const isLinked = "reason" in decision && decision.reason === "linked_before";
    return !isLinked && notIds.includes(decision.counterpartId) ? takenApart(notIds) : null;
  }
  if (isAlone) return { outcome: "none", reason: "said_to_be_alone" };
  return decision.outcome === "none" && notIds.length > 0 ? takenApart(notIds) : null;
}

function takenApart(notIds: readonly string[]): Decision {
  const candidates = notIds.map((id) => ({ id, shared: [], differing: [] }));
  return { outcome: "review", candidates, twinIds: [], reason: "taken_apart" };
}
