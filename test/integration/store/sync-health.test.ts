import { afterAll, describe, expect, it } from "vitest";

import { openDatabase } from "../../../server/store/db.ts";
import { createPortalCrypto, makePortalKeys } from "../../../server/store/encryption.ts";
import { createPortalStore } from "../../../server/store/portal-store.ts";
import { pruneExpired } from "../../../server/store/retention.ts";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { latencyBucket } from "../../../server/sync/latency.ts";
import { LANES, type LinkState } from "../../../server/sync/model.ts";
import type { PortalStore } from "../../../server/sync/portal-ports.ts";
import type { ObservedPage, ObservedRecord, SyncStore } from "../../../server/sync/store-ports.ts";
import {
  claimOne,
  CLAIM_KINDS,
  COMPANY,
  commitOne,
  hubspot,
  issue,
  link,
  mark,
  observed,
  page,
} from "../../contract/sync-store-rig.ts";
import { openTestDatabase } from "../../support/postgres.ts";

const urls = await openTestDatabase();
const database = openDatabase(urls.appUrl, { name: "sync health", maxConnections: 2 });
afterAll(() => database.close());

let portals = 0;

interface Stores {
  readonly portalId: string;
  readonly sync: SyncStore;
  readonly portal: PortalStore;
}

async function makePortal(): Promise<Stores> {
  portals += 1;
  const portalId = `health-${portals}`;
  const crypto = createPortalCrypto(portalId, makePortalKeys());
  const portal = createPortalStore(database, portalId, crypto);
  await portal.install(
    { uiDomain: "", timeZone: "UTC", currency: "EUR", installedByUserId: "1" },
    { accessToken: "a", refreshToken: "r", expiresAt: 0, scopes: [] },
  );
  return { portalId, portal, sync: createSyncStore(database, portalId, crypto, CLAIM_KINDS) };
}

describe("latencies that are kept [S17]", () => {
  it("are counted by lane and bucket with the commit that confirms them, portals apart", async () => {
    const { sync, portal } = await makePortal();
    const other = await makePortal();
    for (const latencies of [
      [{ lane: LANES.hint, ms: 1_000 }],
      [
        { lane: LANES.hint, ms: 1_001 },
        { lane: LANES.poll, ms: 1_000 },
      ],
    ]) {
      await sync.markDirty([mark(hubspot("1"))]);
      await commitOne(sync, { pair: await claimOne(sync, hubspot("1")), latencies, release: true });
    }

    const counts = await portal.latencies();

    expect(counts.map(({ lane, bucket, count }) => [lane, bucket, count])).toEqual([
      [LANES.hint, latencyBucket(1_000), 2],
      [LANES.poll, latencyBucket(1_000), 1],
    ]);
    expect(await other.portal.latencies()).toEqual([]);
  });

  it("of a change whose claim was lost are not counted", async () => {
    const { sync, portal } = await makePortal();
    await sync.markDirty([mark(hubspot("1"))]);
    const pair = await claimOne(sync, hubspot("1"));
    const stale = { ...pair, fence: pair.fence - 1 };

    const outcomes = await sync.commit([{ pair: stale, latencies: [{ lane: 1, ms: 5 }] }]);

    expect(outcomes).toMatchObject([{ kind: "fence-lost" }]);
    expect(await portal.latencies()).toEqual([]);
  });

  it("are read for a day and leave after two", async () => {
    const { portalId, portal } = await makePortal();
    await database.inPortal(portalId, (query) =>
      query(`INSERT INTO latencies (hour_at, lane, bucket, changes)
             SELECT date_trunc('hour', now()) - age * interval '1 hour', 1, age, 1
             FROM unnest(ARRAY[0, 23, 24, 47, 49]) age`),
    );

    await pruneExpired(database, [portalId]);

    expect((await portal.latencies()).map(({ bucket }) => bucket)).toEqual([23, 0]);
    const left = await database.inPortal(portalId, (query) =>
      query("SELECT bucket FROM latencies ORDER BY bucket"),
    );
    expect(left).toEqual([0, 23, 24, 47].map((bucket) => ({ bucket })));
  });
});

/** A record of HubSpot as a sweep lists it. */
function listed(id: string, name: string, modifiedAt = 1_000): ObservedRecord {
  return observed(id, { modifiedAt, hashes: { name } });
}

/** The only page of a sweep of HubSpot's companies. */
function swept(records: readonly ObservedRecord[], sweepId = 1): ObservedPage {
  return page(records, { lane: LANES.sweep, sweepId, isLast: true });
}

describe("what a sweep found that was missed [S17]", () => {
  const base = { hubspot: { name: "h1" }, connectwise: { name: "h1" } };

  async function linkSeen(sync: SyncStore, id: string, state: LinkState = "linked"): Promise<void> {
    await link(sync, id, `7${id}`, { base, state, seenModifiedAt: { hubspot: 1_000 } });
  }

  it("are values without a new time, changes older than the late pass, records without verdict, and missing ones", async () => {
    const { portalId, sync, portal } = await makePortal();
    for (const id of ["1", "2", "3", "4"]) await linkSeen(sync, id);
    await database.inPortal(portalId, (query) =>
      query("UPDATE links SET linked_at = now() - interval '2 days'"),
    );

    await sync.observe(
      swept(
        [listed("1", "h1"), listed("2", "h9"), listed("3", "h9", 2_000), observed("9")],
        Date.now(),
      ),
    );

    expect(await portal.sweepResults()).toEqual([
      {
        objectType: COMPANY,
        side: "hubspot",
        compared: 4,
        drift: 4,
        finishedAt: expect.any(Number),
      },
    ]);
  });

  it("is nothing that is marked, judged, just changed, or in attention for what it was", async () => {
    const { sync, portal } = await makePortal();
    for (const id of ["1", "2"]) await linkSeen(sync, id);
    await linkSeen(sync, "3", "attention");
    await sync.markDirty([mark(hubspot("8"))]);
    const pair = await claimOne(sync, hubspot("8"));
    const judged = issue(hubspot("8"), { state: "review", seenModifiedAt: 1_000 });
    await commitOne(sync, { pair, issues: [judged], done: pair.taken, release: true });
    await sync.markDirty([mark(hubspot("1"))]);

    const marked = await sync.observe(
      swept([
        listed("1", "h9"),
        listed("2", "h9", Date.now()),
        listed("3", "h9"),
        observed("8", { modifiedAt: 1_000 }),
        observed("9", { modifiedAt: Date.now() }),
      ]),
    );

    expect(marked).toBe(5);
    expect(await portal.sweepResults()).toMatchObject([{ compared: 5, drift: 0 }]);
  });

  it("adds up over pages, and is told once the last one was read; until then the one before is", async () => {
    const { portal, sync } = await makePortal();
    const open = (record: ObservedRecord, sweepId: number): ObservedPage => ({
      ...swept([record], sweepId),
      isLast: false,
    });
    await sync.observe(open(observed("1"), 5));
    expect(await portal.sweepResults()).toEqual([]);

    await sync.observe(swept([observed("2")], 5));
    await sync.observe(open(observed("3"), 6));
    expect(await portal.sweepResults()).toMatchObject([{ compared: 2, drift: 2 }]);

    await sync.observe(swept([], 6));
    expect(await portal.sweepResults()).toMatchObject([{ compared: 1, drift: 1 }]);
  });
});
