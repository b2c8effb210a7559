import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

const COMPANIES = "/crm/objects/2026-09/companies";

let hubspot: InstalledStandIn;
let clock = 0;

beforeAll(async () => {
  hubspot = await startInstalled({ now: () => Date.now() + clock });
});
afterAll(() => hubspot.close());
beforeEach(async () => {
  clock = 0;
  await hubspot.control("reset", { dataset: "empty" });
});

const records = async () => (await hubspot.plain.get("/_control/records/company")).data;
const requests = async () => (await hubspot.plain.get("/_control/requests")).data;
const next = (match: string, kind: string) =>
  hubspot.control("faults", { next: [{ match, kind }] });
const create = (timeout = 0) =>
  hubspot.api.post(COMPANIES, { properties: { name: "Acme" } }, { timeout });

const addCompany = async (name: string): Promise<string> =>
  (await hubspot.control("edit", { type: "company", fields: { name } })).data.id;
const employ = (id: string | undefined, companies: string[]) =>
  hubspot.control("edit", { type: "contact", id, fields: {}, associations: { companies } });

const runWithFaults = async (): Promise<number[]> => {
  await hubspot.control("faults", { seed: 7, rate: 0.5, kinds: ["500-before"] });
  const statuses: number[] = [];
  for (let call = 0; call < 12; call += 1) statuses.push((await hubspot.api.get(COMPANIES)).status);
  return statuses;
};

describe("control API", () => {
  it("loads given records with their ids and drops what the app created", async () => {
    const group = { name: "lockstep", label: "Lockstep" };
    await hubspot.api.post("/crm/properties/2026-09/companies/groups", group);

    await hubspot.control("reset", {
      records: { companies: [{ id: "77", properties: { name: "Own", support_tier: "gold" } }] },
    });

    expect(await records()).toMatchObject([
      { id: "77", properties: { name: "Own", support_tier: "Gold" }, archived: false },
    ]);
    const groups = await hubspot.api.get("/crm/properties/2026-09/companies/groups");
    expect(groups.data.results).toHaveLength(1);
  });

  it("loads contacts and deals with what they are associated with", async () => {
    const { status } = await hubspot.control("reset", {
      records: {
        deals: [
          {
            id: "9",
            properties: { dealname: "Firewall", pipeline: "default", dealstage: "contractsent" },
            companies: ["2"],
            contacts: ["5"],
          },
        ],
        contacts: [{ id: "5", properties: { email: "a@x.com" }, companies: ["2", "1"] }],
        companies: [
          { id: "1", properties: { name: "One" } },
          { id: "2", properties: { name: "Two" } },
        ],
      },
    });

    expect(status).toBe(200);
    expect((await hubspot.plain.get("/_control/records/contact")).data).toMatchObject([
      {
        id: "5",
        properties: { email: "a@x.com", associatedcompanyid: "2" },
        archived: false,
        associations: {
          companies: {
            results: [
              { id: "2", type: "contact_to_company" },
              { id: "2", type: "contact_to_company_unlabeled" },
              { id: "1", type: "contact_to_company_unlabeled" },
            ],
          },
          deals: { results: [{ id: "9", type: "contact_to_deal" }] },
        },
      },
    ]);
    expect((await hubspot.plain.get("/_control/records/deal")).data).toMatchObject([
      {
        properties: { num_associated_contacts: "1", hs_is_closed: "false" },
        associations: { contacts: { results: [{ id: "5", type: "deal_to_contact" }] } },
      },
    ]);
  });

  it("replaces a record's associations with a type, the first company being primary", async () => {
    const [one, two] = [await addCompany("One"), await addCompany("Two")];

    const created = await employ(undefined, [one, two]);
    const edited = await employ(created.data.id, [two]);

    expect(created.data.properties).toMatchObject({ firstname: "New", associatedcompanyid: one });
    expect(edited.data.properties).toMatchObject({ associatedcompanyid: two });
    expect(edited.data.associations.companies.results).toEqual([
      { id: two, type: "contact_to_company" },
      { id: two, type: "contact_to_company_unlabeled" },
    ]);
  });

  it("marks archived records", async () => {
    const { data } = await hubspot.control("edit", { type: "company", fields: {} });
    await hubspot.control("delete", { type: "company", id: data.id });

    expect(data.properties.name).toBe("New company");
    expect(await records()).toMatchObject([{ id: data.id, archived: true }]);
  });

  // call, body, code, field
  it.each([
    ["edit", { type: "ticket", fields: {} }, "unknown_type", "type"],
    ["edit", { type: "company", id: "1", fields: {} }, "unknown_id", "id"],
    ["edit", { type: "company", fields: { nope: "x" } }, "property_doesnt_exist", "nope"],
    ["delete", { type: "company", id: "1" }, "unknown_id", "id"],
    ["merge", { type: "company", winner: "1", loser: "2" }, "unknown_id", "id"],
    ["faults", { rate: 2 }, "invalid_body", "rate"],
    ["limits", { speed: 1 }, "invalid_body", "speed"],
    ["reset", { dataset: "huge" }, "invalid_body", "dataset"],
    [
      "reset",
      { records: { contacts: [{ properties: {}, companies: ["8"] }] } },
      "unknown_id",
      "companies",
    ],
    [
      "edit",
      { type: "deal", fields: {}, associations: { deals: [] } },
      "invalid_associations",
      "associations.deals",
    ],
    ["edit", { type: "deal", fields: {}, associations: { contacts: ["8"] } }, "unknown_id", "id"],
    ["privacy-delete", { type: "company", id: "1" }, "unknown_id", "id"],
    ["auto-association", { enabled: "yes" }, "invalid_body", "enabled"],
  ])("%s explains what is wrong with %j", async (route, body, code, field) => {
    const { status, data } = await hubspot.control(route, body);

    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(data.error).toMatchObject({ code, field });
  });

  it("counts calls by route, without control calls", async () => {
    const { data } = await create();
    await hubspot.api.get(`${COMPANIES}/${data.id}`);
    await hubspot.api.get(`${COMPANIES}/999`);
    await hubspot.plain.get("/nowhere");

    expect(await requests()).toMatchObject({
      byRoute: {
        "POST /crm/objects/:version/companies": { count: 1, byStatus: { "201": 1 } },
        "GET /crm/objects/:version/companies/:id": { count: 2, byStatus: { "200": 1, "404": 1 } },
        "GET /nowhere": { count: 1, byStatus: { "501": 1 } },
      },
      peakIn10s: 4,
      total: 4,
      throttled: 0,
    });
    await hubspot.plain.delete("/_control/requests");
    expect(await requests()).toMatchObject({ byRoute: {}, total: 0 });
  });
});

describe("arrivals", () => {
  it("are told with time and route, oldest first, until they are cleared", async () => {
    const { data } = await create();
    clock += 60_000;
    await hubspot.api.get(`${COMPANIES}/${data.id}`);

    const { data: arrivals } = await hubspot.plain.get("/_control/arrivals");
    expect(arrivals).toMatchObject([
      { route: "POST /crm/objects/:version/companies" },
      { route: "GET /crm/objects/:version/companies/:id" },
    ]);
    expect(arrivals[1].at - arrivals[0].at).toBeGreaterThanOrEqual(60_000);
    await hubspot.plain.delete("/_control/requests");
    expect((await hubspot.plain.get("/_control/arrivals")).data).toEqual([]);
  });
});

describe("rate limits", () => {
  it("allows 110 calls in any 10 seconds and words the refusal as HubSpot does", async () => {
    const answers = await Promise.all(
      Array.from({ length: 111 }, () => hubspot.api.get("/account-info/2026-09/details")),
    );
    const refused = answers.filter(({ status }) => status === 429);
    clock = 10_001;
    const later = await hubspot.api.get("/account-info/2026-09/details");

    expect(refused).toHaveLength(1);
    expect(refused[0]?.data).toMatchObject({
      status: "error",
      errorType: "RATE_LIMIT",
      policyName: "TEN_SECONDLY_ROLLING",
    });
    expect(refused[0]?.headers).toMatchObject({
      "x-hubspot-ratelimit-max": "110",
      "x-hubspot-ratelimit-remaining": "0",
      "x-hubspot-ratelimit-interval-milliseconds": "10000",
    });
    expect(later.status).toBe(200);
    expect((await requests()).throttled).toBe(1);
  });

  it("allows 5 searches a second, apart from other calls and without headers", async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        hubspot.api.post(`${COMPANIES}/search`, { filterGroups: [] }),
      ),
    );

    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[0]?.headers).not.toHaveProperty("x-hubspot-ratelimit-max");
  });

  it("refuses nothing when told not to enforce", async () => {
    await hubspot.control("limits", { enforce: false });
    const answers = await Promise.all(
      Array.from({ length: 120 }, () => hubspot.api.get("/account-info/2026-09/details")),
    );

    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe("faults", () => {
  // kind, status seen, records there afterwards
  it.each([
    ["429", 429, 0],
    ["429-html", 429, 0],
    ["500-before", 500, 0],
    ["500-after", 500, 1],
  ])("%s answers %i", async (kind, status, count) => {
    await next("POST /crm/objects", kind);

    const answer = await create();

    expect(answer.status).toBe(status);
    expect(await records()).toHaveLength(count);
    expect((await create()).status).toBe(201);
  });

  it.each([
    ["timeout-before", 0],
    ["timeout-after", 1],
  ])("%s never answers", async (kind, count) => {
    await next("POST /crm/objects", kind);

    await expect(create(300)).rejects.toThrow("timeout");

    expect(await records()).toHaveLength(count);
  });

  it("reset breaks the connection, partial cuts an answer off", async () => {
    await next("GET", "reset");
    await expect(hubspot.api.get(COMPANIES)).rejects.toThrow(/socket hang up|aborted|ECONNRESET/);
    await next("GET", "partial");
    await expect(hubspot.api.get(COMPANIES)).rejects.toThrow(/socket hang up|aborted|ECONNRESET/);

    expect((await hubspot.api.get(COMPANIES)).status).toBe(200);
  });

  it("partial fails half of a batch create item by item", async () => {
    await next("batch/create", "partial");
    const input = { properties: { name: "Acme" }, associations: [] };

    const { status, data } = await hubspot.api.post(`${COMPANIES}/batch/create`, {
      inputs: [input, input],
    });

    expect(status).toBe(207);
    expect(data).toMatchObject({ numErrors: 1, results: [{ properties: { name: "Acme" } }] });
  });

  it("hits the same calls for the same seed", async () => {
    const first = await runWithFaults();

    expect(await runWithFaults()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  it("ends with a reset", async () => {
    await hubspot.control("faults", { seed: 1, rate: 1, kinds: ["500-before"] });
    await hubspot.control("reset", { dataset: "empty" });

    expect((await hubspot.api.get(COMPANIES)).status).toBe(200);
  });
});
