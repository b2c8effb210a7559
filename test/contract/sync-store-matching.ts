import { beforeEach, expect, it } from "vitest";
import { STRONG_COMPANY_KINDS } from "../../server/sync/match-keys.ts";
import type { Neighbourhood } from "../../server/sync/match.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import {
  COMPANY,
  connectwise,
  domain,
  hubspot,
  learnKeys,
  link,
  type MakeStore,
  name,
} from "./sync-store-rig.ts";

/** The pairs of a neighbourhood in a fixed order and spelling. */
function sorted(neighbourhood: Neighbourhood): unknown {
  const pairs = neighbourhood.pairs.map(
    ({ hubspotId, connectwiseId, shared, differing }) =>
      `${hubspotId}-${connectwiseId} ${shared.toSorted().join("+")}/${differing.toSorted().join("+")}`,
  );
  const sameSide = neighbourhood.sameSide.map(
    ({ side, firstId, secondId, shared }) =>
      `${side} ${[firstId, secondId].toSorted().join("-")} ${shared.toSorted().join("+")}`,
  );
  const links = neighbourhood.links.map((each) => `${each.hubspotId}-${each.connectwiseId}`);
  return { pairs: pairs.toSorted(), sameSide: sameSide.toSorted(), links: links.toSorted() };
}

/** What is known about records that could be the same. */
export function matchBehaviours(makeStore: MakeStore): void {
  let store: SyncStore;
  beforeEach(async () => {
    ({ store } = await makeStore());
  });

  it("replaces the match keys of a record", async () => {
    await learnKeys(store, hubspot("1"), [name("acme"), name("acme holding")]);
    await learnKeys(store, hubspot("1"), [name("acme"), domain("acme.com")]);

    const values = ["acme", "acme holding"];
    expect(await store.takenKeys(COMPANY, "hubspot", "name", values)).toEqual(new Set(["acme"]));
    expect(await store.takenKeys(COMPANY, "connectwise", "name", values)).toEqual(new Set());
    expect(await store.takenKeys(COMPANY, "hubspot", "domain", values)).toEqual(new Set());
  });

  it("finds nothing for a record without keys, or whose keys nobody shares", async () => {
    await learnKeys(store, connectwise("7"), [name("acme")]);

    const nothing = { pairs: [], sameSide: [], links: [] };
    expect(await store.neighbourhood(COMPANY, [hubspot("1")], STRONG_COMPANY_KINDS)).toEqual(
      nothing,
    );
    expect(await store.neighbourhood(COMPANY, [connectwise("7")], STRONG_COMPANY_KINDS)).toEqual(
      nothing,
    );
  });

  it("names the kinds that two records share and those in which they differ", async () => {
    await learnKeys(store, hubspot("1"), [
      name("acme"),
      name("acme group"),
      domain("acme.com"),
      { kind: "city", value: "ulm" },
      { kind: "phone", value: "1" },
    ]);
    await learnKeys(store, connectwise("7"), [
      name("acme group"),
      domain("acme.de"),
      { kind: "city", value: "ulm" },
      { kind: "zip", value: "89073" },
    ]);

    expect(
      sorted(await store.neighbourhood(COMPANY, [hubspot("1")], STRONG_COMPANY_KINDS)),
    ).toEqual({
      pairs: ["1-7 city+name/domain"],
      sameSide: [],
      links: [],
    });
  });

  it("does not make candidates of records that share only a place", async () => {
    await learnKeys(store, hubspot("1"), [{ kind: "city", value: "ulm" }]);
    await learnKeys(store, connectwise("7"), [{ kind: "city", value: "ulm" }]);

    expect(
      (await store.neighbourhood(COMPANY, [hubspot("1")], STRONG_COMPANY_KINDS)).pairs,
    ).toEqual([]);
  });

  it("follows shared keys from candidate to candidate on both sides", async () => {
    await learnKeys(store, hubspot("1"), [name("acme")]);
    await learnKeys(store, connectwise("7"), [name("acme"), domain("acme.com")]);
    await learnKeys(store, hubspot("2"), [name("acme labs"), domain("acme.com")]);
    await learnKeys(store, connectwise("8"), [name("acme labs")]);
    await learnKeys(store, hubspot("3"), [name("zenith")]);

    expect(
      sorted(await store.neighbourhood(COMPANY, [hubspot("1")], STRONG_COMPANY_KINDS)),
    ).toEqual({
      pairs: ["1-7 name/", "2-7 domain/name", "2-8 name/"],
      sameSide: [],
      links: [],
    });
  });

  it("names records of one side that share a key, each two once", async () => {
    await learnKeys(store, hubspot("1"), [name("acme"), domain("acme.com")]);
    await learnKeys(store, hubspot("2"), [name("acme"), domain("acme.com")]);

    expect(
      sorted(
        await store.neighbourhood(COMPANY, [hubspot("1"), hubspot("2")], STRONG_COMPANY_KINDS),
      ),
    ).toEqual({
      pairs: [],
      sameSide: ["hubspot 1-2 domain+name"],
      links: [],
    });
  });

  it("names the links of all records it found", async () => {
    await learnKeys(store, hubspot("1"), [name("acme")]);
    await learnKeys(store, connectwise("7"), [name("acme")]);
    await link(store, "2", "7");
    await link(store, "3", "9");

    expect(
      sorted(await store.neighbourhood(COMPANY, [hubspot("1")], STRONG_COMPANY_KINDS)),
    ).toMatchObject({
      pairs: ["1-7 name/"],
      links: ["2-7"],
    });
  });

  it("finds a neighbourhood as if records had other keys, and keeps those that are stored", async () => {
    await learnKeys(store, hubspot("1"), [name("acme")]);
    await learnKeys(store, connectwise("7"), [name("acme")]);
    await learnKeys(store, connectwise("8"), [name("zenith")]);
    const look = async (supposed?: Parameters<SyncStore["neighbourhood"]>[3]) =>
      sorted(await store.neighbourhood(COMPANY, [hubspot("1")], STRONG_COMPANY_KINDS, supposed));

    const supposed = await look([
      { ref: hubspot("1"), keys: [name("zenith")] },
      { ref: connectwise("7"), keys: [] },
    ]);

    expect(supposed).toMatchObject({ pairs: ["1-8 name/"] });
    expect(await look()).toMatchObject({ pairs: ["1-7 name/"] });
  });

  it("keeps the keys of object types apart", async () => {
    await learnKeys(store, hubspot("1"), [name("acme")]);

    expect(await store.takenKeys("contact", "hubspot", "name", ["acme"])).toEqual(new Set());
  });
}
