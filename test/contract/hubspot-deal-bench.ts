import { afterEach, beforeEach } from "vitest";
import type { Fields, RecordSnapshot } from "../../server/sync/model.ts";
import type { UpdateInput } from "../../server/sync/adapter-ports.ts";
import { records, startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";

/** Path of a deal's primary company. */
export const COMPANY = "associations/company";
/** Path of a deal's contacts. */
export const CONTACTS = "associations/contacts";
/** What the tests read of a deal. */
export const PATHS = ["dealname", COMPANY, CONTACTS];

/** Routes as the stand-in counts them. */
export const ROUTES = {
  read: "POST /crm/objects/:version/deals/batch/read",
  update: "POST /crm/objects/:version/deals/batch/update",
  upsert: "POST /crm/objects/:version/deals/batch/upsert",
  list: "GET /crm/objects/:version/deals",
  companies: "POST /crm/associations/:version/deals/companies/batch",
  contacts: "POST /crm/associations/:version/deals/contacts/batch",
};

const companies = ["1", "2", "3"].map((id) => ({ id, properties: { name: `Company ${id}` } }));
const contacts = ["5", "40", "300"].map((id) => ({
  id,
  properties: { email: `contact${id}@example.com` },
}));

/** What tests of a deal's associations share; each test has a fresh one. */
export class DealBench {
  readonly rig: HubspotRig;

  constructor(rig: HubspotRig) {
    this.rig = rig;
  }

  /** Loads companies 1, 2, 3, contacts 5, 40, 300 and so many deals, and forgets all calls. */
  async load(
    count: number,
    associated: (index: number) => object = () => ({}),
    others: Readonly<Record<string, readonly unknown[]>> = {},
  ): Promise<void> {
    const deals = records("deal", count, associated);
    await this.rig.load({ companies, contacts, deals, ...others });
    await this.rig.forgetCalls();
  }

  async readOne(id: string, paths = PATHS): Promise<RecordSnapshot> {
    const record = (await this.rig.adapter.read("deal", [id], paths)).get(id);
    if (record === undefined) throw new Error(`there is no deal ${id}`);
    return record;
  }

  /** Updates as the engine makes them, with the records as they are; forgets the calls of that. */
  async inputs(...some: readonly (readonly [string, Fields])[]): Promise<UpdateInput[]> {
    const inputs: UpdateInput[] = [];
    for (const [id, fields] of some) {
      inputs.push({ id, fields, before: await this.readOne(id) });
    }
    await this.rig.forgetCalls();
    return inputs;
  }

  /** Makes the next calls fail whose `METHOD /path` contains the text. */
  async fail(match: string, ...kinds: readonly string[]): Promise<void> {
    await this.rig.standIn.control("faults", { next: kinds.map((kind) => ({ match, kind })) });
  }
}

/** Starts a stand-in before each test and ends it afterwards. */
export function useDeals(): () => DealBench {
  let bench: DealBench;
  beforeEach(async () => {
    bench = new DealBench(await startHubspotRig());
  });
  afterEach(() => bench.rig.standIn.close());
  return () => bench;
}
