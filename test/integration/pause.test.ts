import { beforeAll, describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { PORTAL_ID, readRows, type Reply } from "./server-rig.ts";

const home = firm(1);

describe("pausing the sync [S17]", () => {
  const live = useLiveRig(worldOf([home], []));
  const pause = (): Promise<Reply> => live().api("POST", "/portal/pause");
  const resume = (): Promise<Reply> => live().api("POST", "/portal/resume");
  const portal = async (): Promise<Shown> => (await live().api("GET", "/overview")).body.portal;
  const set = (columns: string): Promise<unknown> =>
    readRows(live().database, `UPDATE portals SET ${columns} WHERE portal_id = '${PORTAL_ID}'`);
  const city = async (): Promise<string> =>
    (await live().record("connectwise", "company", home.connectwise.id)).city;

  beforeAll(async () => {
    await live().quiet();
  });

  it("says who paused it and since when, and the same again changes nothing", async () => {
    const first = await pause();
    const second = await pause();

    expect(first).toMatchObject({
      status: 200,
      body: { state: "paused", since: expect.stringMatching(/Z$/u), by: { userId: "71000" } },
    });
    expect(second).toEqual(first);
    expect(await portal()).toMatchObject({
      state: "paused",
      stateSince: first.body.since,
      stateBy: { userId: "71000" },
    });
  });

  it("remembers what changes meanwhile, and writes nothing", async () => {
    const before = await city();
    await live().edit("hubspot", "company", { id: home.hubspot.id, fields: { city: "Tampa" } });
    const marks = `SELECT 1 FROM dirty WHERE record_id = '${home.hubspot.id}'`;
    await expect
      .poll(async () => (await readRows(live().database, marks)).length, PATIENCE)
      .toBe(1);
    const record = { objectType: "company", side: "hubspot", recordId: home.hubspot.id };

    const sync = await live().api("POST", "/records/sync", record);

    expect(sync).toMatchObject({ status: 409, body: { error: { code: "portal_not_active" } } });
    expect(await city()).toBe(before);
  });

  it("goes on when it is resumed, with what was remembered", async () => {
    const resumed = await resume();

    expect(resumed).toMatchObject({
      status: 200,
      body: { state: "live", by: { userId: "71000" } },
    });
    expect(await resume()).toEqual(resumed);
    await expect.poll(city, PATIENCE).toBe("Tampa");
  });

  it("lets a sync go on that has stopped by itself", async () => {
    await set("state = 'braked', state_reason = 'Too many are gone.', state_user_id = NULL");
    expect(await portal()).toMatchObject({ state: "braked", stateBy: null });

    expect(await resume()).toMatchObject({ status: 200, body: { state: "live" } });

    expect(await portal()).toMatchObject({ stateReason: null });
  });

  it("is for those who may change the settings", async () => {
    const reply = await live().apiAs("71002", "POST", "/portal/pause");

    expect(reply).toMatchObject({ status: 403, body: { error: { code: "not_allowed" } } });
    expect(await portal()).toMatchObject({ state: "live" });
  });

  it.each([
    ["configured", "pause", "Start the first sync"],
    ["configured", "resume", "Start the first sync"],
    ["first-sync", "pause", "under First sync"],
    ["disconnected", "resume", "install Lockstep again"],
  ])("is refused while the portal is %s, with what to do: %s", async (state, verb, remedy) => {
    await set(`state = '${state}', state_reason = NULL`);

    const reply = await live().api("POST", `/portal/${verb}`);

    expect(reply).toMatchObject({
      status: 409,
      body: { error: { code: "portal_not_active", remedy: expect.stringContaining(remedy) } },
    });
    expect(await portal()).toMatchObject({ state });
  });
});
