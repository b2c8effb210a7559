import { beforeAll, describe, expect, it } from "vitest";

import { countWrites } from "../../bench/traffic.ts";
import { firm, PATIENCE, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { answerOf, PORTAL_ID, readRows, type Reply } from "./server-rig.ts";

const firms = [firm(1), firm(2), firm(3), firm(4), firm(5)] as const;
const [first, second, third, fourth, fifth] = firms;
const employee = person(1, first);

const lineOf = ({ body }: Reply, path: string): Shown =>
  body.fields.find((line: Shown) => line.hubspot.path === path);

/** No webhook arrives and no poll comes: only what is asked for happens. */
describe("sync now [S18]", () => {
  const live = useLiveRig(worldOf(firms, [employee]), {
    environment: { POLL_SECONDS: "3600" },
  });
  beforeAll(async () => {
    await live().quiet();
    for (const vendor of ["hubspot", "connectwise"] as const) {
      // oxlint-disable-next-line no-await-in-loop -- two, in order
      await live().control(vendor, "faults", { seed: 1, rate: 1, kinds: ["webhook-drop"] });
    }
  });

  const ask = (recordId: string | number, more: object = {}): Promise<Reply> =>
    live().api("POST", "/records/sync", {
      objectType: "company",
      side: "hubspot",
      recordId: String(recordId),
      ...more,
    });
  const sync = (...asked: Parameters<typeof ask>): Promise<Reply> => answerOf(() => ask(...asked));
  const there = (twin: typeof first): Promise<Shown> =>
    live().record("connectwise", "company", twin.connectwise.id);
  const change = (twin: typeof first, fields: Record<string, string>): Promise<Shown> =>
    live().edit("hubspot", "company", { id: twin.hubspot.id, fields });
  const rows = (text: string): Promise<Record<string, unknown>[]> =>
    readRows(live().database, text);

  it("writes what changed at once, and says field by field what happened", async () => {
    await change(first, { city: "Tampa" });

    const reply = await sync(first.hubspot.id);

    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      isPending: false,
      state: "linked",
      linkedId: String(first.connectwise.id),
      issues: [],
    });
    expect(lineOf(reply, "city")).toMatchObject({
      decision: "written",
      rule: "changed",
      write: { side: "connectwise", oldValue: null, newValue: "Tampa" },
    });
    expect(lineOf(reply, "name")).toMatchObject({ decision: "unchanged", write: null });
    expect(await there(first)).toMatchObject({ city: "Tampa" });
  });

  it("takes a record of either side, and the journal names who asked", async () => {
    const id = String(second.connectwise.id);
    await live().edit("connectwise", "company", { id, fields: { city: "Miami" } });

    const reply = await sync(id, { side: "connectwise" });

    expect(reply).toMatchObject({ status: 200, body: { linkedId: second.hubspot.id } });
    expect(reply.body.writes[0]).toMatchObject({
      kind: "update",
      side: "hubspot",
      field: "city",
      newValue: "Miami",
      userId: "71000",
    });
    const record = await live().record("hubspot", "company", second.hubspot.id);
    expect(record.properties.city).toBe("Miami");
  });

  it("writes once when HubSpot repeats the request, and both answers say what was written", async () => {
    await change(third, { city: "Orlando" });
    await live().forgetCalls();

    const replies = await Promise.all([sync(third.hubspot.id), sync(third.hubspot.id)]);

    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    for (const reply of replies) {
      expect(lineOf(reply, "city")).toMatchObject({
        decision: "written",
        write: { side: "connectwise", newValue: "Orlando" },
      });
    }
    expect(countWrites(await live().control("connectwise", "requests"))).toBe(1);
  });

  it("makes the counterpart of a record that has none", async () => {
    const fields = { name: "Only in HubSpot", country: "United States", city: "Naples" };
    const { id } = await live().edit("hubspot", "company", { fields });

    const reply = await sync(id);

    expect(reply).toMatchObject({ status: 200, body: { state: "linked", issues: [] } });
    expect(lineOf(reply, "name")).toMatchObject({
      decision: "written",
      rule: "created",
      write: { side: "connectwise", oldValue: null, newValue: "Only in HubSpot" },
    });
    const made = await live().record("connectwise", "company", reply.body.linkedId);
    expect(made).toMatchObject({ name: "Only in HubSpot", city: "Naples" });
  });

  it("says whom a record waits for, and lets it go on by itself", async () => {
    const { edit, counterpart } = live();
    const fields = { name: "New parent", country: "United States" };
    const parent = await edit("hubspot", "company", { fields });
    const child = await edit("hubspot", "contact", {
      fields: { firstname: "New", email: "new@parent.example" },
      associations: { companies: [parent.id] },
    });

    const reply = await sync(child.id, { objectType: "contact" });

    expect(reply).toMatchObject({ status: 200, body: { state: "waiting", linkedId: null } });
    expect(reply.body.issues).toMatchObject([
      { code: "waits_for_parent", message: expect.stringContaining(parent.id) },
    ]);
    expect(await counterpart("hubspot", "contact", child.id)).toMatchObject({ firstName: "New" });
  });

  it("says what leaves a record out", async () => {
    const fields = { firstname: "Nobody's", lastname: "Address" };
    const { id } = await live().edit("hubspot", "contact", { fields });

    const reply = await sync(id, { objectType: "contact" });

    expect(reply).toMatchObject({ status: 200, body: { state: "excluded", fields: [] } });
    expect(reply.body.issues).toMatchObject([{ state: "excluded", code: "no_email" }]);
  });

  it("names the field that stops a record, and what to do about it", async () => {
    await change(fourth, { country: "Atlantis", city: "Largo" });

    const reply = await sync(fourth.hubspot.id);

    expect(reply).toMatchObject({ status: 200, body: { state: "attention" } });
    expect(lineOf(reply, "country")).toMatchObject({
      decision: "problem",
      message: expect.stringContaining("Atlantis"),
      remedy: expect.stringMatching(/\w+/u),
    });
    expect(lineOf(reply, "city")).toMatchObject({ decision: "written" });
    expect(reply.body.issues).toMatchObject([{ state: "attention", field: "country" }]);
  });

  it("answers that it takes longer while a worker has the record, which then goes first", async () => {
    await change(fifth, { city: "Ocala" });
    await rows(`INSERT INTO claims (portal_id, pair_key, owner, until, object_type, side, record_id)
      SELECT portal_id, 'link:' || link_id, 'another', now() + interval '1 hour', object_type,
             'hubspot', hubspot_id
      FROM links WHERE object_type = 'company' AND hubspot_id = '${fifth.hubspot.id}'`);

    const reply = await ask(fifth.hubspot.id);

    expect(reply).toMatchObject({ status: 202, body: { isPending: true, fields: [] } });
    const mark = `SELECT lane FROM dirty WHERE record_id = '${fifth.hubspot.id}'`;
    expect(await rows(mark)).toEqual([{ lane: 0 }]);
    await rows("DELETE FROM claims WHERE owner = 'another'");
    const path = String(reply.body.poll).replace("/api/v1", "");
    await expect
      .poll(async () => (await live().api("GET", path)).body, PATIENCE)
      .toMatchObject({
        isPending: false,
        state: "linked",
        writes: expect.arrayContaining([
          expect.objectContaining({ side: "connectwise", field: "city", newValue: "Ocala" }),
        ]),
      });
  });

  it("says that there is no such record, and keeps nothing of it", async () => {
    const reply = await sync("987654321");

    expect(reply).toMatchObject({
      status: 404,
      body: { error: { code: "record_gone", field: "recordId", remedy: expect.any(String) } },
    });
    for (const table of ["dirty", "issues", "claims", "match_keys"]) {
      // oxlint-disable-next-line no-await-in-loop -- four short reads
      expect(await rows(`SELECT 1 FROM ${table} WHERE record_id = '987654321'`)).toEqual([]);
    }
  });

  it.each([
    [{ side: "left" }, 422, "side"],
    [{ recordId: "one" }, 422, "recordId"],
    [{ objectType: "ticket" }, 404, "objectType"],
  ])("refuses %j", async (more, status, field) => {
    const { status: given, body } = await sync(first.hubspot.id, more);

    expect({ status: given, field: body.error.field }).toEqual({ status, field });
  });

  it("does nothing while the portal is paused", async () => {
    await change(first, { city: "Venice" });
    await rows(`UPDATE portals SET state = 'paused' WHERE portal_id = '${PORTAL_ID}'`);

    const reply = await sync(first.hubspot.id);

    expect(reply).toMatchObject({
      status: 409,
      body: { error: { code: "portal_not_active", remedy: expect.stringContaining("Resume") } },
    });
    expect(await there(first)).toMatchObject({ city: "Tampa" });
  });
});
