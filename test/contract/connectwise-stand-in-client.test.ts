import axios from "axios";
import type { AxiosAdapter, AxiosInstance } from "axios";
import { ManageAPI } from "connectwise-rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEYS, startRig } from "./connectwise-stand-in-rig.ts";
import type { Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let client: ManageAPI;

/** The package insists on https; its requests are sent over http instead. */
function sendOverHttp(api: object): void {
  const { instance } = api as { instance?: AxiosInstance };
  if (!instance) throw new Error("connectwise-rest has no axios instance here any more");
  const send = axios.getAdapter("http");
  const overHttp: AxiosAdapter = (config) => {
    config.baseURL = (config.baseURL ?? "").replace(/^https:/, "http:");
    return send(config);
  };
  instance.defaults.adapter = overHttp;
}

beforeAll(async () => {
  rig = await startRig();
  client = new ManageAPI({
    ...KEYS,
    companyUrl: rig.standIn.url.replace("http://", ""),
    clientId: "a-client-id",
    logger: () => undefined,
  });
  const { CompanyAPI, SalesAPI, SystemAPI } = client;
  for (const api of [client, CompanyAPI, SalesAPI, SystemAPI]) sendOverHttp(api);
});
afterAll(() => rig.close());

/** The package types every value of a patch as an object. */
const set = (path: string, value: unknown) => ({
  op: "replace" as const,
  path,
  value: value as Record<string, unknown>,
});

describe("connectwise-rest", () => {
  it("creates, reads, patches, lists, counts and deletes a company", async () => {
    const { CompanyAPI } = client;
    const created = await CompanyAPI.postCompanyCompanies({
      identifier: "Acme",
      name: "Acme Ltd",
      site: { name: "Main" },
      country: { id: 1 },
    });
    const id = created.id ?? 0;
    const patched = await CompanyAPI.patchCompanyCompaniesById(id, [set("name", "Acme Inc")]);
    const found = await CompanyAPI.getCompanyCompanies({ conditions: 'name = "Acme Inc"' });
    const count = await CompanyAPI.getCompanyCompaniesCount({});
    await CompanyAPI.deleteCompanyCompaniesById(id);
    const deleted = await CompanyAPI.getCompanyCompaniesById(id);

    expect(patched.name).toBe("Acme Inc");
    expect(found).toHaveLength(1);
    expect(count.count).toBe(1);
    expect(deleted.deletedFlag).toBe(true);
  });

  it("creates, finds, patches and deletes a contact with an e-mail address", async () => {
    const { CompanyAPI } = client;
    const kinds = await CompanyAPI.getCompanyCommunicationTypes({
      conditions: "emailFlag = True and defaultFlag = True",
    });
    const type = { id: kinds[0]?.id ?? 0 };
    const created = await CompanyAPI.postCompanyContacts({
      firstName: "Ada",
      communicationItems: [{ type, value: "ada@a.example", defaultFlag: true }],
    });
    const id = created.id ?? 0;
    const found = await CompanyAPI.getCompanyContacts({
      childConditions: 'communicationItems/value="ada@a.example"',
    });
    const patched = await CompanyAPI.patchCompanyContactsById(id, [
      set("/communicationItems/0/value", "ada@b.example"),
    ]);
    const items = await CompanyAPI.getCompanyContactsByParentIdCommunications(id);
    await CompanyAPI.deleteCompanyContactsById(id, 0);

    expect(found.map((contact) => contact.id)).toEqual([id]);
    expect(patched.communicationItems?.[0]?.value).toBe("ada@b.example");
    expect(items.map(({ value }) => value)).toEqual(["ada@b.example"]);
    await expect(CompanyAPI.getCompanyContactsById(id)).rejects.toMatchObject({
      data: { code: "NotFound" },
    });
  });

  it("creates an opportunity, gives it an amount and wins it", async () => {
    await rig.control.post("/reset", {
      records: {
        companies: [{ id: 1, name: "Bob" }],
        contacts: [{ id: 1, firstName: "Ada", company: { id: 1 } }],
      },
    });
    const { SalesAPI } = client;
    const created = await SalesAPI.postSalesOpportunities({
      name: "Firewall",
      primarySalesRep: { id: 151 },
      company: { id: 1 },
      contact: { id: 1 },
      expectedCloseDate: "2026-12-31T00:00:00Z",
    });
    const id = created.id ?? 0;
    const statuses = await SalesAPI.getSalesOpportunitiesStatuses({ conditions: "wonFlag = True" });
    const line = { opportunity: { id }, status: { id: 1 }, forecastType: "Other1" as const };
    const added = await SalesAPI.postSalesOpportunitiesByParentIdForecast(id, {
      forecastItems: [{ ...line, revenue: 100, includeFlag: true }],
    });
    const itemId = added.forecastItems?.[0]?.id ?? 0;
    await SalesAPI.patchSalesOpportunitiesByParentIdForecastById(itemId, id, [set("revenue", 120)]);
    const [forecast] = await SalesAPI.getSalesOpportunitiesByParentIdForecast(id);
    const put = await SalesAPI.putSalesOpportunitiesByParentIdForecast(id, added);
    const won = await SalesAPI.patchSalesOpportunitiesById(id, [
      set("status", { id: statuses[0]?.id }),
    ]);

    expect(forecast?.inclusiveRevenueTotals?.revenue).toBe(120);
    expect(put.forecastItems?.[0]?.id).not.toBe(itemId);
    expect(won.closedDate).toBeDefined();
  });

  it("pages through all companies", async () => {
    const companies = Array.from({ length: 55 }, (_, i) => ({ name: `Company ${i}` }));
    await rig.control.post("/reset", { records: { companies } });
    const { CompanyAPI } = client;

    const all = await client.paginate(
      CompanyAPI.getCompanyCompanies.bind(CompanyAPI),
      { pageSize: 20 },
      {},
    );

    expect(all).toHaveLength(55);
  });

  it("reads system info, members and custom fields, and subscribes", async () => {
    const { SystemAPI } = client;
    const info = await SystemAPI.getSystemInfo({});
    const members = await SystemAPI.getSystemMembers({});
    const fields = await SystemAPI.getSystemUserDefinedFields({});
    const callback = await SystemAPI.postSystemCallbacks({
      url: "http://127.0.0.1:9/hook?id=",
      objectId: 1,
      type: "company",
      level: "owner",
    });

    expect(info).toMatchObject({ isCloud: true });
    expect(members.length).toBeGreaterThan(1);
    expect(fields.map((field) => field.caption)).toContain("Support Tier");
    expect(callback.id).toBeGreaterThan(0);
  });

  it("gets the stand-in's errors as ConnectWise words them", async () => {
    const refused = client.CompanyAPI.postCompanyCompanies({ identifier: "X", name: "X" });

    await expect(refused).rejects.toMatchObject({ data: { code: "InvalidObject" } });
  });
});
