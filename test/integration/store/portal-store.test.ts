import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createOauthStateStore } from "../../../server/store/oauth-states.ts";
import { createPortalDirectory } from "../../../server/store/portal-directory.ts";
import { pruneExpired } from "../../../server/store/retention.ts";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import type { RunItem } from "../../../server/sync/store-ports.ts";
import {
  ACCOUNT,
  connection,
  installPortal,
  openStoreRig,
  startRun,
  TOKENS,
  CLAIM_KINDS,
} from "./rig.ts";

const { app, scheduler } = await openStoreRig();
const directory = createPortalDirectory(scheduler);

function runItem(hubspotId: string): RunItem {
  return {
    objectType: "company",
    hubspotId,
    connectwiseId: null,
    action: "waiting",
    matchedBy: "",
    reason: "r",
  };
}

function pairItem(hubspotId: string, connectwiseId: string, action: RunItem["action"]): RunItem {
  return { ...runItem(hubspotId), connectwiseId, action };
}

describe("a portal", () => {
  it("begins as installed and keeps what the install said", async () => {
    const { store } = await installPortal(app, "p1");

    expect(await store.portal()).toEqual({
      portalId: "p1",
      state: "installed",
      stateReason: null,
      stateSince: expect.any(Number),
      stateUserId: null,
      ...ACCOUNT,
    });
    expect(await store.tokens()).toEqual(TOKENS);
    expect(await store.connection()).toBeNull();
  });

  it("keeps its state when it is installed again, unless it was cut off", async () => {
    const { store } = await installPortal(app, "p2");
    await store.changeState(["installed"], "live", null);
    await store.install({ ...ACCOUNT, currency: "USD" }, TOKENS);
    expect(await store.portal()).toMatchObject({ state: "live", currency: "USD" });

    await store.changeState(["live"], "disconnected", "HubSpot took the access back.");
    await store.install(ACCOUNT, TOKENS);

    expect(await store.portal()).toMatchObject({ state: "installed", stateReason: null });
  });

  it("moves only from the states named", async () => {
    const { store } = await installPortal(app, "p3");

    expect(await store.changeState(["live"], "paused", "x")).toBe(false);
    expect(await store.changeState(["live", "installed"], "paused", "Somebody paused.")).toBe(true);
    expect(await store.portal()).toMatchObject({
      state: "paused",
      stateReason: "Somebody paused.",
    });
  });

  it("lets one process refresh the tokens at a time", async () => {
    const { store } = await installPortal(app, "p4");

    const leases = await Promise.all(
      ["a", "b", "c"].map((owner) => store.leaseTokenRefresh(owner, 60_000)),
    );
    expect(leases.filter(Boolean)).toHaveLength(1);

    await store.saveTokens({ ...TOKENS, accessToken: "access-2" });
    expect(await store.leaseTokenRefresh("d", 1)).toBe(true);
    expect(await store.tokens()).toMatchObject({ accessToken: "access-2" });
    await sleep(20);
    expect(await store.leaseTokenRefresh("e", 60_000)).toBe(true);
  });

  it("keeps its links when the same ConnectWise is connected again with other keys", async () => {
    const { store, crypto } = await installPortal(app, "p6");
    await store.saveConnection(connection({ webhookKey: "w6" }));
    await linkOne("p6", crypto);

    await store.saveConnection(
      connection({ companyId: "MSP", privateKey: "other", webhookKey: "w6b" }),
    );

    expect(await createSyncStore(app, "p6", crypto, CLAIM_KINDS).countLinks("company")).toBe(1);
    expect(await store.connection()).toMatchObject({ privateKey: "other" });
    expect(await directory.portalByWebhookKey("w6b")).toBe("p6");
    expect(await directory.portalByWebhookKey("w6")).toBeNull();
  });

  it("archives its links and starts empty when another ConnectWise is connected", async () => {
    const { store, crypto } = await installPortal(app, "p7");
    await store.saveConnection(connection({ webhookKey: "w7" }));
    const sync = createSyncStore(app, "p7", crypto, CLAIM_KINDS);
    await linkOne("p7", crypto);
    const run = await startRun(store, "dry-run");

    await store.saveConnection(
      connection({ connectionId: "c-2", companyId: "other", webhookKey: "w7" }),
    );

    expect(await sync.countLinks("company")).toBe(0);
    expect(await sync.nextDue(["company"], 5)).toBeNull();
    expect(await sync.cursor("company", "hubspot", "poll")).toBeNull();
    expect(await store.latestRun("dry-run")).toMatchObject({
      runId: run.runId,
      state: "cancelled",
    });
    const archived = await app.inPortal("p7", (query) =>
      query("SELECT connection_id, hubspot_id, connectwise_id FROM archived_links"),
    );
    expect(archived).toEqual([{ connection_id: "c-1", hubspot_id: "1", connectwise_id: "7" }]);
  });

  it("keeps items of a linked pair and of a look-alike that is reviewed beside each other", async () => {
    const { store, crypto } = await installPortal(app, "p12");
    const sync = createSyncStore(app, "p12", crypto, CLAIM_KINDS);
    const { runId } = await startRun(store, "dry-run");

    await sync.addRunItems(runId, [pairItem("1", "7", "linked")]);
    await sync.addRunItems(runId, [pairItem("1", "8", "review")]);
    await sync.addRunItems(runId, [pairItem("2", "9", "linked"), pairItem("3", "9", "review")]);
    await sync.addRunItems(runId, [pairItem("1", "7", "attention")]);

    const { items } = await store.runItems(runId, null, 10);
    expect(
      items.map(({ hubspotId, connectwiseId, action }) => [hubspotId, connectwiseId, action]),
    ).toEqual([
      ["1", "8", "review"],
      ["2", "9", "linked"],
      ["3", "9", "review"],
      ["1", "7", "attention"],
    ]);
    const { counts } = (await store.latestRun("dry-run")) ?? {};
    expect(counts).toEqual({ review: 2, linked: 1, attention: 1 });
  });

  it("pages through run items and issues without losing or repeating any", async () => {
    const { store, crypto } = await installPortal(app, "p9");
    const sync = createSyncStore(app, "p9", crypto, CLAIM_KINDS);
    const { runId } = await startRun(store, "dry-run");
    const ids = ["1", "2", "3", "4", "5"];
    await sync.addRunItems(runId, ids.map(runItem));
    await linkOne("p9", crypto);
    for (const id of ids) {
      const [pair] = await sync.claimRecords("company", [{ side: "hubspot", id }], {
        owner: "a",
        claimMs: 60_000,
        settingsVersion: 1,
      });
      if (pair === undefined) throw new Error("not claimed");
      await sync.commit([{ pair, release: true, issues: [issueOf(id)] }]);
    }

    const items = await readAll((after) => store.runItems(runId, after, 2));
    const issues = await readAll((after) => store.listIssues(after, 2));

    expect(items.map((item) => item.hubspotId)).toEqual(ids);
    expect(issues.map((each) => [each.recordId, each.linkedId, each.field])).toEqual([
      ["1", "7", "name"],
      ["2", null, "name"],
      ["3", null, "name"],
      ["4", null, "name"],
      ["5", null, "name"],
    ]);
    expect(await store.stateCounts()).toEqual({ company: { linked: 1, attention: 4 } });
  });
});

describe("the portal directory", () => {
  it("names portals whose time has come and whose state allows the work", async () => {
    for (const [portalId, state, poll, bulk] of [
      ["d1", "live", 100, null],
      ["d2", "live", 300, 100],
      ["d3", "configured", 100, 100],
      ["d4", "disconnected", 100, 100],
      ["d5", "paused", 50, null],
    ] as const) {
      const { store } = await installPortal(app, portalId);
      await store.changeState(["installed"], state, null);
      await store.setDue({ poll, bulk });
    }

    expect(await directory.duePortals(200)).toEqual({ now: ["d5", "d1"], bulk: ["d2", "d3"] });
  });

  it("forgets a due time that is taken back, and leaves the other alone", async () => {
    const { store } = await installPortal(app, "d6");
    await store.changeState(["installed"], "live", null);
    await store.setDue({ poll: 10, bulk: 10 });
    await store.setDue({ bulk: null });

    const due = await directory.duePortals(20);

    expect(due.now).toContain("d6");
    expect(due.bulk).not.toContain("d6");
  });
});

describe("OAuth states", () => {
  const states = createOauthStateStore(app);

  it("are good once", async () => {
    await states.create("s1", Date.now() + 60_000);

    const answers = await Promise.all([1, 2, 3].map(() => states.consume("s1")));

    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await states.consume("s1")).toBe(false);
  });

  it("are no good when they ended or were never made", async () => {
    await states.create("s2", Date.now() - 1);

    expect(await states.consume("s2")).toBe(false);
    expect(await states.consume("never made")).toBe(false);
  });
});

describe("retention", () => {
  it("removes old receipts, journal entries and ended states, and nothing younger", async () => {
    await installPortal(app, "r1");
    const states = createOauthStateStore(app);
    await states.create("old", Date.now() - 1);
    await states.create("young", Date.now() + 60_000);
    await app.inPortal("r1", async (query) => {
      await query(`INSERT INTO webhook_receipts (receipt_key, received_at)
        VALUES ('old', now() - interval '73 hours'), ('young', now() - interval '71 hours')`);
      await query(`INSERT INTO journal (entry_id, at, object_type, kind, side, record_id, rule)
        VALUES (gen_random_uuid(), now() - interval '31 days', 'company', 'link', 'hubspot', '1', 'r'),
               (gen_random_uuid(), now() - interval '29 days', 'company', 'link', 'hubspot', '2', 'r')`);
    });

    const pruned = await pruneExpired(app, ["r1"]);

    expect(pruned).toEqual({ webhookReceipts: 1, journal: 1, oauthStates: 1 });
    expect(await states.consume("young")).toBe(true);
    const left = await app.inPortal("r1", (query) =>
      query(`SELECT receipt_key AS id FROM webhook_receipts UNION ALL
             SELECT record_id FROM journal`),
    );
    expect(left).toEqual([{ id: "young" }, { id: "2" }]);
  });
});

function issueOf(id: string) {
  return {
    ref: { side: "hubspot" as const, id },
    state: "attention" as const,
    code: "name_too_long",
    message: "The name is too long.",
    field: "name",
    seenModifiedAt: 1,
  };
}

async function linkOne(
  portalId: string,
  crypto: Awaited<ReturnType<typeof installPortal>>["crypto"],
): Promise<void> {
  const sync = createSyncStore(app, portalId, crypto, CLAIM_KINDS);
  await sync.observe({
    objectType: "company",
    side: "hubspot",
    settingsVersion: 1,
    records: [
      { id: "1", modifiedAt: 1, isDeleted: false, hashes: {}, matchKeys: [], isLeftOut: null },
    ],
    lane: 2,
    cursorName: "poll",
    cursor: "c",
  });
  const [pair] = await sync.claimDirty({
    objectTypes: ["company"],
    maxLane: 5,
    limit: 1,
    owner: "a",
    claimMs: 60_000,
    settingsVersion: 1,
    linkedOnly: false,
  });
  if (pair === undefined) throw new Error("not claimed");
  await sync.commit([
    { pair, newLink: { hubspotId: "1", connectwiseId: "7" }, done: pair.taken, release: true },
  ]);
}

async function readAll<Item>(
  read: (after: string | null) => Promise<{ items: readonly Item[]; next: string | null }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (
    let after: string | null = null, isFirst = true;
    isFirst || after !== null;
    isFirst = false
  ) {
    const page: { items: readonly Item[]; next: string | null } = await read(after);
    all.push(...page.items);
    after = page.next;
  }
  return all;
}
