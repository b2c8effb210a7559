import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";

import { countWrites } from "../../bench/traffic.ts";
import { firm, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { answerOf, PORTAL_ID, readRows, type Reply } from "./server-rig.ts";

const firms = [firm(1), firm(2)] as const;
const [first, second] = firms;
const employee = person(1, first);
const both = worldOf(firms, [employee]);

const OWNER = { id: "71000001", name: "Dana Kim" };
const stuck = { id: "101", properties: { name: "Stuck", country: "Atlantis" } };
const deal = {
  id: "301",
  properties: {
    dealname: "Harbour crane",
    pipeline: "default",
    dealstage: "qualifiedtobuy",
    closedate: "2027-03-31T12:00:00Z",
    amount: "1200",
    hubspot_owner_id: OWNER.id,
  },
  companies: [first.hubspot.id],
  contacts: [employee.hubspot.id],
};
const world = {
  hubspot: {
    companies: [
      ...(both.hubspot.companies ?? []),
      stuck,
      { id: "102", properties: { name: "Acme Dental", domain: "acme.example" } },
    ],
    contacts: [
      ...(both.hubspot.contacts ?? []),
      { id: "201", properties: { firstname: "W", email: "w@stuck.example" }, companies: ["101"] },
      { id: "202", properties: { firstname: "Nobody's", lastname: "Address" } },
    ],
    deals: [deal],
  },
  connectwise: {
    ...both.connectwise,
    companies: [
      ...(both.connectwise.companies ?? []),
      { id: 401, identifier: "AcmeA", name: "Acme Dental", website: "acme.example" },
      { id: 402, identifier: "AcmeB", name: "Acme Dental", website: "acme.example" },
    ],
  },
};

const fieldOf = ({ body }: Reply, key: string): Shown =>
  body.fields.find((field: Shown) => field.key === key);

describe("a record's card [S22]", () => {
  const live = useLiveRig(world);
  const card = (type: string, side: string, id: string | number): Promise<Reply> =>
    live().api("GET", `/records/${type}/${side}/${id}/card`);
  const setState = (state: string): Promise<unknown> =>
    readRows(
      live().database,
      `UPDATE portals SET state = '${state}' WHERE portal_id = '${PORTAL_ID}'`,
    );

  beforeAll(async () => {
    await live().quiet();
    const row = { hubspot: "city", connectwise: "city", direction: "both", conflictRule: "ask" };
    const { body } = await live().api("GET", "/objects/company/mapping");
    const rows = body.rows
      .filter((one: Shown) => !one.isFixed && one.hubspot !== "city")
      .map(({ hubspot, connectwise, direction }: Shown) => ({ hubspot, connectwise, direction }));
    await live().api("PUT", "/objects/company/mapping", { rows: [...rows, row] });
    await live().quiet();
  });

  it("shows a linked record with its counterpart, both values and when each side was written to", async () => {
    const { id, name } = { id: first.hubspot.id, name: "Firm Number 1" };
    const reply = await card("company", "hubspot", id);

    expect(reply.body).toMatchObject({
      portal: { state: "live", remedy: null },
      rights: ["settings", "records"],
      state: { kind: "linked", code: "", remedy: null },
      records: {
        hubspot: { id, name, type: null, url: expect.stringContaining(`/0-2/${id}`) },
        connectwise: {
          id: String(first.connectwise.id),
          name,
          status: "Active",
          url: expect.stringContaining(`recid=${first.connectwise.id}`),
        },
      },
      lastWrites: { hubspot: expect.stringMatching(/Z$/u) },
      conflicts: [],
      candidates: [],
      waits: [],
      exclusion: null,
      issues: [],
    });
    expect(fieldOf(reply, "country")).toMatchObject({
      hubspot: { label: "Country/Region", text: "United States" },
      connectwise: { label: "Country", kind: "option", text: "United States" },
      isDifferent: false,
      decision: "unchanged",
    });
  });

  it("says values in words: stages, owners, days, and the records that a deal belongs to", async () => {
    const reply = await card("deal", "hubspot", deal.id);

    expect(reply.body.records.connectwise).toMatchObject({ name: "Harbour crane" });
    expect(reply.body.records.connectwise.status).toMatch(/ \/ Open$/u);
    expect(fieldOf(reply, "pipeline+dealstage")).toMatchObject({
      hubspot: { kind: "option", text: expect.stringMatching(/\w \/ \w/u) },
      connectwise: { text: expect.stringMatching(/ \/ Open$/u) },
      isDifferent: false,
    });
    expect(fieldOf(reply, "hubspot_owner_id")).toMatchObject({
      hubspot: { kind: "person", value: OWNER.id, text: OWNER.name },
      connectwise: { kind: "person", text: OWNER.name },
    });
    expect(fieldOf(reply, "closedate")).toMatchObject({
      hubspot: { kind: "datetime", text: "2027-03-31T12:00:00.000Z" },
      connectwise: { kind: "date", text: "2027-03-31" },
      isDifferent: false,
    });
    expect(fieldOf(reply, "associations/company")).toMatchObject({
      hubspot: { label: "Company", kind: "record", text: "Firm Number 1" },
      connectwise: { label: "Company", kind: "record", text: "Firm Number 1" },
      isDifferent: false,
    });
    expect(fieldOf(reply, "associations/contacts")).toMatchObject({
      hubspot: { text: "Person Number 1" },
      connectwise: { text: "Person Number 1" },
    });
  });

  it("marks what differs and names conflicts to decide, with both values", async () => {
    await live().edit("hubspot", "company", { id: second.hubspot.id, fields: { city: "Miami" } });
    const id = String(second.connectwise.id);
    await live().edit("connectwise", "company", { id, fields: { city: "Naples" } });
    await live().quiet();

    const reply = await card("company", "connectwise", id);

    expect(reply.body.state).toMatchObject({ kind: "attention", code: "conflict_to_decide" });
    expect(fieldOf(reply, "city")).toMatchObject({ isDifferent: true, decision: "ask" });
    expect(reply.body.conflicts).toMatchObject([
      {
        key: "city",
        hubspot: { label: "City", value: "Miami" },
        connectwise: { label: "City", value: "Naples" },
        since: expect.stringMatching(/Z$/u),
      },
    ]);
    expect(reply.body.records.hubspot).toMatchObject({ id: second.hubspot.id });
  });

  it("says since when there is a conflict to decide, however often it is found again", async () => {
    const id = String(second.connectwise.id);
    const before = await card("company", "connectwise", id);
    const { hubspot } = second;
    await live().edit("hubspot", "company", {
      id: hubspot.id,
      fields: { phone: "+1 813 555 0142" },
    });
    await live().quiet();
    const record = { objectType: "company", side: "hubspot", recordId: hubspot.id };
    const synced = await answerOf(() => live().api("POST", "/records/sync", record));

    const after = await card("company", "connectwise", id);

    expect(synced.body.issues).toMatchObject([{ code: "conflict_to_decide" }]);
    expect(fieldOf(after, "phone")).toMatchObject({ isDifferent: false });
    expect(after.body.conflicts[0].since).toBe(before.body.conflicts[0].since);
    expect(after.body.issues[0].foundAt).toBe(before.body.issues[0].foundAt);
  });

  it("shows what could be the counterpart of a record without one", async () => {
    const { body } = await card("company", "hubspot", 102);

    expect(body).toMatchObject({
      state: { kind: "review", code: "several_candidates", remedy: expect.any(String) },
      records: { hubspot: { name: "Acme Dental" }, connectwise: null },
      fields: [],
    });
    expect(body.candidates).toMatchObject([
      { id: "401", shown: { name: "Acme Dental" }, url: expect.stringContaining("recid=401") },
      { id: "402", linkedId: null },
    ]);
  });

  it.each([
    ["contact", "202", "excluded", "no_email", { exclusion: { side: "hubspot" } }],
    ["contact", "201", "waiting", "waits_for_parent", { waits: [{ recordId: "101", depth: 1 }] }],
    ["company", "101", "attention", expect.any(String), { issues: [{ field: "country" }] }],
    ["company", "987654321", "unknown", "record_gone", { fields: [] }],
  ])("says of %s %s that it is %s, and why", async (type, id, kind, code, more) => {
    const reply = await card(type, "hubspot", id);

    const message = expect.stringMatching(/\w+/u);
    expect(reply).toMatchObject({ status: 200, body: { state: { kind, code, message }, ...more } });
  });

  it("says what fields are called, also where it shows none", async () => {
    const { body } = await card("company", "hubspot", "101");

    expect(body.fields).toEqual([]);
    expect(body.labels).toContainEqual({
      side: "hubspot",
      path: "country",
      label: "Country/Region",
    });
  });

  it("writes nothing", async () => {
    await live().forgetCalls();

    await card("company", "hubspot", second.hubspot.id);
    await card("deal", "hubspot", deal.id);

    const traffic = [
      await live().control("hubspot", "requests"),
      await live().control("connectwise", "requests"),
    ];
    expect(traffic.map(countWrites)).toEqual([0, 0]);
  });

  it("names what the caller may do", async () => {
    const path = `/records/company/hubspot/${first.hubspot.id}/card`;

    expect((await live().apiAs("71002", "GET", path)).body.rights).toEqual([]);
  });

  it("shows what is stored while ConnectWise does not answer", async () => {
    const all = { seed: 1, rate: 1, kinds: ["500-before"] };
    await live().control("connectwise", "faults", all);

    const { status, body } = await card("company", "hubspot", first.hubspot.id);
    await live().control("connectwise", "faults", { seed: 1, rate: 0 });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: { kind: "unknown", remedy: expect.any(String) },
      records: { connectwise: { id: String(first.connectwise.id), name: null } },
      fields: [],
    });
  });

  it("says that the object is switched off", async () => {
    await live().api("PUT", "/objects/deal/policy", { isOn: false });

    const { body } = await card("deal", "hubspot", deal.id);

    expect(body).toMatchObject({ state: { kind: "unknown", code: "object_is_off" } });
  });

  it.each(["paused", "configured", "first-sync", "braked"])(
    "shows records while the portal is %s, and says so",
    async (state) => {
      await setState(state);

      const { body } = await card("company", "hubspot", first.hubspot.id);

      expect(body).toMatchObject({ portal: { state }, state: { kind: "linked" } });
      expect(body.fields.length).toBeGreaterThan(5);
    },
  );

  describe("while nothing may be read", () => {
    beforeAll(async () => {
      await setState("paused");
      // A round that began while the portal was live may end; it calls more often than this.
      let before: number;
      let now = -1;
      do {
        before = now;
        await sleep(3_000);
        now = await live().countCalls();
      } while (now !== before);
    });

    it.each(["installed", "disconnected", "suspended"])(
      "reads nothing while the portal is %s, and says why",
      async (state) => {
        await setState(state);
        await live().forgetCalls();

        const { status, body } = await card("company", "hubspot", first.hubspot.id);

        expect(status).toBe(200);
        expect(body).toMatchObject({
          portal: { state, message: expect.any(String), remedy: expect.any(String) },
          state: { kind: "unknown", code: `portal_${state}` },
          records: { connectwise: { id: String(first.connectwise.id) } },
        });
        expect(await live().countCalls()).toBe(0);
      },
    );
  });
});
