import { setTimeout as sleep } from "node:timers/promises";
import { readBothSides, readType } from "../../sandbox/demo/evidence.ts";
import type { Stack } from "../../sandbox/demo/stack.ts";
import { controlTypes } from "../../sandbox/shared/control.ts";
import { below, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { Change, ChangeContext } from "../roundtrip/change.ts";
import { companyChanges } from "../roundtrip/company-changes.ts";
import { contactChanges } from "../roundtrip/contact-changes.ts";
import { dealChanges } from "../roundtrip/deal-changes.ts";
import type { Scenario } from "../scenario.ts";
import { runDryRun, runFirstSync, withBench } from "../set-up.ts";
import { measureSilence } from "../silence.ts";
import { untilQuiet } from "../traffic.ts";

const LOOK_MS = 100;

interface Timing {
  /** Seconds. */
  giveUpAfter: number;
  signal: AbortSignal;
}

/**
 * Looks until changes that were made have arrived. One look a type serves all of them: many looks at
 * once would slow down what they measure.
 *
 * @returns seconds by change; Infinity for what did not arrive in time
 */
async function watchArrivals(
  stack: Stack,
  changes: readonly Change[],
  { giveUpAfter, signal }: Timing,
): Promise<Map<Change, number>> {
  const arrivals = new Map<Change, number>();
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1_000;
  for (;;) {
    for (const type of controlTypes) {
      const pending = changes.filter((each) => each.type === type && !arrivals.has(each));
      if (pending.length === 0) continue;
      const now = await readType(stack, type);
      for (const change of pending) if (change.hasArrived(now)) arrivals.set(change, elapsed());
    }
    if (arrivals.size === changes.length || elapsed() > giveUpAfter) return arrivals;
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** The changes of one round. */
function makeChanges(context: ChangeContext): Change[] {
  return [...companyChanges(context), ...contactChanges(context), ...dealChanges(context)];
}

async function withWebhooks(context: ChangeContext, signal: AbortSignal): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const change of makeChanges(context)) {
    await change.make();
    const arrivals = await watchArrivals(context.stack, [change], { giveUpAfter: 120, signal });
    const took = arrivals.get(change) ?? Infinity;
    figures.push(below(`${change.name}, webhooks on`, took, 5, "s"));
  }
  return figures;
}

async function withoutWebhooks(context: ChangeContext, signal: AbortSignal): Promise<Figure[]> {
  const { stack } = context;
  const kinds = ["webhook-drop"];
  await Promise.all(
    [stack.hubspot, stack.connectwise].map((one) => one.faults({ rate: 1, kinds })),
  );
  // Other pairs than before, and all at once: each has to wait for a poll anyway.
  const changes = makeChanges(context);
  await Promise.all(changes.map((change) => change.make()));
  const arrivals = await watchArrivals(stack, changes, { giveUpAfter: 180, signal });
  return changes.map((change) =>
    below(`${change.name}, webhooks lost`, arrivals.get(change) ?? Infinity, 90, "s"),
  );
}

/** Single changes between two live systems, with webhooks and without. */
export const roundtrip: Scenario = {
  name: "roundtrip",
  summary: "edits, creations and clashes arrive in under 5 s, under 90 s when webhooks are lost",
  run: (context) =>
    withBench(context, { filling: { kind: "sample" } }, async (bench) => {
      const { stack } = bench;
      const { signal } = context;
      await runDryRun(bench, context, 120_000);
      await runFirstSync(bench, context, 120_000);
      const isQuiet = await untilQuiet(stack, { quietMs: 5_000, timeoutMs: 60_000, signal });
      const start = await readBothSides(stack);
      context.say("changes with webhooks");
      const fast = await withWebhooks({ stack, start, round: 1 }, signal);
      context.say("changes while every webhook is lost");
      const slow = await withoutWebhooks({ stack, start, round: 2 }, signal);
      return [
        reported("quiet after the first sync", isQuiet ? "yes" : "no"),
        ...fast,
        ...slow,
        ...(await measureSilence(stack, context)),
      ];
    }),
};
