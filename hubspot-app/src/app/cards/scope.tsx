import { createContext, useContext } from "react";
import type { Api } from "@lockstep/api/client.ts";
import type { Card } from "@lockstep/api/wire-card.ts";
import type { RecordRef } from "@lockstep/api/wire-records.ts";
import type { Syncing } from "./sync/use-syncing.ts";

/** Where a card stands: with room for everything, or at the side. */
export type Place = "tab" | "sidebar";

/** What every part of a card rests on. */
export interface CardScope {
  api: Api;
  place: Place;
  /** HubSpot's record, on whose page the card stands. */
  record: RecordRef;
  card: Card;
  syncing: Syncing;
  /** Reads the card again. */
  look: () => Promise<void>;
  /** Something was written: reads the card again, and HubSpot its own properties. */
  changed: () => Promise<void>;
}

const ScopeContext = createContext<CardScope | null>(null);

/** Gives everything below it the card. */
export const ScopeProvider = ScopeContext.Provider;

/** The card that a part belongs to. @throws Error - outside of a card */
export function useScope(): CardScope {
  const scope = useContext(ScopeContext);
  if (scope === null) throw new Error("a part of a card stands outside of a card");
  return scope;
}
