import { changeBound } from "../change-bound.ts";
import { makeMatchedDataset } from "../datasets.ts";
import { setFaults } from "../faults.ts";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import { readBothSides } from "../../sandbox/demo/evidence.ts";
import { ANSWER_MS, bringLive, setLatency } from "../live.ts";
import { arrivalsIn, makeEdit, planEdits } from "../numbered-edits.ts";
import type { NumberedEdit } from "../numbered-edits.ts";
import { latencyFigures } from "../percentiles.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import { clearTraffic, countCalls, describeTraffic, readTraffic, untilQuiet } from "../traffic.ts";

const REQUESTS = 50;
const COUNTS = { companies: 60, contacts: 60, deals: 0 };
const RATIO = 1.25;
const LIMITS = { p95: 3 };

/** What the requests' answers said, and how long they took. */
interface Answers {
  seconds: number[];
  pending: number;
}

async function askForAll({ api }: Bench, edits: readonly NumberedEdit[]): Promise<Answers> {
  const answers: Answers = { seconds: [], pending: 0 };
  for (const { type, side, pair } of edits) {
    const recordId = side === "hubspot" ? pair.hubspotId : pair.connectwiseId;
    const startedAt = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one person presses the button, and again
    const { isPending } = await api.syncNow({ objectType: type, side, recordId });
    answers.seconds.push((performance.now() - startedAt) / 1_000);
    if (isPending) answers.pending += 1;
  }
  return answers;
}

/** The bound of requests that are made one after the other: none shares a call with another. */
function boundOf(edits: readonly NumberedEdit[]): number {
  return edits.reduce(
    (sum, { side }) => sum + changeBound({ hubspot: 0, connectwise: 0, [side]: 1 }),
    0,
  );
}

async function measureSyncNow(bench: Bench, context: BenchContext): Promise<Figure[]> {
  const { stack } = bench;
  const { company, contact } = await bringLive(bench, context);
  const edits = [
    ...planEdits("company", company.slice(0, REQUESTS / 2), 1),
    ...planEdits("contact", contact.slice(0, REQUESTS / 2), REQUESTS + 1),
  ];
  await setFaults(stack, 1, context.seed, ["webhook-drop"]);
  for (const edit of edits) await makeEdit(stack, edit);
  await untilQuiet(stack, { quietMs: 2_000, timeoutMs: 60_000, signal: context.signal });
  await setLatency(stack, { latencyMs: ANSWER_MS });
  await clearTraffic(stack);
  context.say(`${edits.length} requests, one after the other`);
  const { seconds, pending } = await askForAll(bench, edits);
  const { hubspot, connectwise } = await readTraffic(stack);
  for (const side of [hubspot, connectwise]) describeTraffic(side).forEach(context.say);
  const now = await readBothSides(stack);
  const missing = edits.filter((edit) => !arrivalsIn(now[edit.type])(edit)).length;
  const calls = countCalls(hubspot) + countCalls(connectwise);
  const bound = boundOf(edits);
  return [
    reported("requests, each for an edited record", edits.length),
    reported("vendors' answers take", ANSWER_MS, "ms"),
    ...latencyFigures("request to answer", seconds, LIMITS),
    reported("answers that it takes longer", pending),
    atMost("edits that did not arrive", missing, 0),
    reported("calls a request", calls / edits.length),
    reported("lower bound a request", bound / edits.length),
    atMost("calls / lower bound", Math.ceil((calls / bound) * 1_000) / 1_000, RATIO),
  ];
}

/** The card's button, pressed for records that were just edited and of which no webhook tells. */
export const syncNow: Scenario = {
  name: "sync-now",
  summary: `${REQUESTS} requests for edited records, vendors answering in ${ANSWER_MS} ms: answered within ${LIMITS.p95} s (p95), at most ${RATIO} times the lower bound of calls`,
  run: (context) => {
    const filling = { kind: "given" as const, dataset: makeMatchedDataset(COUNTS, context.seed) };
    // No poll is to come in between.
    return withBench(context, { filling, serverEnv: { POLL_SECONDS: "3600" } }, (bench) =>
      measureSyncNow(bench, context),
    );
  },
};
