import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startHook } from "./connectwise-stand-in-hook.ts";
import type { Hook } from "./connectwise-stand-in-hook.ts";
import { parse, replace, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let hook: Hook;

const records = {
  companies: [
    { id: 1, name: "Bob", territory: { name: "Tampa" } },
    { id: 2, name: "Eve", territory: { name: "Berlin" } },
  ],
  contacts: [
    { id: 11, firstName: "Ada", company: { id: 1 }, types: [{ name: "Billing" }] },
    { id: 12, firstName: "Ben", company: { id: 2 }, types: [{ name: "Technical" }] },
  ],
  deals: [
    { id: 21, name: "A", company: { id: 1 }, status: { name: "Open" } },
    { id: 22, name: "B", company: { id: 2 }, status: { name: "Won" } },
  ],
};

beforeEach(async () => {
  hook = await startHook();
  rig = await startRig();
  await rig.control.post("/reset", { records });
});
afterEach(async () => {
  await rig.close();
  await hook.close();
});

const subscribe = (type: string, level = "owner", objectId = 1, more: object = {}) =>
  rig.api.post("/system/callbacks", { url: hook.url, objectId, type, level, ...more });
const edit = (type: string, id: number, fields: object = { notes: "x", title: "x" }) =>
  rig.control.post("/edit", { type, id, fields });

describe("levels of a callback", () => {
  // type, level, object id, record that is told about
  it.each([
    ["contact", "type", 3, 11],
    ["contact", "territory", 3, 12],
    ["contact", "company", 1, 11],
    ["contact", "contact", 12, 12],
    ["opportunity", "StatusId", 2, 22],
    ["opportunity", "company", 1, 21],
    ["opportunity", "Opportunity", 22, 22],
  ])("%s at level %s of %i is about record %i alone", async (type, level, objectId, expected) => {
    await subscribe(type, level, objectId);
    await subscribe(type, "owner");
    const controlled = type === "contact" ? "contact" : "deal";
    const ids = type === "contact" ? [11, 12] : [21, 22];

    for (const id of ids) await edit(controlled, id);

    const told = (await hook.deliveries(3)).map(({ ID }) => ID);
    expect(told.filter((id) => id === expected)).toHaveLength(2);
  });

  it.each([
    ["contact", "status"],
    ["contact", "opportunity"],
    ["opportunity", "type"],
    ["opportunity", "status"],
    ["company", "contact"],
  ])("%s has no level %s", async (type, level) => {
    const { status, data } = await subscribe(type, level);

    expect(status).toBe(400);
    expect(data.errors[0]?.field).toBe("level");
  });

  it("keeps types apart", async () => {
    await subscribe("contact");
    await subscribe("opportunity");

    await edit("company", 1, { city: "Tampa" });
    await edit("contact", 11);
    await edit("deal", 21);

    const messages = await hook.deliveries(2);
    expect(messages.map(({ Type, ID }) => `${Type} ${ID}`).toSorted()).toEqual([
      "contact 11",
      "opportunity 21",
    ]);
  });
});

describe("a callback's record", () => {
  // row 20
  it("is a contact without items, types and custom fields", async () => {
    await subscribe("contact");
    const fields = { firstName: "Cleo", communicationItems: [{ value: "cleo@bob.example" }] };
    await rig.control.post("/edit", { type: "contact", fields });

    const [message] = await hook.deliveries(1);

    const file = "../fixtures/connectwise/callbacks/contact-create.json";
    const captured = parse(readFileSync(path.resolve(import.meta.dirname, file), "utf8"));
    expect(message).toMatchObject({ Action: "added", Type: "contact", MemberId: "dkim" });
    expect(Object.keys(message ?? {}).toSorted()).toEqual(Object.keys(captured).toSorted());
    expect(Object.keys(parse(message?.Entity)).toSorted()).toEqual(
      Object.keys(parse(captured.Entity)).toSorted(),
    );
  });

  it("is an opportunity without custom fields and without its forecast", async () => {
    await subscribe("opportunity");
    await edit("deal", 21, { status: { name: "Won" } });

    const [message] = await hook.deliveries(1);

    expect(parse(message?.Entity)).toMatchObject({ id: 21, status: { name: "Won" } });
    for (const name of ["customFields", "forecast", "forecastItems"]) {
      expect(parse(message?.Entity)).not.toHaveProperty(name);
    }
  });

  it("is not there once the record is deleted", async () => {
    await subscribe("contact");
    await subscribe("opportunity");

    await rig.api.delete("/sales/opportunities/21");
    await rig.api.delete("/company/contacts/11");

    const gone = await hook.deliveries(2);
    expect(gone.map(({ Action, Entity, ID }) => [Action, Entity, ID])).toEqual([
      ["deleted", null, 21],
      ["deleted", null, 11],
    ]);
  });
});

describe("changes ConnectWise may keep to itself", () => {
  it("are those of communications, types and forecasts alone: no callback is sent", async () => {
    await subscribe("contact");
    await subscribe("opportunity");
    const line = { opportunity: { id: 21 }, status: { id: 1 }, forecastType: "Other1", revenue: 5 };

    await rig.api.post("/company/contacts/11/communications", {
      type: { id: 9 },
      value: "a@b.example",
    });
    await rig.api.post("/company/contacts/11/typeAssociations", {
      type: { id: 1 },
      contact: { id: 11 },
    });
    await rig.api.post("/sales/opportunities/21/forecast", { forecastItems: [line] });
    await edit("contact", 11, { communicationItems: [] });
    await edit("deal", 21, { forecastItems: [{ revenue: 7 }] });
    await edit("contact", 12, { title: "heard" });

    const [message, ...others] = await hook.deliveries(1);
    expect(message?.ID).toBe(12);
    expect(others).toEqual([]);
  });

  it("reach subscribers where communications count as changes of the contact", async () => {
    await rig.control.post("/quirks", { communicationsMoveContact: true });
    await subscribe("contact");

    await edit("contact", 11, { communicationItems: [] });

    expect((await hook.deliveries(1))[0]).toMatchObject({ Action: "updated", ID: 11 });
  });

  it("are those of records a company merge moves", async () => {
    await subscribe("company");
    await subscribe("contact");

    await rig.control.post("/merge", { type: "company", winner: "1", loser: "2" });

    const told: Answer[] = await hook.deliveries(2);
    expect(told.map(({ Action, ID }) => `${Action} ${ID}`).toSorted()).toEqual([
      "deleted 2",
      "updated 1",
    ]);
  });
});

describe("own changes", () => {
  it("are left out for a subscriber who wants that", async () => {
    await subscribe("contact", "owner", 1, { isSelfSuppressedFlag: true });

    await rig.api.patch("/company/contacts/11", [replace("title", "ours")]);
    await edit("contact", 12);

    expect((await hook.deliveries(1))[0]?.ID).toBe(12);
  });
});
