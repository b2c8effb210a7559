import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { type Reply, type ServerRig, startServerRig, until } from "./server-rig.ts";
import { goLive } from "./settings-rig.ts";

const database = await openTestDatabase();

describe("pairing deals with opportunities [S8]", () => {
  let rig: ServerRig;
  const ids = { deal: "", other: "", first: "", second: "" };

  async function edit(
    vendor: "hubspot" | "connectwise",
    type: string,
    fields: Record<string, unknown>,
    associations?: Record<string, string[]>,
  ): Promise<string> {
    const record = await rig.control(vendor, "edit", { type, fields, associations });
    return String(record.id);
  }

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    const acme = { name: "Acme Dental", domain: "acme.example" };
    const company = await edit("hubspot", "company", acme);
    const person = { firstname: "Ann", lastname: "Ray", email: "ann@acme.example" };
    const contact = await edit("hubspot", "contact", person, { company: [company] });
    const there = await edit("connectwise", "company", {
      name: "Acme Dental",
      website: "acme.example",
    });
    const worker = await edit("connectwise", "contact", {
      firstName: "Ann",
      lastName: "Ray",
      company: { id: Number(there) },
      communicationItems: [{ value: "ann@acme.example" }],
    });
    const parents = { company: [company], contact: [contact] };
    const deal = (dealname: string, amount: string): Promise<string> =>
      edit("hubspot", "deal", { dealname, amount, closedate: "2027-03-31T00:00:00Z" }, parents);
    const opportunity = (name: string): Promise<string> =>
      edit("connectwise", "deal", {
        name,
        company: { id: Number(there) },
        contact: { id: Number(worker) },
        expectedCloseDate: "2027-04-30T00:00:00Z",
      });
    ids.deal = await deal("New firewall", "4500");
    ids.other = await deal("Wifi", "1200");
    ids.first = await opportunity("Firewall");
    ids.second = await opportunity("Phones");
    await goLive(rig);
  }, 300_000);
  afterAll(async () => {
    await rig.close();
  });

  it("shows name, amount and date of both, and creates nothing meanwhile", async () => {
    const { body } = await rig.api("GET", "/objects/deal/reviews");

    const ours = body.items.find((item: Reply["body"]) => item.record.id === ids.deal);
    expect(ours).toMatchObject({
      code: "unpaired_counterparts",
      record: {
        side: "hubspot",
        shown: { name: "New firewall", amount: "4500" },
        url: expect.stringContaining(`/record/0-3/${ids.deal}`),
        companyUrl: expect.stringContaining("/record/0-2/"),
      },
    });
    expect(ours.record.shown.date).toContain("2027-03-31");
    const theirs = ours.candidates.find((one: Reply["body"]) => one.id === ids.first);
    expect(theirs.shown).toMatchObject({ name: "Firewall" });
    expect(theirs.shown).toHaveProperty("amount");
    expect(theirs.url).toContain(`recordType=OpportunityFV&recid=${ids.first}`);
    expect(theirs.companyUrl).toContain("recordType=CompanyFV");
    expect(theirs.shown.date).toContain("2027-04-30");
    expect(await rig.control("hubspot", "records/deal")).toHaveLength(2);
    expect(await rig.control("connectwise", "records/deal")).toHaveLength(2);
  });

  it("pairs two, and creates the one that a person says is new", { timeout: 300_000 }, async () => {
    const linked = await rig.api("POST", "/records/link", {
      objectType: "deal",
      hubspotId: ids.deal,
      connectwiseId: ids.first,
    });
    const created = await rig.api("POST", "/records/create-anyway", {
      objectType: "deal",
      side: "hubspot",
      recordId: ids.other,
    });

    expect(linked).toMatchObject({ status: 200, body: { state: "linked" } });
    expect(created.status).toBe(202);
    const opportunities = await until(
      () => rig.control("connectwise", "records/deal"),
      (records) => records.length === 3,
    );
    expect(opportunities.map((one: Reply["body"]) => one.name).toSorted()).toEqual([
      "Firewall",
      "Phones",
      "Wifi",
    ]);
    const deals = await rig.control("hubspot", "records/deal");
    const paired = deals.find((one: Reply["body"]) => one.id === ids.deal);
    expect(paired.properties.cw_opportunity_id).toBe(ids.first);
  });
});
