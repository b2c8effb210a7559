import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "../sandbox/demo/stack.ts";
import type { Figure } from "./figures.ts";
import type { BenchContext } from "./scenario.ts";
import { clearTraffic, countWrites, describeTraffic, readTraffic } from "./traffic.ts";

const GRACE_MS = 5_000;

/** Counts what is written in a minute in which nobody changes anything. */
export async function measureSilence(
  stack: Stack,
  { signal, say }: BenchContext,
): Promise<Figure[]> {
  await sleep(GRACE_MS, undefined, { signal });
  await clearTraffic(stack);
  say("60 seconds in which nobody should write");
  await sleep(60_000, undefined, { signal });
  const { hubspot, connectwise } = await readTraffic(stack);
  const writes = countWrites(hubspot) + countWrites(connectwise);
  if (writes > 0) for (const side of [hubspot, connectwise]) describeTraffic(side).forEach(say);
  return [
    {
      name: "write calls in the 60 s after",
      measured: String(writes),
      limit: "0",
      isMet: writes === 0,
    },
  ];
}
