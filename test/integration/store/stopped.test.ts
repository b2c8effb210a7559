import { describe, expect, it } from "vitest";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { LANES } from "../../../server/sync/model.ts";
import type { PortalState } from "../../../server/sync/portal-ports.ts";
import { CLAIM_KINDS, installPortal, openStoreRig } from "./rig.ts";

const { app } = await openStoreRig();

const STATES: readonly PortalState[] = ["paused", "braked", "suspended", "disconnected"];

describe("work of a portal that has stopped [S17]", () => {
  it.each(STATES)("is remembered and not given out while it is %s", async (state) => {
    const { store, crypto } = await installPortal(app, state);
    const sync = createSyncStore(app, state, crypto, CLAIM_KINDS);
    const claimed = async (): Promise<readonly string[]> => {
      const pairs = await sync.claimDirty({
        objectTypes: ["company"],
        maxLane: LANES.poll,
        limit: 10,
        owner: "a round that began before",
        claimMs: 60_000,
        settingsVersion: 1,
        linkedOnly: false,
      });
      return pairs.map(({ ref }) => ref.id);
    };
    await store.changeState(["installed"], "live", null);
    await sync.markDirty([
      { objectType: "company", side: "hubspot", id: "1", lane: LANES.hint, notBefore: 0 },
    ]);

    await store.changeState(["live"], state, null);
    expect(await claimed()).toEqual([]);

    await store.changeState([state], "live", null);
    expect(await claimed()).toEqual(["1"]);
  });
});
