import type { Stack } from "../sandbox/demo/stack.ts";

/**
 * Lets a share of all calls and webhooks of both vendors go wrong.
 *
 * @param kinds - in these ways; in every way they can unless given
 */
export async function setFaults(
  stack: Stack,
  rate: number,
  seed: number,
  kinds?: readonly string[],
): Promise<void> {
  const body = { seed, rate, ...(kinds === undefined ? {} : { kinds }) };
  await Promise.all([stack.hubspot.faults(body), stack.connectwise.faults(body)]);
}
