import { AppError } from "../sync/errors.ts";
import type { Portal, PortalState, PortalStore } from "../sync/portal-ports.ts";
import { PORTAL_WORDS } from "../sync/portal-words.ts";
import { KEYS_REFUSED } from "./connect-connectwise.ts";

type Store = Pick<PortalStore, "portal" | "changeState" | "setDue">;

/**
 * Pauses the sync of a live portal: what is under way ends, and changes are marked and left until
 * somebody resumes it.
 *
 * @returns the portal; unchanged when it is paused already
 * @throws AppError `portal_not_active` in states in which nothing is synced
 */
export async function pausePortal(store: Store, userId: string): Promise<Portal> {
  await store.changeState(["live"], "paused", null, userId);
  return inState(store, ["paused"], "pause");
}

/**
 * Lets a paused sync go on, and one that stopped by itself: whoever resumes it has looked at the
 * reason. A stop whose cause is still there comes again.
 *
 * @returns the portal; unchanged when it is live already
 * @throws AppError `portal_not_active`, also while ConnectWise refuses the keys
 */
export async function resumePortal(store: Store, userId: string): Promise<Portal> {
  const portal = await store.portal();
  if (portal?.state === "paused" && portal.stateReason === KEYS_REFUSED) {
    throw notActive("ConnectWise refuses the keys.", "Enter new keys under Connection.");
  }
  if (await store.changeState(["paused", "braked"], "live", null, userId)) {
    await store.setDue({ poll: 0, bulk: 0 });
  }
  return inState(store, ["live"], "resume");
}

async function inState(
  store: Store,
  wanted: readonly PortalState[],
  verb: "pause" | "resume",
): Promise<Portal> {
  const portal = await store.portal();
  if (portal !== null && wanted.includes(portal.state)) return portal;
  const state = portal?.state ?? "erased";
  const { message, remedy } = PORTAL_WORDS[state];
  throw notActive(
    `There is nothing to ${verb}. ${message}`,
    remedy ?? REMEDIES[state] ?? "Look at the overview.",
  );
}

/** Where the state itself needs nothing done. */
const REMEDIES: Readonly<Partial<Record<PortalState, string>>> = {
  "first-sync": "Pause or resume the first sync itself, under First sync.",
};

function notActive(message: string, remedy: string): AppError {
  return new AppError(message, { code: "portal_not_active", errorClass: "invalid", remedy });
}
