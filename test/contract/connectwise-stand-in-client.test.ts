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
  for (const api of [client, client.CompanyAPI, client.SystemAPI]) sendOverHttp(api);
});
afterAll(() => rig.close());

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
    const patched = await CompanyAPI.patchCompanyCompaniesById(id, [
      { op: "replace", path: "name", value: "Acme Inc" as unknown as Record<string, unknown> },
    ]);
    const found = await CompanyAPI.getCompanyCompanies({ conditions: 'name = "Acme Inc"' });
    const count = await CompanyAPI.getCompanyCompaniesCount({});
    await CompanyAPI.deleteCompanyCompaniesById(id);
    const deleted = await CompanyAPI.getCompanyCompaniesById(id);

    expect(patched.name).toBe("Acme Inc");
    expect(found).toHaveLength(1);
    expect(count.count).toBe(1);
    expect(deleted.deletedFlag).toBe(true);
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
