import { setTimeout as sleep } from "node:timers/promises";
import { afterAll } from "vitest";
import { openDatabase } from "../../server/store/db.ts";
import { createPortalCrypto, makePortalKeys } from "../../server/store/encryption.ts";
import { createPortalStore } from "../../server/store/portal-store.ts";
import { createSyncStore } from "../../server/store/sync-store.ts";
import { settings, version } from "../integration/store/settings-rig.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { CLAIM_KINDS } from "./sync-store-rig.ts";
import { syncStoreBattery } from "./sync-store.ts";

const urls = await openTestDatabase();
const database = openDatabase(urls.appUrl, { name: "sync-store battery", maxConnections: 4 });
afterAll(() => database.close());

let portals = 0;

// Each test has a portal of its own, so that all of them also prove that portals are apart.
syncStoreBattery("PostgreSQL", async () => {
  portals += 1;
  const portalId = `portal-${portals}`;
  const crypto = createPortalCrypto(portalId, makePortalKeys());
  const portalStore = createPortalStore(database, portalId, crypto);
  await portalStore.install(
    { uiDomain: "", timeZone: "UTC", currency: "EUR", installedByUserId: "1" },
    { accessToken: "a", refreshToken: "r", expiresAt: 0, scopes: [] },
  );
  await portalStore.changeState(["installed"], "configured", null);
  let mappings = 0;
  return {
    store: createSyncStore(database, portalId, crypto, CLAIM_KINDS),
    now: () => Date.now(),
    pass: (milliseconds) => sleep(milliseconds),
    portal: portalStore,
    readRunItems: async (runId) => (await portalStore.runItems(runId, null, 1_000)).items,
    readRunSamples: (runId) => portalStore.runSamples(runId),
    changeMapping: async () => {
      mappings += 1;
      await portalStore.saveObjectSettings({ ...settings, mapping: version(mappings) });
    },
    async readIssues() {
      const { items } = await portalStore.listIssues(null, 1_000);
      return Object.fromEntries(items.map((each) => [`${each.side}:${each.recordId}`, each.state]));
    },
  };
});
