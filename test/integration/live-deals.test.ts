import { beforeAll, describe, expect, it } from "vitest";

import {
  associatedWith,
  firm,
  type LiveRig,
  PATIENCE,
  person,
  type Shown,
  useLiveRig,
  worldOf,
} from "./live-rig.ts";
import { readRows } from "./server-rig.ts";

const home = firm(1);
const [anna, ben] = [person(1, home), person(2, home)];

/** A deal that somebody made in HubSpot, with the opportunity that came of it. */
interface Pair {
  readonly deal: string;
  readonly opportunity: string;
}

async function makePair(rig: LiveRig, fields: Record<string, unknown>): Promise<Pair> {
  const { id } = await rig.edit("hubspot", "deal", {
    fields: { pipeline: "default", dealstage: "qualifiedtobuy", ...fields },
    associations: { companies: [home.hubspot.id], contacts: [anna.hubspot.id] },
  });
  const made = await rig.counterpart("hubspot", "deal", id);
  return { deal: id, opportunity: String(made.id) };
}

describe("deals of two live systems [S1] [S14]", () => {
  const live = useLiveRig(worldOf([home], [anna, ben]));
  let pair: Pair;
  const deal = (): Promise<Shown> => live().record("hubspot", "deal", pair.deal);
  const opportunity = (): Promise<Shown> => live().record("connectwise", "deal", pair.opportunity);
  const stage = async (): Promise<string> => (await deal()).properties.dealstage;
  const status = async (): Promise<string> => (await opportunity()).status.name;
  const inHubspot = (fields: Record<string, unknown>) =>
    live().edit("hubspot", "deal", { id: pair.deal, fields });
  const inConnectwise = (fields: Record<string, unknown>) =>
    live().edit("connectwise", "deal", { id: pair.opportunity, fields });

  beforeAll(async () => {
    pair = await makePair(live(), { dealname: "Harbour crane", amount: "1200" });
  });

  it("are made with their company and contact", async () => {
    expect(await opportunity()).toMatchObject({
      name: "Harbour crane",
      company: { id: home.connectwise.id },
      contact: { id: anna.connectwise.id },
      status: { name: "Open" },
    });
  });

  it("follow when somebody gives them another contact in HubSpot", async () => {
    const associations = { contacts: [ben.hubspot.id] };
    await live().edit("hubspot", "deal", { id: pair.deal, associations });

    await expect
      .poll(async () => (await opportunity()).contact.id, PATIENCE)
      .toBe(ben.connectwise.id);
    await live().quiet();
    expect(associatedWith(await deal(), "contacts")).toEqual([ben.hubspot.id]);
  });

  it("follow when somebody gives them another contact in ConnectWise, and lose none in HubSpot", async () => {
    await inConnectwise({ contact: { id: anna.connectwise.id } });

    await expect
      .poll(async () => associatedWith(await deal(), "contacts").toSorted(), PATIENCE)
      .toEqual([anna.hubspot.id, ben.hubspot.id]);
    await live().quiet();
    expect((await opportunity()).contact.id).toBe(anna.connectwise.id);
  });

  it("are won, reopened and lost in HubSpot, and ConnectWise follows", async () => {
    await inHubspot({ dealstage: "closedwon" });
    await expect.poll(status, PATIENCE).toBe("Won");
    await inHubspot({ dealstage: "presentationscheduled" });
    await expect.poll(status, PATIENCE).toBe("Open");
    expect((await opportunity()).stage.name).toBe("Quote");
    await inHubspot({ dealstage: "closedlost" });
    await expect.poll(status, PATIENCE).toBe("Lost");
    await inHubspot({ dealstage: "qualifiedtobuy" });
    await expect.poll(status, PATIENCE).toBe("Open");

    await live().quiet();
    expect([await stage(), await status()]).toEqual(["qualifiedtobuy", "Open"]);
  });

  it("are won, reopened and lost in ConnectWise, and HubSpot follows", async () => {
    await inConnectwise({ status: { name: "Won" } });
    await expect.poll(stage, PATIENCE).toBe("closedwon");
    await inConnectwise({ status: { name: "Open" }, stage: { name: "Negotiation" } });
    await expect.poll(stage, PATIENCE).toBe("decisionmakerboughtin");
    await inConnectwise({ status: { name: "Lost" } });
    await expect.poll(stage, PATIENCE).toBe("closedlost");
    await inConnectwise({ status: { name: "Open" } });
    await expect.poll(stage, PATIENCE).toBe("decisionmakerboughtin");

    await live().quiet();
    expect([await stage(), await status()]).toEqual(["decisionmakerboughtin", "Open"]);
  });

  // zone, a late evening there as HubSpot stores it, its day, another day as HubSpot stores noon of it
  it.each([
    ["US/Eastern", "2027-01-01T04:30:00.000Z", "2026-12-31"],
    ["Asia/Tokyo", "2027-03-01T14:30:00.000Z", "2027-03-01"],
  ])("keep their close date's day in %s", async (zone, evening, day) => {
    const dayIn = (text: string): string =>
      new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(
        Date.parse(text),
      );
    const { database, writesDuring } = live();
    await readRows(database, `UPDATE portals SET time_zone = '${zone}'`);

    await inHubspot({ closedate: evening });
    await expect
      .poll(async () => (await opportunity()).expectedCloseDate, PATIENCE)
      .toBe(`${day}T00:00:00Z`);
    await inConnectwise({ expectedCloseDate: "2027-02-28T00:00:00Z" });
    await expect
      .poll(async () => dayIn((await deal()).properties.closedate), PATIENCE)
      .toBe("2027-02-28");
    const settled = await deal();
    const writes = await writesDuring(() => inHubspot({ description: `Seen in ${zone}` }));

    expect(writes).toBe(0);
    expect((await deal()).properties.closedate).toBe(settled.properties.closedate);
    expect((await opportunity()).expectedCloseDate).toBe("2027-02-28T00:00:00Z");
  });
});
