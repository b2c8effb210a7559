import { readFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { NEW_COMPANY, startRig } from "./connectwise-stand-in-rig.ts";
import type { Reply, Rig } from "./connectwise-stand-in-rig.ts";

const refusal = JSON.parse(
  readFileSync(
    path.resolve(import.meta.dirname, "../fixtures/connectwise/errors/permission-denied.json"),
    "utf8",
  ),
) as unknown;

describe("the ConnectWise stand-in's security role", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  beforeEach(async () => {
    await rig.control.post("/reset", { dataset: "sample" });
  });
  afterAll(() => rig.close());

  const takeAway = (...without: unknown[]): Promise<Reply> =>
    rig.control.post("/permissions", { without });

  it.each([
    ["Companies > Company Maintenance", "/company/companies", "/company/contacts"],
    ["Companies > Contacts", "/company/contacts", "/company/companies"],
    ["Sales > Opportunity", "/sales/opportunities", "/sales/stages"],
    ["System > Member Maintenance", "/system/members", "/system/info/members"],
    ["System > My Company", "/system/locations", "/system/info/locations"],
    ["System > Table Setup", "/company/companies/statuses", "/company/companies"],
    ["System > Table Setup", "/company/contacts/types", "/company/contacts/types/info"],
    ["System > Table Setup", "/system/userDefinedFields", "/system/members"],
    ["System > Table Setup", "/system/callbacks", "/system/info"],
  ])("without %s refuses %s and answers %s", async (permission, refused, answered) => {
    await takeAway(permission);

    const answer = await rig.api.get(refused);

    expect(answer).toMatchObject({ status: 403, data: refusal });
    expect((await rig.api.get(answered)).status).toBe(200);
    await takeAway();
    expect((await rig.api.get(refused)).status).toBe(200);
  });

  it("refuses the forecast alone without Opportunity Finance", async () => {
    const id = (await rig.api.get("/sales/opportunities?pageSize=1")).data[0]?.id;
    await takeAway("Sales > Opportunity Finance");

    expect((await rig.api.get(`/sales/opportunities/${id}`)).status).toBe(200);
    expect((await rig.api.get(`/sales/opportunities/${id}/forecast`)).status).toBe(403);
  });

  it("refuses changes of closed opportunities without Closed Opportunity", async () => {
    const { data } = await rig.api.get("/sales/opportunities?pageSize=1000");
    const isClosed = (one: (typeof data)[number]) => one.closedDate !== undefined;
    const closed = data.filter(isClosed)[0]?.id;
    const open = data.filter((one) => !isClosed(one))[0]?.id;
    await takeAway({ permission: "Sales > Closed Opportunity", level: "edit" });

    const patch = [{ op: "replace", path: "name", value: "Renamed" }];
    const change = (id: number | undefined) => rig.api.patch(`/sales/opportunities/${id}`, patch);
    expect(await change(closed)).toMatchObject({ status: 403, data: refusal });
    expect((await change(open)).status).toBe(200);
  });

  it("tells levels apart", async () => {
    const id = (await rig.api.get("/company/companies?pageSize=1")).data[0]?.id;
    const patch = [{ op: "replace", path: "city", value: "Tampa" }];
    await takeAway({ permission: "Companies > Company Maintenance", level: "add" });

    const company = { ...NEW_COMPANY, identifier: "NewlyMade" };
    expect(await rig.api.post("/company/companies", company)).toMatchObject({
      status: 403,
      data: refusal,
    });
    expect((await rig.api.patch(`/company/companies/${id}`, patch)).status).toBe(200);
    await takeAway({ permission: "Companies > Company Maintenance", level: "edit" });
    expect((await rig.api.patch(`/company/companies/${id}`, patch)).status).toBe(403);
    expect((await rig.api.post("/company/companies", company)).status).toBe(201);
  });

  it("refuses to take away what no role has", async () => {
    expect((await takeAway("Companies > Everything")).status).toBe(400);
    expect((await takeAway({ permission: "Companies > Contacts", level: "own" })).status).toBe(400);
  });

  it("has every right again after a reset", async () => {
    await takeAway("Companies > Contacts");
    await rig.control.post("/reset", { dataset: "empty" });

    expect((await rig.api.get("/company/contacts")).status).toBe(200);
  });
});
