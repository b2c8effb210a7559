import type { LinkState, Side } from "../sync/model.ts";
import type { Exclusion } from "../sync/objects/definition.ts";
import type { PortalState } from "../sync/portal-ports.ts";
import type { FoundIssue } from "../sync/record-ports.ts";
import type { Explanation } from "./explain-record.ts";
import { nameOf } from "./plan-verdicts.ts";

/** Something said to a person, and what to do about it; null: nothing has to be done. */
export interface Words {
  readonly message: string;
  readonly remedy: string | null;
}

/** How a record stands. */
export interface CardState extends Words {
  readonly kind: LinkState | "not-linked" | "unknown";
  /** Stable code; empty where all is well. */
  readonly code: string;
}

const PLAIN: Readonly<Record<LinkState, string>> = {
  linked: "The two records are linked and kept equal.",
  waiting: "It waits for another record.",
  excluded: "It is left out.",
  attention: "Somebody has to look at it.",
  review: "Somebody has to say which record is its counterpart.",
  merged: "One of the two records was merged into another one.",
  deleted: "One of the two records was deleted.",
};

/** Says how the record of a side stands: what a sync would make of it now, else what the last one met. */
export function cardStateOf(explanation: Explanation, side: Side, portal: PortalState): CardState {
  const { state, verdicts, standing } = explanation;
  if (state === "excluded") return worded(state, exclusionWords(explanation, side) ?? verdicts[0]);
  if (state !== null) return worded(state, verdicts[0]);
  const refused = refusalIn(standing);
  if (refused !== undefined) return worded("attention", refused);
  return standing.link === null ? unlinked(explanation, portal) : worded("linked");
}

/** Why the record of a side is left out, else why its counterpart is; null: neither is. */
export function exclusionIn(
  { sides }: Explanation,
  side: Side,
): (Exclusion & { readonly side: Side }) | null {
  const left = sides.flatMap(({ ref, exclusion }) =>
    exclusion === null ? [] : [{ side: ref.side, ...exclusion }],
  );
  return left.find((one) => one.side === side) ?? left[0] ?? null;
}

/** What keeps the counterpart out is no word about the record itself, whose changes go on. */
function exclusionWords(explanation: Explanation, side: Side): Exclusion | null {
  const left = exclusionIn(explanation, side);
  if (left === null || left.side === side) return left;
  return { ...left, message: `The record in ${nameOf(left.side)} is left out. ${left.message}` };
}

/** What a vendor refused is no part of a plan: the last sync's word on it stands. */
function refusalIn({ link, issues }: Explanation["standing"]): FoundIssue | undefined {
  if (link?.state !== "attention") return undefined;
  return issues.find(({ state }) => state === "attention");
}

function worded(
  kind: LinkState,
  issue?: Pick<FoundIssue, "code" | "message" | "remedy">,
): CardState {
  const { code = kind === "linked" ? "" : kind, message = PLAIN[kind], remedy } = issue ?? {};
  return { kind, code, message, remedy: remedy ?? null };
}

function unlinked({ action }: Explanation, portal: PortalState): CardState {
  const next = portal === "configured" ? "the first sync" : "the next sync";
  const words: Readonly<Record<Explanation["action"], string>> = {
    create: `It has no counterpart yet; ${next} makes one.`,
    update: `Its counterpart was found; ${next} links the two.`,
    later: "Another record has to be settled first.",
    verdict: "It has no counterpart.",
  };
  return { kind: "not-linked", code: `next_${action}`, message: words[action], remedy: null };
}
