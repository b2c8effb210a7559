import { readContexts } from "../../server/compose-contexts.ts";
import { createDrainBulk } from "../../server/jobs/drain-bulk.ts";
import { createDrainNow } from "../../server/jobs/drain-now.ts";
import type { JobParts, PortalWork } from "../../server/jobs/portal-work.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { createLogger } from "../../server/shared/logger.ts";
import { createSyncStore } from "../../server/store/sync-store.ts";
import type { ObjectType } from "../../server/sync/model.ts";
import type { ObjectDefinition } from "../../server/sync/objects/definition.ts";
import type { PortalStore } from "../../server/sync/portal-ports.ts";
import type { RunItem } from "../../server/sync/store-ports.ts";
import type { BothDefinitions } from "../../server/sync/vendor-ports.ts";
import {
  connectConnectwise,
  type ConnectParts,
} from "../../server/usecases/connect-connectwise.ts";
import type { SyncContext } from "../../server/usecases/engine.ts";
import { startRun } from "../../server/usecases/start-run.ts";
import type { MadeUpVendor } from "./made-up-vendor.ts";
import { changeFilters } from "../../server/usecases/change-filters.ts";
import { connection, installPortal, type StoreRig } from "./store/rig.ts";

/** A portal with vendors and object types of a test's own, on a real store. */
export interface MadeUpPortal {
  readonly portal: PortalStore;
  /**
   * Reads the vendors' definitions and makes the settings of a new connection, under which every
   * HubSpot record belongs in ConnectWise.
   */
  connect(): Promise<void>;
  /** @returns what the first sync says of each record of a type */
  firstSync(objectType: ObjectType): Promise<readonly RunItem[]>;
  /** Polls both vendors and does what is due. */
  poll(): Promise<void>;
  context(objectType: ObjectType): Promise<SyncContext>;
}

/** What a portal is made up of. */
export interface MadeUpParts {
  readonly definitions: readonly ObjectDefinition[];
  readonly both: Readonly<Record<ObjectType, BothDefinitions>>;
  readonly vendors: { readonly hubspot: MadeUpVendor; readonly connectwise: MadeUpVendor };
}

const PORTAL_ID = "31";
const KEYS = { site: "", companyId: "", publicKey: "", privateKey: "" };

const nothing = (): Promise<void> => Promise.resolve();
/** Including everything looks at no field. */
const noFields = (): never => {
  throw new Error("a filter without conditions asked for definitions");
};

/** Makes the portal from what production puts around the use cases, adapters apart. */
export async function makeUpPortal(rig: StoreRig, parts: MadeUpParts): Promise<MadeUpPortal> {
  const { definitions, vendors } = parts;
  const { store: portal, crypto } = await installPortal(rig.app, PORTAL_ID);
  const claimKinds = Object.fromEntries(
    definitions.map(({ objectType, claimKinds: kinds }) => [objectType, kinds]),
  );
  const store = createSyncStore(rig.app, PORTAL_ID, crypto, claimKinds);
  const shared = { clock: systemClock, random: Math.random, owner: "test" };
  const contexts: PortalWork["contexts"] = (pace) =>
    readContexts({ definitions, shared, portal, store, crypto, adapters: () => vendors }, pace);
  const work: PortalWork = {
    portal,
    store,
    contexts,
    prune: nothing,
    refreshDefinitions: nothing,
    setUpProperties: nothing,
    recheckPermissions: () => Promise.resolve(null),
  };
  const jobs: JobParts = {
    openPortal: () => Promise.resolve(work),
    wakeBulk: nothing,
    clock: systemClock,
    random: Math.random,
    pollMs: 0,
    logger: createLogger({ level: "silent" }),
    count: () => undefined,
  };
  const drainBulk = createDrainBulk(jobs);
  return {
    portal,
    connect: async () => {
      await connectConnectwise(connectParts(parts, portal), KEYS);
      for (const definition of definitions) {
        const change = { portal, definition, both: noFields, lists: noLists, userId: "71000" };
        // oxlint-disable-next-line no-await-in-loop -- as a person does it
        await changeFilters(change, { hubspot: { groups: [] } });
      }
    },
    async firstSync(objectType) {
      const { runId } = await startRun({ objects: await contexts("bulk"), portal }, "first-sync");
      while ((await portal.latestRun("first-sync"))?.state === "running") {
        await drainBulk(PORTAL_ID);
      }
      const { items } = await portal.runItems(runId, null, 1_000);
      return items.filter((item) => item.objectType === objectType);
    },
    poll: async () => {
      // A new handler knows of no poll before, and polls at once.
      await createDrainNow(jobs)(PORTAL_ID);
    },
    async context(objectType) {
      const found = (await contexts("now")).find((one) => one.definition.objectType === objectType);
      if (found === undefined) throw new Error(`there is no ${objectType}`);
      return found;
    },
  };
}

const noLists = (): Promise<[]> => Promise.resolve([]);

function connectParts({ definitions, both }: MadeUpParts, portal: PortalStore): ConnectParts {
  const of = (objectType: ObjectType): BothDefinitions => {
    const found = both[objectType];
    if (found === undefined) throw new Error(`no definitions of ${objectType}`);
    return found;
  };
  const { connectionId: _id, webhookKey: _key, ...tested } = connection();
  const counter = { count: () => Promise.resolve({ count: 0 }) };
  return {
    definitions,
    portal,
    hubspot: {
      details: () => Promise.reject(new Error("known since the install")),
      setUpProperties: (objectType) => Promise.resolve(of(objectType).properties),
      properties: (objectType) => Promise.resolve(of(objectType).properties),
      owners: () => Promise.resolve(Object.values(both).flatMap(({ owners }) => owners)),
      users: () => Promise.resolve([]),
      pipelines: () => Promise.resolve([]),
      lists: noLists,
      counter,
    },
    connectwise: {
      test: () => Promise.resolve({ ...tested, companyName: "MSP" }),
      account: () => ({
        definitions: (objectType) => Promise.resolve(of(objectType).connectwise),
        addChoices: (_objectType, known) => Promise.resolve(known),
        ensureCallbacks: () => Promise.resolve({ isAllowed: true, memberIdentifier: null }),
        ownRecordIds: () => Promise.resolve([]),
        counter,
      }),
    },
    clock: systemClock,
    makeSecret: () => "secret",
  };
}
