import type { ObjectType } from "./model.ts";
import type { PublishedState } from "./published-states.ts";

/** A HubSpot record that does not show its state, as far as is known. */
export interface UnpublishedState {
  readonly objectType: ObjectType;
  readonly hubspotId: string;
  /** What it has to show; null: nothing. */
  readonly wanted: PublishedState | null;
}

/** What a HubSpot record shows by now. */
export interface ShownState {
  readonly hubspotId: string;
  readonly state: PublishedState | null;
  /**
   * Times of the record before and after our write, in milliseconds, where nothing else about it
   * changed in between: who saw the former has seen the latter.
   */
  readonly times?: { readonly before: number; readonly after: number };
}

/** What is kept about states that HubSpot shows: only where they are not what goes without saying. */
export interface StateStore {
  /**
   * Records of the object types that show another state than theirs, and that nobody works on or is
   * about to look at. Left out is what was never written to and is not to be.
   */
  unpublishedStates(
    objectTypes: readonly ObjectType[],
    limit: number,
  ): Promise<readonly UnpublishedState[]>;
  /**
   * Takes down what records show, and that whoever saw one before our write has seen it after.
   *
   * @param gone - ids of records that do not exist any more
   */
  saveShownStates(
    objectType: ObjectType,
    shown: readonly ShownState[],
    gone: readonly string[],
  ): Promise<void>;
}
