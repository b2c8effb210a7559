/** What two records share and where they contradict each other, by key kind. */
export interface KeyComparison {
  /** Kinds in which the two have an equal key. */
  readonly shared: readonly string[];
  /** Kinds in which both have keys and none is equal. */
  readonly differing: readonly string[];
}

/** What one aspect says about two records being the same company. */
export type Verdict = "same" | "unknown" | "different";

/** The aspects by which candidates are told apart. */
export const ASPECTS = ["domain", "name", "area", "zip", "street", "phone"] as const;

/** What is known about two records being the same company. */
export type Evidence = Readonly<Record<(typeof ASPECTS)[number], Verdict>>;

function verdictOf(comparison: KeyComparison, kind: string): Verdict {
  if (comparison.shared.includes(kind)) return "same";
  return comparison.differing.includes(kind) ? "different" : "unknown";
}

/** Where a company is, as far as city, postal code, state and country tell. */
function weighArea(comparison: KeyComparison): Verdict {
  const [zip, city, state, country] = ["zip", "city", "state", "country"].map((kind) =>
    verdictOf(comparison, kind),
  );
  if (country === "different") return "different";
  if (zip === "same") return "same";
  if (city === "different" || state === "different") return "different";
  if (city === "same") return "same";
  return zip ?? "unknown";
}

/** Weighs what two records share. A name that is only loosely equal counts when something else agrees. */
export function weigh(comparison: KeyComparison): Evidence {
  const of = (kind: string): Verdict => verdictOf(comparison, kind);
  const [domain, street, phone] = [of("domain"), of("street"), of("phone")];
  const area = weighArea(comparison);
  const isSupported = [domain, area, street, phone].includes("same");
  const name = of("name_loose") === "same" && isSupported ? "same" : of("name");
  return { domain, name, area, zip: of("zip"), street, phone };
}

function isAnchored(evidence: Evidence): boolean {
  return evidence.street === "same" || evidence.phone === "same";
}

/**
 * True when nothing speaks against the two being one company, so that they may be linked if there is
 * no other candidate. A shared domain alone does for differently written names only where nobody else
 * on either side has the domain (`domainIsExclusive`): a group's companies share one.
 */
export function isLinkable(evidence: Evidence, domainIsExclusive: boolean): boolean {
  const isElsewhere = evidence.area === "different";
  if (evidence.name !== "same") {
    if (evidence.domain !== "same" || !domainIsExclusive) return false;
    return !isElsewhere || isAnchored(evidence);
  }
  if (evidence.domain === "same") return true;
  if (evidence.domain === "different") return isAnchored(evidence) && !isElsewhere;
  return !isElsewhere || isAnchored(evidence);
}

/**
 * True when a candidate is contradicted where the better one agrees, and nowhere the other way round.
 * Knowing less about a candidate is no reason to prefer another.
 */
export function outranks(better: Evidence, other: Evidence): boolean {
  const wins = ASPECTS.some((key) => better[key] === "same" && other[key] === "different");
  const loses = ASPECTS.some((key) => better[key] === "different" && other[key] === "same");
  return wins && !loses;
}

/** True when two records of one side cannot be told apart and may be the same company twice. */
export function areTwins(evidence: Evidence): boolean {
  if (evidence.name !== "same") return false;
  if (evidence.domain === "different" || evidence.area === "different") return false;
  const apart = (["street", "zip", "phone"] as const).filter(
    (key) => evidence[key] === "different",
  );
  const together = (["domain", "street", "zip"] as const).some((key) => evidence[key] === "same");
  return apart.length < (together ? 2 : 1);
}
