import type { PortalState } from "./portal-ports.ts";

/** What a portal's state means for whoever looks at a record. */
export interface PortalWords {
  readonly message: string;
  /** What to do about it; null: nothing has to be done. */
  readonly remedy: string | null;
}

/** States of a portal in plain words. */
export const PORTAL_WORDS: Readonly<Record<PortalState, PortalWords>> = {
  installed: {
    message: "ConnectWise is not connected yet.",
    remedy: "Connect ConnectWise in Lockstep's settings.",
  },
  connected: {
    message: "ConnectWise is connected, and the sync is not set up yet.",
    remedy: "Finish the set-up in Lockstep's settings.",
  },
  configured: {
    message: "The first sync was not started yet, so that nothing is written.",
    remedy: "Start the first sync in Lockstep's settings.",
  },
  "first-sync": { message: "The first sync is running.", remedy: null },
  live: { message: "The sync is running.", remedy: null },
  paused: {
    message: "The sync is paused. Changes are remembered, and nothing is written.",
    remedy: "Resume the sync in Lockstep's settings.",
  },
  braked: {
    message: "The sync has stopped by itself, so that not too much is changed.",
    remedy: "Look at the reason in Lockstep's settings.",
  },
  suspended: {
    message: "The sync is suspended.",
    remedy: "Ask whoever runs the Lockstep server.",
  },
  disconnected: {
    message: "Lockstep is disconnected and does nothing.",
    remedy: "Ask an admin of your HubSpot account to install Lockstep again.",
  },
  erased: {
    message: "Lockstep was removed from this portal.",
    remedy: "Install Lockstep again in HubSpot.",
  },
};

/** States in which records are read when somebody asks about them. */
export const READABLE_STATES: readonly PortalState[] = [
  "configured",
  "first-sync",
  "live",
  "paused",
  "braked",
];
