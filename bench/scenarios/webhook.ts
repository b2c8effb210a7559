import { setTimeout as sleep } from "node:timers/promises";
import { makeMatchedDataset } from "../datasets.ts";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import { ANSWER_MS, bringLive, setLatency } from "../live.ts";
import { makeEdit, planEdits, watchEdits } from "../numbered-edits.ts";
import type { NumberedEdit } from "../numbered-edits.ts";
import { latencyFigures } from "../percentiles.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";

const EDITS = 100;
/** A half of the edits is of companies, the other half of contacts. */
const COUNTS = { companies: EDITS + 20, contacts: EDITS + 20, deals: 0 };
const EDIT_EVERY_MS = 500;
const LIMITS = { p50: 3, p99: 10 };
const LOOKING = { everyMs: 50, timeoutMs: 5 * 60_000 };

/** Makes one edit after the other, and notes when it began. */
async function makeAll(
  { stack }: Bench,
  edits: readonly NumberedEdit[],
  madeAt: Map<NumberedEdit, number>,
  signal: AbortSignal,
): Promise<void> {
  for (const edit of edits) {
    const startedAt = performance.now();
    await makeEdit(stack, edit);
    madeAt.set(edit, startedAt);
    await sleep(EDIT_EVERY_MS, undefined, { signal });
  }
}

async function measureWebhooks(bench: Bench, context: BenchContext): Promise<Figure[]> {
  const { signal, say } = context;
  const { company, contact } = await bringLive(bench, context);
  await setLatency(bench.stack, { latencyMs: ANSWER_MS });
  const edits = [
    ...planEdits("company", company.slice(0, EDITS), 1),
    ...planEdits("contact", contact.slice(0, EDITS), EDITS + 1),
  ];
  say(`${edits.length} edits by turns, one every ${EDIT_EVERY_MS} ms`);
  const madeAt = new Map<NumberedEdit, number>();
  const [seconds] = await Promise.all([
    watchEdits(bench.stack, edits, madeAt, { ...LOOKING, signal }),
    makeAll(bench, edits, madeAt, signal),
  ]);
  const took = (side: NumberedEdit["side"]): number[] =>
    edits.filter((edit) => edit.side === side).map((edit) => seconds.get(edit) ?? Infinity);
  return [
    reported("edits", `${took("hubspot").length} + ${took("connectwise").length}`),
    reported("vendors' answers take", ANSWER_MS, "ms"),
    atMost("edits that did not arrive", edits.length - seconds.size, 0),
    ...latencyFigures("HubSpot to ConnectWise", took("hubspot"), LIMITS),
    ...latencyFigures("ConnectWise to HubSpot", took("connectwise"), LIMITS),
  ];
}

/** From a person's edit, through its webhook, to the written value in the other system. */
export const webhook: Scenario = {
  name: "webhook",
  summary: `${EDITS} edits each way, vendors answering in ${ANSWER_MS} ms: written within ${LIMITS.p50} s (p50) and ${LIMITS.p99} s (p99)`,
  run: (context) =>
    withBench(
      context,
      { filling: { kind: "given", dataset: makeMatchedDataset(COUNTS, context.seed) } },
      (bench) => measureWebhooks(bench, context),
    ),
};
