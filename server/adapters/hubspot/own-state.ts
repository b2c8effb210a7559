import { IN_SYNC, STATE_PROPERTY } from "../../sync/published-states.ts";
import type { BatchInput } from "./batches.ts";
import { RefusedError } from "./errors.ts";
import type { HubspotObject } from "./objects.ts";

/*
 * Whatever gives a record our id makes it a linked one: the state that linked records show as a rule
 * travels with the id, so that it costs no call. Every other state is written by itself.
 */

/** Adds the state to properties that give a record our id, or empties it together with the id. */
export function withState(
  { uniqueProperty }: HubspotObject,
  properties: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const id = properties[uniqueProperty];
  if (id === undefined) return properties;
  return { ...properties, [STATE_PROPERTY]: id === "" ? "" : IN_SYNC };
}

/**
 * Sends inputs, and once more without the states that travel along if HubSpot does not take those: a
 * portal may lack the property, and no record stays unsynced because of it.
 */
export async function sendWithState<I extends BatchInput, Answer>(
  { uniqueProperty }: HubspotObject,
  inputs: readonly I[],
  send: (inputs: readonly I[]) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send(inputs);
  } catch (thrown) {
    const isCarried = inputs.some(({ properties }) => properties?.[uniqueProperty] !== undefined);
    if (!isCarried || !isAboutState(thrown)) throw thrown;
    return send(inputs.map((input) => withoutState(input)));
  }
}

function isAboutState(thrown: unknown): boolean {
  return (
    thrown instanceof RefusedError && thrown.problems.some(({ field }) => field === STATE_PROPERTY)
  );
}

function withoutState<I extends BatchInput>(input: I): I {
  const { [STATE_PROPERTY]: _state, ...properties } = input.properties ?? {};
  return { ...input, properties };
}
