import { beforeAll, describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { until } from "./server-rig.ts";

const [lead, client] = [firm(1), firm(2)];
const CUSTOMERS = {
  groups: [
    { conditions: [{ path: "lifecyclestage", operator: "is-any-of", values: ["customer"] }] },
  ],
};
const EVERYTHING = { groups: [] };

describe("a filter [S11]", () => {
  const live = useLiveRig(worldOf([lead, client], []));

  const setFilter = async (hubspot: object | null): Promise<void> => {
    const { api, quiet } = live();
    const reply = await api("PUT", "/objects/company/filters", { hubspot });
    expect(reply).toMatchObject({ status: 200 });
    await quiet();
  };
  const inHubspot = (id: string | undefined, fields: Record<string, string>): Promise<Shown> =>
    live().edit("hubspot", "company", { ...(id === undefined ? {} : { id }), fields });
  const inConnectwise = (fields: Record<string, string>): Promise<Shown> =>
    live().edit("connectwise", "company", { id: String(lead.connectwise.id), fields });
  const there = (): Promise<Shown> => live().record("connectwise", "company", lead.connectwise.id);
  const here = (): Promise<Shown> => live().record("hubspot", "company", lead.hubspot.id);
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await live().issue("hubspot", "company", id))?.code;

  beforeAll(async () => {
    await inHubspot(lead.hubspot.id, { lifecyclestage: "lead", city: "Tampa" });
    await inHubspot(client.hubspot.id, { lifecyclestage: "customer" });
    await until(there, ({ city }) => city === "Tampa");
  });

  it("that is set after a first sync keeps what is outside from going to ConnectWise", async () => {
    await setFilter(CUSTOMERS);
    expect(await stateOf(lead.hubspot.id)).toBe("filtered_out");

    const writes = await live().writesDuring(async () => {
      await inHubspot(lead.hubspot.id, { city: "Miami" });
      await inHubspot(undefined, { name: "New Lead", domain: "new-lead.example" });
    });

    expect(writes).toBe(0);
    expect((await there()).city).toBe("Tampa");
    expect(await live().records("connectwise", "company")).toHaveLength(2);
  });

  it("leaves the other direction open", async () => {
    await inConnectwise({ phoneNumber: "813-555-0100" });

    await expect.poll(async () => (await here()).properties.phone, PATIENCE).toContain("555");
    expect((await there()).city).toBe("Tampa");
  });

  it("takes a record back in whose property changes that no row maps", async () => {
    await inHubspot(lead.hubspot.id, { lifecyclestage: "customer" });

    await expect.poll(() => stateOf(lead.hubspot.id), PATIENCE).toBeUndefined();
    // Both sides say something else by now: the first-link rule decides, and ConnectWise stands.
    await expect.poll(async () => (await here()).properties.city, PATIENCE).toBe("Tampa");
    await inHubspot(lead.hubspot.id, { city: "Ocala" });
    await expect.poll(async () => (await there()).city, PATIENCE).toBe("Ocala");
  });

  it("leaves a record out whose property changes that no row maps", async () => {
    await inHubspot(lead.hubspot.id, { lifecyclestage: "lead" });

    await expect.poll(() => stateOf(lead.hubspot.id), PATIENCE).toBe("filtered_out");
  });

  it("that is taken away lets nothing be created until somebody chooses another", async () => {
    await setFilter(null);
    const { id } = await inHubspot(undefined, { name: "Undecided", domain: "undecided.example" });

    await expect.poll(() => stateOf(id), PATIENCE).toBe("no_inclusion_rule");
    await inHubspot(lead.hubspot.id, { city: "Naples" });
    await expect.poll(async () => (await there()).city, PATIENCE).toBe("Naples");
    expect(await live().records("connectwise", "company")).toHaveLength(2);
  });

  it("that includes everything has each record created once, and then leaves all in peace", async () => {
    await setFilter(EVERYTHING);

    await expect
      .poll(async () => (await live().records("connectwise", "company")).length, PATIENCE)
      .toBe(4);
    const names = (await live().records("connectwise", "company")).map(({ name }) => name);
    expect(new Set(names).size).toBe(4);
    expect(await live().writesDuring(async () => setFilter(EVERYTHING))).toBe(0);
  });
});
