import { generateDataset } from "../../sandbox/data/dataset.ts";
import type { Dataset } from "../../sandbox/data/records.ts";
import type { Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import { measureFirstSync, RATIO } from "./first-sync.ts";

const COUNTS = { companies: 2_000, contacts: 4_000, deals: 500 };

/**
 * Companies and contacts that are in both systems, and deals of which each system has every second
 * one: deals in both would only wait for a person to pair them.
 */
function makeDataset(): Dataset {
  const { hubspot, connectwise } = generateDataset({ ...COUNTS, seed: 1 });
  return {
    hubspot: { ...hubspot, deals: hubspot.deals.filter((_, index) => index % 2 === 0) },
    connectwise: {
      ...connectwise,
      deals: connectwise.deals.filter((_, index) => index % 2 === 1),
    },
  };
}

/** The first sync of all three types against the least calls it can do with. */
export const firstSyncAll: Scenario = {
  name: "first-sync-all",
  summary: `${COUNTS.companies} companies, ${COUNTS.contacts} contacts, ${COUNTS.deals} deals: at most ${RATIO} times the lower bound of calls, no 429, memory`,
  run: (context) =>
    withBench(context, { filling: { kind: "given", dataset: makeDataset() } }, (bench) =>
      measureFirstSync(bench, context),
    ),
};
