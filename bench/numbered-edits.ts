import { setTimeout as sleep } from "node:timers/promises";
import { readType } from "../sandbox/demo/evidence.ts";
import type { BothSides, ByType } from "../sandbox/demo/evidence.ts";
import type { Stack } from "../sandbox/demo/stack.ts";
import { controlTypes } from "../sandbox/shared/control.ts";
import type { ControlType } from "../sandbox/shared/control.ts";
import type { Pair } from "./roundtrip/change.ts";

/** A person's edit of a linked record, told by its number from all others. */
export interface NumberedEdit {
  type: ControlType;
  /** Where it is made; it has to arrive in the other system. */
  side: "hubspot" | "connectwise";
  pair: Pair;
  number: number;
}

/** A field that is synced both ways, under both names, and its numbered value. */
interface TwinField {
  hubspot: string;
  connectwise: string;
  valueOf: (number: number) => string;
}

const twinFields: ByType<TwinField> = {
  company: {
    hubspot: "numberofemployees",
    connectwise: "numberOfEmployees",
    valueOf: (number) => String(100_000 + number),
  },
  contact: { hubspot: "jobtitle", connectwise: "title", valueOf: (number) => `Pilot ${number}` },
  deal: { hubspot: "dealname", connectwise: "name", valueOf: (number) => `Cranes ${number}` },
};

/** Edits of a pair each, in HubSpot and in ConnectWise by turns. @param from - number of the first */
export function planEdits(type: ControlType, pairs: readonly Pair[], from: number): NumberedEdit[] {
  return pairs.map((pair, index) => ({
    type,
    side: index % 2 === 0 ? "hubspot" : "connectwise",
    pair,
    number: from + index,
  }));
}

/** Makes the edit as a person in its system. */
export async function makeEdit(
  { hubspot, connectwise }: Stack,
  { type, side, pair, number }: NumberedEdit,
): Promise<void> {
  const { hubspot: here, connectwise: there, valueOf } = twinFields[type];
  const value = valueOf(number);
  if (side === "hubspot") {
    await hubspot.edit({ type, id: pair.hubspotId, fields: { [here]: value } });
    return;
  }
  const own = type === "company" ? Number(value) : value;
  await connectwise.edit({ type, id: pair.connectwiseId, fields: { [there]: own } });
}

/** Says of edits of one type whether they are in the other system, as both are now. */
export function arrivalsIn(now: BothSides): (edit: NumberedEdit) => boolean {
  const here = new Map(now.hubspot.map(({ id, properties }) => [id, properties]));
  const there = new Map(now.connectwise.map((record) => [String(record["id"]), record]));
  return ({ type, side, pair, number }) => {
    const { hubspot, connectwise, valueOf } = twinFields[type];
    const value =
      side === "hubspot"
        ? there.get(pair.connectwiseId)?.[connectwise]
        : here.get(pair.hubspotId)?.[hubspot];
    return String(value) === valueOf(number);
  };
}

/** How to look for edits. */
export interface Looking {
  /** Milliseconds between two looks. */
  everyMs: number;
  /** Milliseconds after which what did not arrive is given up. */
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Looks until all edits have arrived. They may still be being made: only those that have a time
 * count as made.
 *
 * @param edits - every edit there is going to be
 * @param madeAt - when each was made, by `performance.now()`
 * @returns seconds by edit; what did not arrive is missing
 */
export async function watchEdits(
  stack: Stack,
  edits: readonly NumberedEdit[],
  madeAt: ReadonlyMap<NumberedEdit, number>,
  { everyMs, timeoutMs, signal }: Looking,
): Promise<Map<NumberedEdit, number>> {
  const seconds = new Map<NumberedEdit, number>();
  const deadline = performance.now() + timeoutMs;
  while (seconds.size < edits.length && performance.now() < deadline) {
    for (const type of controlTypes) {
      const pending = edits.filter(
        (edit) => edit.type === type && madeAt.has(edit) && !seconds.has(edit),
      );
      if (pending.length === 0) continue;
      const hasArrived = arrivalsIn(await readType(stack, type));
      const seenAt = performance.now();
      for (const edit of pending.filter(hasArrived)) {
        seconds.set(edit, (seenAt - (madeAt.get(edit) ?? seenAt)) / 1_000);
      }
    }
    await sleep(everyMs, undefined, { signal });
  }
  return seconds;
}
