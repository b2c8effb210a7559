import { beforeEach, expect, it } from "vitest";
import { FLIP_FLOP_RETRIED, FLIP_ROUNDS } from "../../server/sync/flip-flop.ts";
import type { FieldValue } from "../../server/sync/model.ts";
import type { JournalEntry, PastWrites } from "../../server/sync/pair-ports.ts";
import {
  claimOne,
  COMPANY,
  commitOne,
  connectwise,
  hubspot,
  link,
  type MakeStore,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

/** A write of the name to the ConnectWise record 7. */
export function update(value: FieldValue, change: Partial<JournalEntry> = {}): JournalEntry {
  return {
    kind: "update",
    side: "connectwise",
    recordId: "7",
    key: "name",
    field: "name",
    oldValue: "theirs",
    newValue: value,
    rule: "changed",
    ...change,
  };
}

/** As many writes as a flip-flop has. */
export const ROUNDS: readonly JournalEntry[] = Array.from({ length: FLIP_ROUNDS }, () =>
  update("ours"),
);

/** What is known about fields that are written over and over. */
export function pastWriteBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  beforeEach(async () => {
    rig = await makeStore();
    await link(rig.store, "1", "7");
    await link(rig.store, "2", "8");
  });
  const tell = async (journal: readonly JournalEntry[]): Promise<void> => {
    // One commit each: their times tell which comes first.
    for (const entry of journal) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const pair = await claimOne(rig.store, hubspot("1"));
      // oxlint-disable-next-line no-await-in-loop -- as above
      await commitOne(rig.store, { pair, journal: [entry], release: true });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await rig.pass(2);
    }
  };
  const place = { ...connectwise("7"), key: "name", source: hubspot("1") };
  const ask = (): Promise<readonly PastWrites[]> =>
    rig.store.pastWrites(COMPANY, [
      place,
      { ...connectwise("7"), key: "city", source: hubspot("1") },
      { ...hubspot("1"), key: "name", source: connectwise("7") },
      { ...connectwise("8"), key: "name", source: hubspot("2") },
    ]);

  it("are told of those that were written often enough, with the last values in order", async () => {
    await tell([update("first"), ...["a", null, 3, true, "e"].map((value) => update(value))]);

    expect(await ask()).toEqual([
      { ...connectwise("7"), key: "name", values: ["a", null, 3, true, "e"] },
    ]);
  });

  it("are not told of other lines, fields, sides and records", async () => {
    await tell(ROUNDS.slice(1));
    await tell([
      update("ours", { kind: "conflict" }),
      update("ours", { key: "city" }),
      update("ours", { side: "hubspot", recordId: "1" }),
      update("ours", { recordId: "8" }),
    ]);

    expect(await ask()).toEqual([]);
    expect(await rig.store.pastWrites(COMPANY, [])).toEqual([]);
    expect(await rig.store.pastWrites("contact", [place])).toEqual([]);
  });

  it("begin anew when a person has the source tried again", async () => {
    const retry = { kind: "ruling", rule: FLIP_FLOP_RETRIED } as const;
    await tell([...ROUNDS, { ...retry, side: "hubspot", recordId: "2" }]);
    expect(await ask()).toHaveLength(1);

    await tell([{ ...retry, side: "hubspot", recordId: "1" }, ...ROUNDS.slice(1)]);
    expect(await ask()).toEqual([]);

    await tell([update("ours")]);
    expect(await ask()).toHaveLength(1);
  });

  it("begin anew with a new version of the mapping", async () => {
    await tell(ROUNDS);
    expect(await ask()).toHaveLength(1);

    await rig.changeMapping();

    expect(await ask()).toEqual([]);
  });
}
