import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { itemsOf, type ReadyRig, startReadyRig } from "./first-sync-rig.ts";
import { runFirstSync } from "./server-rig.ts";

const FIRMS = 250;
const ADDRESS = "1 Main Street";

/** Of each ten firms the last two are twins, which a person has to look at: nothing is written to them. */
const isTwin = (number: number): boolean => number % 10 >= 8;
const nameOf = (number: number): string =>
  isTwin(number) ? `Twins ${Math.floor(number / 10)}` : `Firm ${number}`;
const domainOf = (number: number): string =>
  `${nameOf(number).toLowerCase().replace(" ", "-")}.example`;
const numbers = Array.from({ length: FIRMS }, (_, number) => number);

describe("the batches of a first sync [S16]", { timeout: 300_000 }, () => {
  let rig: ReadyRig;

  beforeAll(async () => {
    rig = await startReadyRig({
      hubspot: {
        records: {
          companies: numbers.map((number) => ({
            id: String(1_000 + number),
            properties: {
              name: nameOf(number),
              domain: domainOf(number),
              address: ADDRESS,
            },
          })),
        },
      },
      connectwise: {
        records: {
          companies: numbers
            .filter((number) => !isTwin(number) || number % 10 === 8)
            .map((number) => ({
              id: 20_000 + number,
              identifier: `firm${number}`,
              name: nameOf(number),
              website: domainOf(number),
              addressLine1: ADDRESS,
            })),
        },
      },
    });
  }, 300_000);
  afterAll(() => rig.close());

  it("are full however many records between them need nothing, and leave no record out", async () => {
    const { body: run } = await runFirstSync(rig);

    const items = await itemsOf(rig, run.runId);
    const idsOf = (action: string): Set<string> =>
      new Set(items.filter((item) => item.action === action).map(({ hubspotId }) => hubspotId));
    expect([idsOf("linked").size, idsOf("review").size]).toEqual([200, 50]);
    const companies: { properties: { cw_company_id?: string } }[] = await rig.control(
      "hubspot",
      "records/company",
    );
    expect(companies.filter(({ properties }) => properties.cw_company_id)).toHaveLength(200);
    const { byRoute } = await rig.control("hubspot", "requests");
    expect(byRoute["POST /crm/objects/:version/companies/batch/update"].count).toBe(2);
  });
});
