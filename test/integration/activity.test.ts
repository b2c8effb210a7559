import { beforeAll, describe, expect, it, vi } from "vitest";

import { firm, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { answerOf, PORTAL_ID, readRows, type Reply } from "./server-rig.ts";

const firms = [firm(1), firm(2)] as const;
const [first, second] = firms;

/** No webhook of HubSpot's arrives and no poll comes: what is written is what somebody asked for. */
describe("the activity list [S23]", () => {
  const live = useLiveRig(worldOf(firms, [person(1, first)]), {
    environment: { POLL_SECONDS: "3600" },
  });
  const activity = (query = ""): Promise<Reply> => live().api("GET", `/activity${query}`);
  const about = (twin: typeof first, side: "hubspot" | "connectwise"): string =>
    `?objectType=company&side=${side}&recordId=${twin[side].id}`;

  beforeAll(async () => {
    await live().quiet();
    await live().control("hubspot", "faults", { seed: 1, rate: 1, kinds: ["webhook-drop"] });
    await live().edit("hubspot", "company", { id: first.hubspot.id, fields: { city: "Tampa" } });
    const record = { objectType: "company", side: "hubspot", recordId: first.hubspot.id };
    await answerOf(() => live().api("POST", "/records/sync", record));
    await live().quiet();
  });

  it("names record, field, both values, the rule and who asked, with the address", async () => {
    const reply = await activity();

    expect(reply.body.items[0]).toMatchObject({
      at: expect.stringMatching(/Z$/u),
      kind: "update",
      objectType: "company",
      side: "connectwise",
      recordId: String(first.connectwise.id),
      name: "Firm Number 1",
      linkedId: first.hubspot.id,
      url: expect.stringContaining(`recid=${first.connectwise.id}`),
      field: { path: "city", label: "City", kind: "text" },
      oldValue: { value: null, text: null },
      newValue: { value: "Tampa", text: "Tampa" },
      rule: "changed",
      message: expect.stringMatching(/changed/u),
      user: { userId: "71000", email: null },
    });
  });

  it("pages from the newest to the oldest, each line once", async () => {
    const all = (await activity("?limit=100")).body;
    const pages: Shown[] = [];
    let after = "";
    do {
      // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
      const { body } = await activity(`?limit=3${after}`);
      pages.push(...body.items);
      after = body.next === null ? "" : `&after=${encodeURIComponent(body.next)}`;
    } while (after !== "");

    expect(all.next).toBeNull();
    expect(pages).toEqual(all.items);
    expect(pages.length).toBeGreaterThan(6);
    const times = pages.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it("shows a record with its counterpart, asked from either side", async () => {
    const here = await activity(about(first, "hubspot"));
    const there = await activity(about(first, "connectwise"));

    expect(there.body.items).toEqual(here.body.items);
    const ids = new Set(here.body.items.map(({ recordId }: Shown) => recordId));
    expect(ids).toEqual(new Set([first.hubspot.id, String(first.connectwise.id)]));
    const other = await activity(about(second, "hubspot"));
    expect(other.body.items.some(({ field }: Shown) => field?.path === "city")).toBe(false);
  });

  it("shows one object type", async () => {
    const { body } = await activity("?objectType=contact");

    expect(body.items.length).toBeGreaterThan(0);
    expect(new Set(body.items.map(({ objectType }: Shown) => objectType))).toEqual(
      new Set(["contact"]),
    );
  });

  it("lists runs of both kinds, the newest first, page by page [S16]", async () => {
    const { body } = await live().api("GET", "/runs");
    const one = await live().api("GET", "/runs?limit=1");
    const after = encodeURIComponent(one.body.next);
    const two = await live().api("GET", `/runs?limit=1&after=${after}`);

    expect(body.items.map(({ kind }: Shown) => kind)).toEqual(["first-sync", "dry-run"]);
    expect([...one.body.items, ...two.body.items]).toEqual(body.items);
  });

  it.each([
    ["/activity?side=hubspot", 422, "recordId"],
    ["/activity?side=hubspot&recordId=1", 422, "objectType"],
    ["/activity?objectType=ticket", 404, "objectType"],
    ["/activity?after=1", 422, "after"],
    ["/runs?after=1", 422, "after"],
  ])("refuses %s", async (path, status, field) => {
    const reply = await live().api("GET", path);

    expect(reply).toMatchObject({ status, body: { error: { field, remedy: expect.any(String) } } });
  });

  it("shows ids only while the portal is disconnected", async () => {
    await readRows(
      live().database,
      `UPDATE portals SET state = 'disconnected' WHERE portal_id = '${PORTAL_ID}'`,
    );
    // A round that had begun before goes on for a moment.
    await vi.waitFor(
      async () => {
        await live().forgetCalls();

        const reply = await activity("?limit=1");

        expect(reply.body.items[0]).toMatchObject({ name: null, newValue: { value: "Tampa" } });
        expect(await live().countCalls()).toBe(0);
      },
      { timeout: 30_000, interval: 500 },
    );
  });
});
