import type { Card, LaneName } from "@lockstep/api/wire-card.ts";
import { portalState, recordState } from "@lockstep/ui/words.ts";
import type { StateWords } from "@lockstep/ui/words.ts";

/** Why nobody could look, as far as it is worth a word of its own. */
const UNKNOWN: Readonly<Record<string, StateWords>> = {
  object_is_off: { label: "Switched off", tone: "default" },
  not_configured: { label: "Not set up yet", tone: "info" },
  record_gone: { label: "Not found", tone: "default" },
};

/** What people call the state of a card's record. */
export function cardState(card: Card): StateWords {
  const { kind, code } = card.state;
  if (kind === "not-linked") return { label: "Not linked", tone: "default" };
  if (kind === "linked" && hasChange(card)) return { label: "Change on its way", tone: "info" };
  if (kind !== "unknown") return recordState(kind);
  if (code === `portal_${card.portal.state}`) return portalState(card.portal.state);
  return UNKNOWN[code] ?? { label: "Cannot be read now", tone: "warning" };
}

/** A value that one side does not have yet, or a record that is looked at again. */
function hasChange(card: Card): boolean {
  return isPending(card) || card.fields.some(({ decision }) => decision === "write");
}

/** Whether a worker has the record in hand, or is going to; our own writes seen again do not count. */
export function isPending({ isHeld, pending }: Pick<Card, "isHeld" | "pending">): boolean {
  return isHeld || (pending !== null && pending.lane !== "echo");
}

/** States of a portal in which changes move. */
export const MOVING: ReadonlySet<string> = new Set(["live", "first-sync"]);

/** What is due later than so many milliseconds is not waited for. */
const SOON_MS = 60_000;

/** Whether a change is about to arrive, so that it pays to watch. @param now - milliseconds */
export function isOnItsWay(card: Card, now: number): boolean {
  if (!MOVING.has(card.portal.state) || !isPending(card)) return false;
  const { pending } = card;
  return pending === null || Date.parse(pending.notBefore) - now < SOON_MS;
}

const LANES: Readonly<Record<LaneName, string>> = {
  "sync-now": "Somebody asked for it to be synced.",
  hint: "A change was reported.",
  poll: "A change was found, or something that it belongs to has changed.",
  "first-sync": "The first sync gets to it.",
  sweep: "The daily comparison, or a change of the settings, has it looked at again.",
  echo: "",
};

/** Why a record is looked at again. */
export function laneWords(lane: LaneName): string {
  return LANES[lane];
}

/** What a person may set off in a portal's state. */
export interface Possible {
  sync: boolean;
  /** Linking, unlinking and having one created; before the first sync it is only remembered. */
  match: boolean;
}

/** What the server does when it is asked, given the portal's state. */
export function possibleIn({ portal, records, state }: Card): Possible {
  const isLinked = records.connectwise !== null;
  const { code } = state;
  if (code === "object_is_off" || code === "record_gone") return { sync: false, match: false };
  switch (portal.state) {
    case "live":
      return { sync: true, match: true };
    case "first-sync":
      return { sync: isLinked, match: true };
    case "configured":
      return { sync: false, match: true };
    default:
      return { sync: false, match: false };
  }
}

/** What *Sync now* does with the record, as its button says it. */
export function syncLabel({ state }: Card): string {
  if (state.kind !== "not-linked") return "Sync now";
  switch (state.code) {
    case "next_create":
      return "Create in ConnectWise now";
    case "next_update":
      return "Link and sync now";
    default:
      return "Sync now";
  }
}
