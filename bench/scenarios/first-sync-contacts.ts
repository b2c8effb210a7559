import { makeMatchedDataset, makeNewContactsDataset } from "../datasets.ts";
import type { Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import { measureFirstSync, RATIO } from "./first-sync.ts";

/** Twenty contacts a company: the companies' pages are few beside the contacts'. */
const MATCHED = { companies: 500, contacts: 10_000, deals: 0 };
/** Each system has a half of these contacts alone. */
const NEW = { companies: 200, contacts: 4_000 };

/** There are no deals: to ask for none costs calls that the bound does not count. */
const off = ["deal"] as const;

/** The first sync of contacts that both systems have, with their companies. */
export const firstSyncContacts: Scenario = {
  name: "first-sync-contacts",
  summary: `${MATCHED.contacts} matched contacts of ${MATCHED.companies} companies: at most ${RATIO} times the lower bound of calls, no 429, memory`,
  run: (context) =>
    withBench(
      context,
      { filling: { kind: "given", dataset: makeMatchedDataset(MATCHED) } },
      (bench) => measureFirstSync(bench, context, { off }),
    ),
};

/** The first sync of contacts that one system has and the other does not. */
export const firstSyncNew: Scenario = {
  name: "first-sync-new",
  summary: `${NEW.contacts / 2} new contacts each way: at most ${RATIO} times the lower bound of calls, no 429, memory`,
  run: (context) =>
    withBench(
      context,
      { filling: { kind: "given", dataset: makeNewContactsDataset(NEW) } },
      (bench) => measureFirstSync(bench, context, { off }),
    ),
};
