import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect } from "vitest";

import { countWrites } from "../../bench/traffic.ts";
import type { ControlType } from "../../sandbox/shared/control.ts";
import { LANES } from "../../server/sync/model.ts";
import { openTestDatabase } from "../support/postgres.ts";
import type { TestDatabase } from "../support/postgres.ts";
import {
  includeEverything,
  readRows,
  runFirstSync,
  type ServerRig,
  startServerRig,
  until,
} from "./server-rig.ts";

/** One of the stand-ins. */
export type Vendor = "hubspot" | "connectwise";
/** A record as a stand-in's control API shows it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the vendor's own form
export type Shown = any;

/** Records of one stand-in, by the plural names of their types. */
type Given = Partial<Record<"companies" | "contacts" | "deals", readonly object[]>>;

/** What both stand-ins begin with. */
export interface World {
  readonly hubspot: Given;
  readonly connectwise: Given;
}

/** A person's edit; without an id it makes the record. */
export interface Edit {
  readonly id?: string | number;
  readonly fields?: Record<string, unknown>;
  /** HubSpot only. */
  readonly associations?: Record<string, readonly string[]>;
}

/** A server whose first sync is done, with both stand-ins, and people who work in them. */
export interface LiveRig extends ServerRig {
  readonly database: TestDatabase;
  /** @returns the record after the edit, its id as text */
  edit(vendor: Vendor, type: ControlType, edit: Edit): Promise<Shown>;
  remove(vendor: Vendor, type: ControlType, id: string): Promise<void>;
  merge(vendor: Vendor, type: ControlType, winner: string, loser: string): Promise<void>;
  /** @returns every live record of a type */
  records(vendor: Vendor, type: ControlType): Promise<Shown[]>;
  /** @returns a record, archived or not; undefined when there is none */
  record(vendor: Vendor, type: ControlType, id: string | number): Promise<Shown>;
  /** Waits for the counterpart of a record. @returns it */
  counterpart(vendor: Vendor, type: ControlType, id: string | number): Promise<Shown>;
  /** @returns what the server says about a record; undefined when it says nothing */
  issue(vendor: Vendor, type: ControlType, id: string | number): Promise<Shown>;
  /** Waits until nothing is left to do, a poll has found nothing new, and nothing was written meanwhile. */
  quiet(): Promise<void>;
  /** Makes the daily comparison due. */
  sweep(): Promise<void>;
  /** Does the work, waits until all is quiet. @returns how many calls of the server wrote meanwhile */
  writesDuring(work: () => Promise<unknown>): Promise<number>;
}

const LINK_PROPERTIES: Record<ControlType, string> = {
  company: "cw_company_id",
  contact: "cw_contact_id",
  deal: "cw_opportunity_id",
};

/** How long a change may take to arrive before a test gives up. */
export const PATIENCE = { timeout: 20_000, interval: 100 };

const LEFT_TO_DO = `
  WITH echoes AS (UPDATE dirty SET not_before = now() WHERE lane = ${LANES.echo} RETURNING 1),
       woken AS (UPDATE portals SET bulk_due_at = now() WHERE EXISTS (SELECT FROM dirty))
  SELECT 1 FROM dirty
  UNION ALL
  SELECT 1 FROM rollouts WHERE phase IN ('links', 'issues')
  UNION ALL
  SELECT 1 FROM portals WHERE state IN ('live', 'paused', 'braked') AND poll_due_at <= now()
  LIMIT 1`;

/**
 * Waits until no record is left to look at, no roll-out goes on, and no poll is due. Echoes would wait for
 * minutes, in case a poll finds them needless.
 */
export async function untilNothingIsLeft(database: TestDatabase): Promise<void> {
  await until(
    async () => {
      await sleep(200);
      return readRows(database, LEFT_TO_DO);
    },
    (rows) => rows.length === 0,
  );
}

const isLive = (record: Shown): boolean => record.archived !== true && record.deletedFlag !== true;

function withTools(rig: ServerRig, database: TestDatabase): LiveRig {
  const all = (vendor: Vendor, type: ControlType): Promise<Shown[]> =>
    rig.control(vendor, `records/${type}`);
  const record: LiveRig["record"] = async (vendor, type, id) =>
    (await all(vendor, type)).find((each) => String(each.id) === String(id));
  const counterpartOf = async (vendor: Vendor, type: ControlType, id: string): Promise<Shown> => {
    const property = LINK_PROPERTIES[type];
    if (vendor === "connectwise") {
      return (await all("hubspot", type)).find(({ properties }) => properties[property] === id);
    }
    const linked = (await record("hubspot", type, id))?.properties[property];
    return linked === undefined ? undefined : record("connectwise", type, linked);
  };
  const writesSoFar = async (): Promise<number> => {
    const [here, there] = await Promise.all([
      rig.control("hubspot", "requests"),
      rig.control("connectwise", "requests"),
    ]);
    return countWrites(here) + countWrites(there);
  };
  const quiet = async (): Promise<void> => {
    let before: number;
    let now = await writesSoFar();
    do {
      before = now;
      await sleep(1_500); // a poll comes each second
      await untilNothingIsLeft(database);
      now = await writesSoFar();
    } while (now !== before);
  };
  return {
    ...rig,
    database,
    record,
    quiet,
    edit: async (vendor, type, { fields = {}, ...rest }) => {
      const edited = await rig.control(vendor, "edit", { type, fields, ...rest });
      if (edited.error !== undefined) throw new Error(JSON.stringify(edited.error));
      return { ...edited, id: String(edited.id) };
    },
    remove: async (vendor, type, id) => {
      await rig.control(vendor, "delete", { type, id });
    },
    merge: async (vendor, type, winner, loser) => {
      await rig.control(vendor, "merge", { type, winner, loser });
    },
    records: async (vendor, type) => (await all(vendor, type)).filter(isLive),
    counterpart: async (vendor, type, id) => {
      const found = await until(() => counterpartOf(vendor, type, String(id)), Boolean);
      expect(found, `${vendor} ${type} ${id} has no counterpart`).toBeDefined();
      return found;
    },
    issue: async (vendor, type, id) => {
      const { body } = await rig.api("GET", "/issues?limit=1000");
      return body.items.find(
        (each: Shown) =>
          each.side === vendor && each.objectType === type && each.recordId === String(id),
      );
    },
    sweep: async () => {
      await readRows(database, "UPDATE cursors SET position = '0' WHERE name = 'swept-at'");
      await readRows(database, "UPDATE portals SET bulk_due_at = now()");
    },
    writesDuring: async (work) => {
      await quiet();
      await rig.forgetCalls();
      await work();
      await quiet();
      return writesSoFar();
    },
  };
}

async function fill(rig: ServerRig, world: World): Promise<void> {
  await rig.control("hubspot", "reset", { records: world.hubspot });
  await rig.control("hubspot", "limits", { searchLagMs: 0, enforce: false });
  await rig.control("connectwise", "reset", { records: world.connectwise });
}

async function goLive(rig: ServerRig, database: TestDatabase): Promise<void> {
  await rig.install();
  const connected = await rig.connect();
  expect(connected).toMatchObject({ status: 200 });
  await includeEverything(rig);
  await rig.startJobs();
  const run = await runFirstSync(rig);
  expect(run.body).toMatchObject({ state: "done" });
  // The first poll would be in no hurry: webhooks are not lost as a rule.
  await readRows(database, "UPDATE portals SET poll_due_at = now()");
}

/**
 * Starts a server of a test file's own, and gives it to the tests once its first sync is done; it
 * polls each second. Call it while tests are being collected.
 *
 * @param options - as of the server's rig; `before` runs before the app is installed
 */
export function useLiveRig(
  world: World,
  options: Parameters<typeof startServerRig>[1] & {
    readonly before?: (rig: ServerRig) => Promise<void>;
  } = {},
): () => LiveRig {
  const { before, environment, ...rest } = options;
  const opened = openTestDatabase();
  let live: LiveRig | undefined;
  beforeAll(async () => {
    const database = await opened;
    const rig = await startServerRig(database, {
      ...rest,
      environment: { POLL_SECONDS: "1", ...environment },
    });
    live = withTools(rig, database);
    await fill(rig, world);
    await before?.(rig);
    await goLive(rig, database);
  });
  afterAll(() => live?.close());
  return () => {
    if (live === undefined) throw new Error("the server did not start");
    return live;
  };
}

/** A record in the form each stand-in loads it. */
export interface Twin {
  readonly hubspot: {
    readonly id: string;
    readonly properties: object;
    readonly companies?: string[];
  };
  readonly connectwise: Readonly<Record<string, unknown>> & { readonly id: number };
}

/** A company that is in both systems; numbers tell companies apart. */
export function firm(
  number: number,
  more: { readonly hubspot?: object; readonly connectwise?: object } = {},
): Twin {
  const name = `Firm Number ${number}`;
  const domain = `firm-${number}.example`;
  return {
    hubspot: {
      id: String(1_000 + number),
      properties: { name, domain, country: "United States", ...more.hubspot },
    },
    connectwise: {
      id: 2_000 + number,
      identifier: `Firm${number}`,
      name,
      website: domain,
      status: { name: "Active" },
      country: { name: "United States" },
      ...more.connectwise,
    },
  };
}

/** A contact of a firm that is in both systems; numbers tell contacts apart. */
export function person(number: number, company: Twin): Twin {
  const email = `person-${number}@people.example`;
  return {
    hubspot: {
      id: String(3_000 + number),
      properties: { firstname: "Person", lastname: `Number ${number}`, email },
      companies: [company.hubspot.id],
    },
    connectwise: {
      id: 4_000 + number,
      firstName: "Person",
      lastName: `Number ${number}`,
      company: { id: company.connectwise.id },
      communicationItems: [{ type: { name: "Email" }, value: email, communicationType: "Email" }],
    },
  };
}

/** Both systems with the same companies and contacts. */
export function worldOf(companies: readonly Twin[], contacts: readonly Twin[]): World {
  return {
    hubspot: {
      companies: companies.map(({ hubspot }) => hubspot),
      contacts: contacts.map(({ hubspot }) => hubspot),
    },
    connectwise: {
      companies: companies.map(({ connectwise }) => connectwise),
      contacts: contacts.map(({ connectwise }) => connectwise),
    },
  };
}

/** @returns ids of the records a HubSpot record is associated with. @param plural - `companies` */
export function associatedWith(record: Shown, plural: string): string[] {
  const results: { id: string }[] = record?.associations?.[plural]?.results ?? [];
  return [...new Set(results.map(({ id }) => id))];
}
