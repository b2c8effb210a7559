import { beforeAll, describe, expect, it } from "vitest";

import { firm, PATIENCE, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { readRows, until } from "./server-rig.ts";

const home = firm(1);
const anna = person(1, home);

/** Waits between looks double; nobody has to sit through them here. */
const LOOK_AGAIN = "UPDATE dirty SET not_before = now(), attempts = 5 WHERE object_type = 'deal'";

/** Two creates of which one came through without an answer, and what it made. */
interface Unclear {
  readonly deals: readonly [string, string];
  readonly made: string;
}

describe("a create that may have made a record which people changed at once [S20]", () => {
  const live = useLiveRig(worldOf([home], [anna]));
  const opportunities = (): Promise<Shown[]> => live().records("connectwise", "deal");
  const lookAgain = (): Promise<unknown> => readRows(live().database, LOOK_AGAIN);

  /** Two deals come to the same poll; one create's answer is lost, the other create itself. */
  async function makeUnclear(name: string): Promise<Unclear> {
    const { control, edit, quiet, database } = live();
    // What an earlier test left to do would take the faults.
    await quiet();
    const known = new Set((await opportunities()).map(({ id }) => id));
    await control("hubspot", "faults", {
      next: [1, 2, 3, 4, 5, 6].map(() => ({ match: "WEBHOOK", kind: "webhook-drop" })),
    });
    const match = "POST /v4_6_release/apis/3.0/sales/opportunities";
    await control("connectwise", "faults", {
      next: [
        { match, kind: "500-after" },
        { match, kind: "500-before" },
      ],
    });
    const make = async (part: string): Promise<string> => {
      const fields = { pipeline: "default", dealstage: "qualifiedtobuy", closedate: "2027-01-31" };
      const associations = { companies: [home.hubspot.id], contacts: [anna.hubspot.id] };
      const given = { fields: { ...fields, dealname: `${name} ${part}` }, associations };
      return (await edit("hubspot", "deal", given)).id;
    };
    await readRows(database, "UPDATE portals SET poll_due_at = now() + interval '5 seconds'");
    const [first, second] = await Promise.all([make("one"), make("two")]);
    const isNew = ({ id }: Shown): boolean => !known.has(id);
    const found = await until(
      async () => (await opportunities()).find(isNew),
      (one) => one !== undefined,
    );
    const made = String(found.id);
    await edit("connectwise", "deal", { id: made, fields: { name: `${name} of both` } });
    return { deals: [first, second], made };
  }

  async function reviewOf(side: "hubspot" | "connectwise", id: string): Promise<Shown> {
    const { body } = await live().api("GET", "/objects/deal/reviews");
    return body.items.find((item: Shown) => item.record.side === side && item.record.id === id);
  }

  async function untilTold(side: "hubspot" | "connectwise", id: string): Promise<Shown> {
    const review = await until(async () => {
      await lookAgain();
      return reviewOf(side, id);
    }, Boolean);
    expect(review, `${side} ${id} is no review`).toBeDefined();
    return review;
  }

  /** Makes two unclear deals that are reviews by now. */
  async function makeTold(name: string): Promise<Unclear> {
    const unclear = await makeUnclear(name);
    for (const deal of unclear.deals) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await untilTold("hubspot", deal);
    }
    return unclear;
  }

  describe("when a person links it", () => {
    let unclear: Unclear;
    beforeAll(async () => {
      unclear = await makeUnclear("Crane");
    }, 30_000);

    it("is told with what it may be, seen from each record, and nothing is sent again", async () => {
      const { deals, made } = unclear;
      for (const deal of deals) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const review = await untilTold("hubspot", deal);
        expect(review).toMatchObject({ code: "create_unclear", candidates: [{ id: made }] });
      }
      const seen = await untilTold("connectwise", made);

      expect(seen.code).toBe("create_unclear");
      const named: string[] = seen.candidates.map(({ id }: Shown) => id);
      expect(named.toSorted()).toEqual([...deals].toSorted());
      await lookAgain();
      await live().quiet();
      expect(await opportunities()).toHaveLength(1);
      expect(await live().records("hubspot", "deal")).toHaveLength(2);
    });

    it("belongs to that one, and the other gets one of its own", async () => {
      const { deals, made } = unclear;
      const ids = { hubspotId: deals[0], connectwiseId: made };
      const { status } = await live().api("POST", "/records/link", { objectType: "deal", ...ids });

      expect(status).toBe(200);
      expect((await live().counterpart("hubspot", "deal", deals[0])).id).toBe(Number(made));
      const other = await live().counterpart("hubspot", "deal", deals[1]);
      expect(other).toMatchObject({ name: "Crane two" });
      await live().quiet();
      expect(await opportunities()).toHaveLength(2);
      await expect.poll(() => reviewOf("connectwise", made), PATIENCE).toBeUndefined();
    });
  });

  describe("when a person has another one created for one of the two", () => {
    it("belongs to the other one by itself", async () => {
      const { deals, made } = await makeTold("Barge");
      const alone = { objectType: "deal", side: "hubspot", recordId: deals[0] };
      const { status } = await live().api("POST", "/records/create-anyway", alone);

      expect(status).toBe(202);
      const own = await live().counterpart("hubspot", "deal", deals[0]);
      expect(own).toMatchObject({ name: "Barge one" });
      expect((await live().counterpart("hubspot", "deal", deals[1])).id).toBe(Number(made));
      await live().quiet();
      expect(await opportunities()).toHaveLength(4);
      expect(await live().records("hubspot", "deal")).toHaveLength(4);
    }, 30_000);
  });

  describe("when a person has a counterpart created for what was made", () => {
    it("is nobody's any more, and both get one of their own", async () => {
      const { deals, made } = await makeTold("Pontoon");
      await untilTold("connectwise", made);
      const alone = { objectType: "deal", side: "connectwise", recordId: made };
      const { status } = await live().api("POST", "/records/create-anyway", alone);

      expect(status).toBe(202);
      const copy = await live().counterpart("connectwise", "deal", made);
      expect(deals).not.toContain(copy.id);
      await live().quiet();
      await live().sweep();
      for (const [index, part] of ["one", "two"].entries()) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const own = await live().counterpart("hubspot", "deal", deals[index] ?? "");
        expect(own).toMatchObject({ name: `Pontoon ${part}` });
      }
      expect(await opportunities()).toHaveLength(7);
    }, 300_000);
  });

  describe("when it becomes clear by itself", () => {
    it("belongs to the one whose name it gets back, and the other gets one of its own", async () => {
      const { deals, made } = await makeTold("Ferry");
      const { edit, counterpart } = live();
      await edit("connectwise", "deal", { id: made, fields: { name: "Ferry two" } });
      await edit("hubspot", "deal", { id: deals[1], fields: { amount: "5" } });

      expect((await counterpart("hubspot", "deal", deals[1])).id).toBe(Number(made));
      expect(await counterpart("hubspot", "deal", deals[0])).toMatchObject({ name: "Ferry one" });
    }, 300_000);

    it("belongs to the one that is left when the other is deleted", async () => {
      const { deals, made } = await makeTold("Tug");
      await live().remove("hubspot", "deal", deals[0]);

      expect((await live().counterpart("hubspot", "deal", deals[1])).id).toBe(Number(made));
    }, 300_000);
  });
});
