import type { LinkState } from "./model.ts";

/** HubSpot property in which a record shows its state, for lists and views of people. */
export const STATE_PROPERTY = "cw_sync_state";

/** What the property holds; it is empty on records that are not synced. */
export type PublishedState = "in_sync" | "waiting" | "needs_attention" | "excluded";

/** What a linked record shows as long as nothing is the matter with it. */
export const IN_SYNC: PublishedState = "in_sync";

/** What a linked record shows, by the state of its link; null: nothing. */
export const SHOWN_WHEN_LINKED: Readonly<Record<LinkState, PublishedState | null>> = {
  linked: IN_SYNC,
  waiting: "waiting",
  excluded: "excluded",
  attention: "needs_attention",
  review: "needs_attention",
  // Its counterpart is gone, and nothing is written to it any more.
  merged: null,
  deleted: null,
};

/**
 * The same for a record without link, by the state of its issue. One that a filter leaves out is not
 * written to, and nothing else is known about one that is left alone.
 */
export const SHOWN_WHEN_ALONE: Readonly<Record<LinkState, PublishedState | null>> = {
  ...SHOWN_WHEN_LINKED,
  linked: null,
  excluded: null,
};
