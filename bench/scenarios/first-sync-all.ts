import { makeMatchedDataset } from "../datasets.ts";
import type { Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import { measureFirstSync, RATIO } from "./first-sync.ts";

const COUNTS = { companies: 2_000, contacts: 4_000, deals: 500 };

/** The first sync of all three types against the least calls it can do with. */
export const firstSyncAll: Scenario = {
  name: "first-sync-all",
  summary: `${COUNTS.companies} companies, ${COUNTS.contacts} contacts, ${COUNTS.deals} deals: at most ${RATIO} times the lower bound of calls, no 429, memory`,
  run: (context) =>
    withBench(
      context,
      { filling: { kind: "given", dataset: makeMatchedDataset(COUNTS) } },
      (bench) => measureFirstSync(bench, context),
    ),
};
