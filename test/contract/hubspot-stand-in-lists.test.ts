import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

const COMPANIES = "/crm/objects/2026-09/companies";
const PROPERTIES = "/crm/properties/2026-09/companies";

let hubspot: InstalledStandIn;

beforeAll(async () => {
  hubspot = await startInstalled();
});
afterAll(() => hubspot.close());
beforeEach(async () => {
  await hubspot.control("reset", { dataset: "empty" });
  await hubspot.control("limits", { enforce: false });
});

describe("lists, properties, owners, account", () => {
  it("pages 10,000 companies by id without loss", async () => {
    await hubspot.control("reset", {
      records: {
        companies: Array.from({ length: 10_000 }, (_, index) => ({
          id: String(1_000 + index),
          properties: { name: `Company ${index}` },
        })),
      },
    });
    await hubspot.control("limits", { enforce: false });
    const seen = new Set<string>();
    let after: string | undefined;
    do {
      const { data } = await hubspot.api.get(COMPANIES, { params: { limit: 100, after } });
      for (const { id } of data.results) seen.add(id);
      after = data.paging?.next.after;
    } while (after !== undefined);

    expect(seen.size).toBe(10_000);
  });

  it("refuses a page of more than 100", async () => {
    expect((await hubspot.api.get(`${COMPANIES}?limit=101`)).status).toBe(400);
  });

  it("creates groups and properties once", async () => {
    const group = { name: "lockstep", label: "Lockstep" };
    await hubspot.api.post(`${PROPERTIES}/groups`, group);
    const property = { ...group, groupName: "lockstep", type: "string", fieldType: "text" };
    const unique = { ...property, name: "cw_company_id", hasUniqueValue: true };
    await hubspot.api.post(PROPERTIES, unique);

    expect((await hubspot.api.post(`${PROPERTIES}/groups`, group)).status).toBe(409);
    expect((await hubspot.api.post(PROPERTIES, unique)).status).toBe(409);
    expect(
      (await hubspot.api.post(`${PROPERTIES}/batch/create`, { inputs: [property] })).status,
    ).toBe(200);
    expect((await hubspot.api.get(`${PROPERTIES}/cw_company_id`)).data).toMatchObject({
      hasUniqueValue: true,
    });
    expect((await hubspot.api.get(`${PROPERTIES}/industry`)).data.options).toContainEqual(
      expect.objectContaining({ value: "COMPUTER_SOFTWARE", label: "Computer Software" }),
    );
  });

  it("lists owners and the portal's details to HubSpot's own client", async () => {
    const owners = await hubspot.official.apiRequest({ path: "/crm/owners/2026-09?limit=2" });
    const details = await hubspot.official.apiRequest({ path: "/account-info/2026-09/details" });

    expect(await owners.json()).toMatchObject({
      results: [{ firstName: "Dana" }, { firstName: "Marco" }],
      paging: { next: { after: expect.any(String) } },
    });
    expect(await details.json()).toMatchObject({
      portalId: 48_120_001,
      uiDomain: "app.hubspot.com",
    });
  });

  it("takes a batch of creates from HubSpot's own client", async () => {
    const answer = await hubspot.official.apiRequest({
      method: "POST",
      path: `${COMPANIES}/batch/create`,
      body: { inputs: [{ properties: { name: "Official" }, associations: [] }] },
    });

    expect(answer.status).toBe(201);
    const records = await hubspot.plain.get("/_control/records/company");
    expect(records.data).toMatchObject([{ properties: { name: "Official" }, archived: false }]);
  });

  it.each([[{ dataset: "sample" }], [{ companies: 300, seed: 7 }]])(
    "loads generated records: %j",
    async (request) => {
      const reset = await hubspot.control("reset", request);
      const { data } = await hubspot.plain.get("/_control/records/company");

      expect([reset.status, reset.data]).toEqual([200, { ok: true }]);
      expect(data.length).toBeGreaterThan(100);
    },
  );
});
