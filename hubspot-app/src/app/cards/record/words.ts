import { objectWords } from "@lockstep/ui/words.ts";
import type { CardRecord } from "@lockstep/api/wire-card.ts";

/** `Company`, `Opportunity`: what a side calls a record. */
export function recordNoun(objectType: string, side: "hubspot" | "connectwise"): string {
  const { one, connectwise } = objectWords(objectType);
  const word = side === "hubspot" ? one : connectwise;
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A record as people call it; its number where its name is not known. */
export function nameOf({ name, id }: Pick<CardRecord, "name" | "id">): string {
  return name ?? `No. ${id}`;
}
