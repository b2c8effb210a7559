import { countItems } from "../../sandbox/demo/summary.ts";
import type { ActionCounts } from "../../sandbox/demo/summary.ts";
import type { ByType } from "../../sandbox/demo/evidence.ts";
import { controlTypes } from "../../sandbox/shared/control.ts";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { Scenario } from "../scenario.ts";
import { runDryRun, runFirstSync, withBench } from "../set-up.ts";

/** 5,000 records in each system. */
const COUNTS = { companies: 1_500, contacts: 3_000, deals: 500 };
const TIMEOUT_MS = 20 * 60_000;

/** One figure for each action of a type: what the dry run said, and by how much it was wrong. */
function compare(planned: ByType<ActionCounts>, done: ByType<ActionCounts>): Figure[] {
  return controlTypes.flatMap((type) => {
    const actions = Object.keys(planned[type]) as (keyof ActionCounts)[]; // -- an entry for each
    return actions.flatMap((action) => {
      const [said, came] = [planned[type][action], done[type][action]];
      if (said === 0 && came === 0) return [];
      return [
        reported(`${type}, ${action}`, `${said} in the dry run, ${came} done`),
        atMost(`${type}, ${action}: difference`, Math.abs(said - came), 0),
      ];
    });
  });
}

/** What a dry run says against what the first sync then does. */
export const dryRunCounts: Scenario = {
  name: "dry-run-counts",
  summary: `${COUNTS.companies} companies, ${COUNTS.contacts} contacts, ${COUNTS.deals} deals: a dry run's counts are what the first sync does`,
  run: (context) => {
    // Of two seeds, so that there are records of every kind: in both systems and in one only.
    const filling = {
      kind: "counted",
      counts: COUNTS,
      hubspotSeed: context.seed,
      connectwiseSeed: context.seed + 1,
    } as const;
    return withBench(context, { filling }, async (bench) => {
      const dryRun = await runDryRun(bench, context, TIMEOUT_MS);
      const planned = countItems(await bench.api.runItems(dryRun.runId));
      const firstSync = await runFirstSync(bench, context, TIMEOUT_MS);
      return compare(planned, countItems(await bench.api.runItems(firstSync.runId)));
    });
  },
};
