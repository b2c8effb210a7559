import type { KeyComparison } from "../../../server/sync/match-evidence.ts";
import {
  type CompanyFields,
  companyMatchKeys,
  type MatchKey,
  STRONG_COMPANY_KINDS,
} from "../../../server/sync/match-keys.ts";
import {
  type Decision,
  decideMatches,
  type LinkingAspect,
  type Neighbourhood,
} from "../../../server/sync/match.ts";
import { type RecordRef, SIDES } from "../../../server/sync/model.ts";

/** Companies of one side by id. */
export type Companies = Readonly<Record<string, CompanyFields>>;
/** Companies of both sides, with links from HubSpot id to ConnectWise id. */
export interface Situation {
  readonly hubspot: Companies;
  readonly connectwise: Companies;
  readonly links?: Readonly<Record<string, string>>;
}

function kindsOf(keys: readonly MatchKey[]): Set<string> {
  return new Set(keys.map(({ kind }) => kind));
}

function keysOf(companies: Companies): [string, MatchKey[]][] {
  return Object.entries(companies).map(([id, fields]) => [id, companyMatchKeys(fields)]);
}

/** What the store's join finds: equal kinds and values, nothing cleverer. */
function compare(left: readonly MatchKey[], right: readonly MatchKey[]): KeyComparison {
  const texts = new Set(left.map(({ kind, value }) => `${kind}=${value}`));
  const shared = kindsOf(right.filter(({ kind, value }) => texts.has(`${kind}=${value}`)));
  const differing = [...kindsOf(left)].filter(
    (kind) => kindsOf(right).has(kind) && !shared.has(kind),
  );
  return { shared: [...shared], differing };
}

function isCandidate({ shared }: KeyComparison): boolean {
  return STRONG_COMPANY_KINDS.some((kind) => shared.includes(kind));
}

/** What the store hands over for a situation. */
export function neighbourhoodOf({ hubspot, connectwise, links = {} }: Situation): Neighbourhood {
  const keys = { hubspot: keysOf(hubspot), connectwise: keysOf(connectwise) };
  return {
    pairs: keys.hubspot
      .flatMap(([hubspotId, left]) =>
        keys.connectwise.map(([connectwiseId, right]) => ({
          hubspotId,
          connectwiseId,
          ...compare(left, right),
        })),
      )
      .filter((pair) => isCandidate(pair)),
    sameSide: SIDES.flatMap((side) =>
      keys[side].flatMap(([firstId, left], index) =>
        keys[side]
          .slice(index + 1)
          .map(([secondId, right]) => ({ side, firstId, secondId, ...compare(left, right) })),
      ),
    ).filter((pair) => isCandidate(pair)),
    links: Object.entries(links).map(([hubspotId, connectwiseId]) => ({
      hubspotId,
      connectwiseId,
    })),
  };
}

/** Every record of a situation. */
export function refsOf({ hubspot, connectwise }: Situation): RecordRef[] {
  return [
    ...Object.keys(hubspot).map((id) => ({ side: "hubspot" as const, id })),
    ...Object.keys(connectwise).map((id) => ({ side: "connectwise" as const, id })),
  ];
}

/** Decides about every record of a situation. */
export function decideAll(
  situation: Situation,
  agreeing?: LinkingAspect,
): ReadonlyMap<string, Decision> {
  return decideMatches(refsOf(situation), neighbourhoodOf(situation), agreeing);
}

/** One text a record: `link c1`, `review c1,c2`, `review` (twins only), `none`, and the reason. */
export function told(decision: Decision | undefined): string {
  if (decision === undefined) return "missing";
  if (decision.outcome === "link") return `link ${decision.counterpartId} ${decision.reason}`;
  if (decision.outcome === "none") return `none ${decision.reason}`;
  const ids = decision.candidates.map(({ id }) => id).join(",");
  return `review ${ids}${ids === "" ? "" : " "}${decision.reason}`;
}

/** The decisions about every record, by id, as {@link told} puts them. */
export function verdicts(situation: Situation, agreeing?: LinkingAspect): Record<string, string> {
  return Object.fromEntries(
    [...decideAll(situation, agreeing)].map(([key, decision]) => [
      key.split(":")[1],
      told(decision),
    ]),
  );
}

/** Addresses in two cities. */
export const berlin = { city: "Berlin", zip: "10115", country: "Germany" };
/** See {@link berlin}. */
export const munich = { city: "München", zip: "80331", country: "Germany" };
