import { beforeAll, describe, expect, it } from "vitest";

import { type ListKeeper, openLists } from "./list-keeper.ts";
import { firm, PATIENCE, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { readRows, until } from "./server-rig.ts";

const [client, stranger] = [firm(1), firm(2)];
const CAN_SWEEP = "UPDATE cursors SET position = '1' WHERE name = 'swept-at'";

describe("a HubSpot list as the rule of what belongs in ConnectWise [S11]", () => {
  const live = useLiveRig(worldOf([client, stranger], []));
  let keeper: ListKeeper;
  let listId = "";
  let prospect = "";

  const change = (verb: "add" | "remove", ...ids: string[]): Promise<void> =>
    keeper.change(listId, verb, ids);
  const codeOf = async (id: string): Promise<string | undefined> =>
    (await live().issue("hubspot", "company", id))?.code;
  const cityOf = async (id: number): Promise<string | undefined> =>
    (await live().record("connectwise", "company", id))?.city;
  const edit = (id: string, city: string): Promise<Shown> =>
    live().edit("hubspot", "company", { id, fields: { city } });
  const setFilter = async (): Promise<void> => {
    const condition = { path: "memberships/lists", operator: "is-any-of", values: [listId] };
    const hubspot = { groups: [{ conditions: [condition] }] };
    const reply = await live().api("PUT", "/objects/company/filters", { hubspot });
    expect(reply).toMatchObject({ status: 200 });
    await live().quiet();
  };

  beforeAll(async () => {
    keeper = await openLists(live());
    listId = await keeper.create("Managed clients", "0-2");
    await change("add", client.hubspot.id);
    await setFilter();
  });

  it("is offered by name and size", async () => {
    const { body } = await live().api("GET", "/objects/company/filters/fields");

    const field = body.hubspot.find(({ path }: Shown) => path === "memberships/lists");
    expect(field).toMatchObject({
      kind: "lists",
      operators: ["is-any-of", "is-none-of"],
      options: [{ value: listId, label: "Managed clients", size: 1 }],
    });
    expect(body.connectwise.some(({ path }: Shown) => path === "memberships/lists")).toBe(false);
  });

  it("lets members through, and neither changes nor creates others", async () => {
    const created = await live().edit("hubspot", "company", {
      fields: { name: "Prospect Inc", domain: "prospect.example", country: "United States" },
    });
    prospect = created.id;
    await edit(stranger.hubspot.id, "Miami");
    await edit(client.hubspot.id, "Tampa");

    await expect.poll(() => cityOf(client.connectwise.id), PATIENCE).toBe("Tampa");
    await expect.poll(() => codeOf(prospect), PATIENCE).toBe("filtered_out");
    await live().quiet();
    expect(await codeOf(stranger.hubspot.id)).toBe("filtered_out");
    expect(await cityOf(stranger.connectwise.id)).not.toBe("Miami");
    expect(await live().records("connectwise", "company")).toHaveLength(2);
  });

  it("creates a record that joins, which moves no date of it, and takes one that is linked back in", async () => {
    await change("add", prospect, stranger.hubspot.id);

    const made = await live().counterpart("hubspot", "company", prospect);
    expect(made).toMatchObject({ name: "Prospect Inc" });
    await expect.poll(() => codeOf(stranger.hubspot.id), PATIENCE).toBeUndefined();
    expect(await live().records("connectwise", "company")).toHaveLength(3);
  });

  it("leaves out a record that leaves, and keeps its link", async () => {
    await readRows(live().database, CAN_SWEEP);
    await change("remove", client.hubspot.id);

    await expect.poll(() => codeOf(client.hubspot.id), PATIENCE).toBe("filtered_out");
    const writes = await live().writesDuring(() => edit(client.hubspot.id, "Naples"));
    expect(writes).toBe(0);
    const links = await readRows(
      live().database,
      `SELECT state FROM links WHERE hubspot_id = '${client.hubspot.id}'`,
    );
    expect(links).toEqual([{ state: "excluded" }]);
  });

  it("finds one that joined unseen when everything is compared", async () => {
    await change("add", client.hubspot.id);
    const known = "UPDATE cursors SET position = '{}' WHERE name = 'lists'";
    await readRows(live().database, known);
    await live().sweep();

    await expect.poll(() => codeOf(client.hubspot.id), PATIENCE).toBeUndefined();
    expect(await live().records("connectwise", "company")).toHaveLength(3);
  });

  it("asks about lists once a poll, while nobody joins or leaves", async () => {
    await live().quiet();
    await live().forgetCalls();
    await until(
      () => live().control("hubspot", "requests"),
      ({ byRoute }) => (byRoute["POST /crm/lists/:version/search"]?.count ?? 0) >= 2,
    );

    const { byRoute } = await live().control("hubspot", "requests");
    const ofLists = Object.keys(byRoute).filter((route) => route.includes("/crm/lists/"));
    expect(ofLists).toEqual(["POST /crm/lists/:version/search"]);
  });
});
