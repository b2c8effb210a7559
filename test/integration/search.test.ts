import { beforeAll, describe, expect, it } from "vitest";

import { firm, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import type { Reply } from "./server-rig.ts";

const home = firm(1);
const employee = person(1, home);

const idsOf = ({ body }: Reply): string[] => body.items.map(({ id }: Shown) => id);

describe("searching for a counterpart [S8]", () => {
  const live = useLiveRig(worldOf([home, firm(2)], [employee]));
  const search = (type: string, side: string, query: string): Promise<Reply> =>
    live().api("GET", `/objects/${type}/search?side=${side}&query=${encodeURIComponent(query)}`);

  beforeAll(async () => {
    await live().quiet();
  });

  it("shows what tells a record from others, whom it is linked with, and where it is", async () => {
    const reply = await search("company", "connectwise", "number 1");

    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body.items).toEqual([
      {
        side: "connectwise",
        id: String(home.connectwise.id),
        name: "Firm Number 1",
        shown: expect.objectContaining({ domain: "firm-1.example" }),
        linkedId: home.hubspot.id,
        url: expect.stringContaining(`recid=${home.connectwise.id}`),
      },
    ]);
  });

  it.each([
    ["company", "connectwise", "Firm1", home.connectwise.id],
    ["company", "connectwise", String(home.connectwise.id), home.connectwise.id],
    ["company", "hubspot", "firm-1.example", home.hubspot.id],
    ["company", "hubspot", home.hubspot.id, home.hubspot.id],
    ["contact", "connectwise", "person-1@people", employee.connectwise.id],
    ["contact", "connectwise", "Number Person", employee.connectwise.id],
    ["contact", "hubspot", "person-1@people.example", employee.hubspot.id],
  ])("finds the %s of %s under %j", async (type, side, query, id) => {
    expect(idsOf(await search(type, side, query))).toEqual([String(id)]);
  });

  it.each([
    ["company", "connectwise", "nobody"],
    ["company", "connectwise", "99999999"],
    ["contact", "hubspot", "nobody"],
    ["deal", "connectwise", "%"],
  ])("finds no %s of %s under %j", async (type, side, query) => {
    expect(await search(type, side, query)).toMatchObject({ status: 200, body: { items: [] } });
  });

  it("names records by their ids, in the order in which they are asked for", async () => {
    const ids = `99999999,${home.connectwise.id}`;
    const path = "/objects/company/names?side=connectwise&ids=";

    const { status, body } = await live().api("GET", `${path}${ids}`);
    const refused = await live().api("GET", `${path}Firm`);

    expect(status).toBe(200);
    expect(body.items).toEqual([
      { id: "99999999", name: null },
      { id: String(home.connectwise.id), name: "Firm Number 1" },
    ]);
    expect(refused).toMatchObject({ status: 422, body: { error: { field: "ids" } } });
  });

  it.each([
    ["side", "left", "x"],
    ["query", "hubspot", ""],
    ["query", "hubspot", "x".repeat(201)],
  ])("refuses a wrong %s", async (field, side, query) => {
    const remedy = expect.any(String);
    expect(await search("company", side, query)).toMatchObject({
      status: 422,
      body: { error: { field, remedy } },
    });
  });
});
