import type { Stack } from "../sandbox/demo/stack.ts";

/** Lets a share of all calls and webhooks of both vendors go wrong, in every way they can. */
export async function setFaults(stack: Stack, rate: number, seed: number): Promise<void> {
  await Promise.all([
    stack.hubspot.faults({ seed, rate }),
    stack.connectwise.faults({ seed, rate }),
  ]);
}
