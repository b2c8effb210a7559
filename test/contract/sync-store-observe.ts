import { beforeEach, expect, it } from "vitest";
import { LANES, type LinkState } from "../../server/sync/model.ts";
import type { ObservedRecord, SyncStore } from "../../server/sync/store-ports.ts";
import {
  claimOne,
  claimRefs,
  COMPANY,
  commitOne,
  connectwise,
  hubspot,
  issue,
  link,
  type MakeStore,
  mark,
  name,
  observed,
  page,
  request,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

/** Two records as they are listed with this time. */
function listedAt(modifiedAt: number): ObservedRecord[] {
  return ["1", "2"].map((id) => observed(id, { modifiedAt, hashes: { name: "h1" } }));
}

/** What a listed page makes dirty. */
export function observeBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  /** Gives an excluded record this reason. */
  const say = async (id: string, code: string): Promise<void> => {
    const pair = await claimOne(store, hubspot(id));
    const issues = [issue(hubspot(id), { state: "excluded", code })];
    await commitOne(store, { pair, issues, release: true });
  };

  it("keeps the match keys of a record whose listing does not show what they are made of", async () => {
    await store.observe(page([observed("1", { matchKeys: [name("acme")] })]));
    await store.observe(page([observed("1", { modifiedAt: 2_000, matchKeys: null })]));

    expect(await store.takenKeys(COMPANY, "hubspot", "name", ["acme"])).toEqual(new Set(["acme"]));
  });

  it("marks an unknown record in the page's lane and learns its match keys", async () => {
    const count = await store.observe(
      page([observed("1", { matchKeys: [name("acme")] })], { lane: LANES.sweep }),
    );

    expect(count).toBe(1);
    expect(await store.takenKeys(COMPANY, "hubspot", "name", ["acme"])).toEqual(new Set(["acme"]));
    expect((await claimOne(store, hubspot("1"))).taken).toMatchObject([{ lane: LANES.sweep }]);
  });

  it("moves the cursor with the page, each name apart", async () => {
    await store.observe(page([], { cursor: '{"at":1}' }));
    await store.observe(page([], { cursor: '{"at":2}' }));
    await store.observe(page([], { cursor: '"x"', cursorName: "sweep" }));

    expect(await store.cursor(COMPANY, "hubspot", "poll")).toBe('{"at":2}');
    expect(await store.cursor(COMPANY, "hubspot", "sweep")).toBe('"x"');
    expect(await store.cursor(COMPANY, "connectwise", "poll")).toBeNull();
  });

  it.each([
    ["equal hashes", { name: "h1", city: "h2" }, 0],
    ["fewer fields, all equal", { name: "h1" }, 0],
    ["a different hash", { name: "h1", city: "h9" }, 1],
    ["a field without base", { name: "h1", zip: "h3" }, 1],
  ])("compares a linked record with its own base: %s", async (_case, hashes, expected) => {
    await link(store, "1", "7", {
      base: { hubspot: { name: "h1", city: "h2" }, connectwise: { name: "h8" } },
    });

    expect(await store.observe(page([observed("1", { hashes })]))).toBe(expected);
  });

  it("compares each side with that side's base", async () => {
    await link(store, "1", "7", { base: { hubspot: { name: "h1" }, connectwise: { name: "c1" } } });
    const records = [observed("7", { hashes: { name: "c1" } })];

    expect(await store.observe(page(records, { side: "connectwise" }))).toBe(0);
    expect(
      await store.observe(
        page([observed("7", { hashes: { name: "h1" } })], { side: "connectwise" }),
      ),
    ).toBe(1);
  });

  it("skips a linked record that was reconciled at this very time", async () => {
    await link(store, "1", "7", { seenModifiedAt: { hubspot: 1_000 } });

    expect(await store.observe(page([observed("1", { hashes: { name: "h1" } })]))).toBe(0);
    expect(
      await store.observe(page([observed("1", { hashes: { name: "h1" }, modifiedAt: 1_001 })])),
    ).toBe(1);
  });

  it("looks at a record in attention again that is back at its base, once it has a new time", async () => {
    const facts = { state: "attention", base: { hubspot: { name: "h1" } } } as const;
    await link(store, "1", "7", { ...facts, seenModifiedAt: { hubspot: 1_000 } });
    const before = observed("1", { hashes: { name: "h1" }, modifiedAt: 1_000 });

    expect(await store.observe(page([before], { sweepId: 4 }))).toBe(0);
    expect(await store.observe(page([{ ...before, modifiedAt: 2_000 }]))).toBe(1);
  });

  it.each([
    ["linked", true, 1],
    ["linked", false, 0],
    ["linked", null, 0],
    ["excluded", false, 1],
    ["excluded", true, 0],
    ["excluded because of its counterpart", false, 0],
    ["excluded because of its counterpart", true, 1],
    ["excluded by a standard filter", true, 1],
    ["excluded by a standard filter", null, 1],
  ] as const)(
    "compares what a filter says with what is known of the record: %s, left out %s",
    async (known, isLeftOut, expected) => {
      const base = { hubspot: { name: "h1" } };
      const state: LinkState = known === "linked" ? known : "excluded";
      await link(store, "1", "7", { state, base, seenModifiedAt: { hubspot: 1_000 } });
      if (known.startsWith("excluded by")) await say("1", "no_email");
      else if (known === "excluded") await say("1", "filtered_out");
      const seen = observed("1", { hashes: { name: "h1" }, isLeftOut });

      expect(await store.observe(page([seen]))).toBe(0);
      expect(await store.observe(page([{ ...seen, modifiedAt: 2_000 }]))).toBe(expected);
    },
  );

  it.each([
    ["linked", true, 1],
    ["linked", false, 0],
    ["linked", null, 0],
    ["excluded", false, 1],
    ["excluded", true, 0],
    ["excluded", null, 0],
    ["excluded because of its counterpart", false, 0],
    ["excluded because of its counterpart", true, 1],
    ["excluded because of its counterpart", null, 0],
  ] as const)(
    "compares in a sweep what a filter says with what was said, without a new time: %s, left out %s",
    async (known, isLeftOut, expected) => {
      const state: LinkState = known === "linked" ? known : "excluded";
      const seenModifiedAt = { hubspot: 1_000 };
      const change = { state, base: { hubspot: { name: "h1" } }, seenModifiedAt };
      await link(store, "1", "7", change);
      if (known === "excluded") await say("1", "filtered_out");
      await say("2", "filtered_out");
      await say("3", "inactive");
      const listed = ["1", "2", "3"].map((id) =>
        observed(id, { hashes: { name: "h1" }, isLeftOut }),
      );

      // Of those without a link, only the one that a filter left out comes back.
      const unlinked = isLeftOut === false ? 1 : 0;
      expect(await store.observe(page(listed, { sweepId: 1 }))).toBe(expected + unlinked);
    },
  );

  it.each([
    ["as before", "h1", 0],
    ["moved without a new time", "h2", 1],
  ])(
    "looks in a sweep at what an excluded pair's source holds: %s",
    async (_what, hash, expected) => {
      const facts = { state: "excluded", base: { hubspot: { name: "h1" } } } as const;
      await link(store, "1", "7", { ...facts, seenModifiedAt: { hubspot: 1_000 } });
      const seen = observed("1", { hashes: { name: hash, city: "never compared" } });

      expect(await store.observe(page([seen], { lane: LANES.sweep, sweepId: 1 }))).toBe(expected);
    },
  );

  it("does not let a sweep trust the time alone", async () => {
    await link(store, "1", "7", { seenModifiedAt: { hubspot: 1_000 } });
    const records = [observed("1", { hashes: { name: "h1" } })];

    expect(await store.observe(page(records, { lane: LANES.sweep, sweepId: 1 }))).toBe(1);
  });

  it("skips a record that was judged at this very time, linked or not", async () => {
    await link(store, "2", "7");
    for (const ref of [hubspot("1"), hubspot("2")]) {
      const pair = await claimOne(store, ref);
      await commitOne(store, {
        pair,
        issues: [issue(ref, { state: "attention" })],
        release: true,
      });
    }

    expect(await store.observe(page(listedAt(1_000)))).toBe(0);
    expect(await store.observe(page(listedAt(1_000), { sweepId: 4 }))).toBe(0);
    expect(await store.observe(page(listedAt(2_000)))).toBe(2);
  });

  it("looks at reviews again in a sweep, because a candidate's change can end them", async () => {
    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair, issues: [issue(hubspot("1"))], release: true });

    expect(await store.observe(page([observed("1", { modifiedAt: 1_000 })]))).toBe(0);
    expect(await store.observe(page([observed("1", { modifiedAt: 1_000 })], { sweepId: 4 }))).toBe(
      1,
    );
  });

  it("trusts no time in a sweep of what changes without one, unless a record is out by itself", async () => {
    const sweep = { sweepId: 4, hasSilentChanges: true };
    for (const [id, state] of [
      ["1", "waiting"],
      ["2", "excluded"],
      ["3", "excluded"],
    ] as const) {
      const ref = hubspot(id);
      const pair = await claimOne(store, ref);
      const parent = { objectType: COMPANY, side: "hubspot", id: "9" } as const;
      await commitOne(store, {
        pair,
        issues: [issue(ref, { state })],
        waits: id === "3" ? [{ parent, stand: "::" }] : [],
        release: true,
      });
    }
    const listed = ["1", "2", "3"].map((id) => observed(id, { modifiedAt: 1_000 }));

    expect(await store.observe(page(listed))).toBe(0);
    expect(await store.observe(page(listed, sweep))).toBe(2);
    expect((await store.claimDirty(request())).map(({ ref }) => ref.id).toSorted()).toEqual([
      "1",
      "3",
    ]);
  });

  it.each([
    ["as its base has it", { name: "h1" }, 0],
    ["with a field that was never compared", { name: "h1", company: "h2" }, 1],
  ])(
    "trusts no time in such a sweep of a record whose counterpart alone is left out: %s",
    async (_what, hashes, expected) => {
      const base = { hubspot: { name: "h1" } };
      const issues = [issue(connectwise("7"), { state: "excluded" })];
      await link(store, "1", "7", {
        state: "excluded",
        base,
        issues,
        seenModifiedAt: { hubspot: 1_000 },
      });
      const sweep = page([observed("1", { hashes })], { sweepId: 4, hasSilentChanges: true });

      expect(await store.observe(sweep)).toBe(expected);
    },
  );

  it("lets an echo leave the work of another lane as it is", async () => {
    await store.markDirty([mark(hubspot("1"), LANES.poll)]);
    const [pair] = await store.claimDirty(request());
    if (pair === undefined) throw new Error("nothing was claimed");

    await store.markDirty([mark(hubspot("1"), LANES.echo, 9_999)]);
    await commitOne(store, { pair, done: pair.taken, release: true });

    expect(await store.claimDirty(request())).toEqual([]);
  });

  it("removes the echo marks of skipped records, and no other marks", async () => {
    await link(store, "1", "7", { base: { hubspot: { name: "h1" } } });
    await link(store, "2", "8", { base: { hubspot: { name: "h1" } } });
    await store.markDirty([
      mark(hubspot("1"), LANES.echo),
      mark(hubspot("2"), LANES.hint),
      mark(hubspot("3"), LANES.echo),
      mark(connectwise("1"), LANES.echo),
    ]);

    await store.observe(page(["1", "2"].map((id) => observed(id, { hashes: { name: "h1" } }))));

    const left = await claimRefs(store);
    expect(left.toSorted()).toEqual(["connectwise:1", "hubspot:2", "hubspot:3"]);
  });

  it("keeps the mark of a changed record, in the page's lane if that is earlier", async () => {
    await store.markDirty([mark(hubspot("1"), LANES.echo, rig.now() + 60_000)]);

    await store.observe(page([observed("1")]));

    const [pair] = await store.claimDirty(request());
    expect(pair?.taken).toMatchObject([{ id: "1", lane: LANES.poll }]);
  });

  it("marks a linked record that is gone, until that is known", async () => {
    await link(store, "1", "7", {
      base: { hubspot: { name: "h1" } },
      seenModifiedAt: { hubspot: 1_000 },
    });
    const gone = page([observed("1", { isDeleted: true, hashes: { name: "h1" } })]);
    expect(await store.observe(gone)).toBe(1);

    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair, state: "deleted", done: pair.taken, release: true });

    expect(await store.observe(gone)).toBe(0);
  });

  it("marks a record that came back", async () => {
    await link(store, "1", "7", {
      state: "deleted",
      base: { hubspot: { name: "h1" } },
      seenModifiedAt: { hubspot: 1_000 },
    });
    const back = observed("1", { hashes: { name: "h1" }, modifiedAt: 2_000 });

    expect(await store.observe(page([back]))).toBe(1);
  });

  it("has no work with a gone record that it never knew, and forgets match keys of gone ones", async () => {
    await store.observe(page([observed("1", { matchKeys: [name("acme")] })]));

    const count = await store.observe(
      page([observed("1", { isDeleted: true, matchKeys: [name("acme")] })]),
    );

    expect(count).toBe(0);
    expect(await store.takenKeys(COMPANY, "hubspot", "name", ["acme"])).toEqual(new Set());
  });

  it("tells which links a sweep did not see, side by side, without those known to be gone", async () => {
    await link(store, "1", "7");
    await link(store, "2", "8");
    await link(store, "3", "9");
    await link(store, "4", "10", { state: "deleted" });
    await store.observe(page([observed("1"), observed("9")], { sweepId: 5 }));
    await store.observe(page([observed("2")], { sweepId: 4 }));
    await store.observe(page([observed("3")]));

    const ids = async (sweepId: number, limit = 10) =>
      (await store.unsweptLinks(COMPANY, "hubspot", sweepId, limit)).map((each) => each.hubspotId);
    expect(await ids(5)).toEqual(["2", "3"]);
    expect(await ids(5, 1)).toEqual(["2"]);
    expect(await store.unsweptLinks(COMPANY, "connectwise", 5, 10)).toHaveLength(3);
  });

  it("takes a page of a thousand records, some of them twice", async () => {
    const records = Array.from({ length: 1_000 }, (_, index) =>
      observed(`${index % 990}`, { matchKeys: [name(`company ${index % 990}`)] }),
    );

    expect(await store.observe(page(records))).toBe(990);
  });
}
