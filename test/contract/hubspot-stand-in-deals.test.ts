import { describe, expect, it } from "vitest";
import { install } from "./hubspot-stand-in-client.ts";
import { recordsOf, useStandIn } from "./hubspot-stand-in-rig.ts";

const DEALS = "/crm/objects/2026-09/deals";
const PIPELINES = "/crm/pipelines/2026-09/deals";

const hubspot = useStandIn();
const deals = recordsOf(hubspot, "deals");
const { read } = deals;
const create = (properties: Record<string, unknown>): Promise<string> =>
  deals.create({ dealname: "Firewall", ...properties });
const post = (properties: Record<string, unknown>) =>
  hubspot.api.post(DEALS, { properties, associations: [] });
const patch = (id: string, properties: Record<string, unknown>) =>
  hubspot.api.patch(`${DEALS}/${id}`, { properties });

describe("deal pipelines", () => {
  it("are listed with their stages, whose metadata are texts", async () => {
    const { data } = await hubspot.api.get(PIPELINES);

    expect(data.results.map((each: { id: string }) => each.id)).toEqual([
      "default",
      "managed-services",
    ]);
    expect(data.results[0].stages).toContainEqual(
      expect.objectContaining({
        id: "closedwon",
        label: "Closed Won",
        metadata: { isClosed: "true", probability: "1.0" },
      }),
    );
  });

  it("are read one by one, and so are their stages", async () => {
    const one = await hubspot.api.get(`${PIPELINES}/managed-services`);
    const stages = await hubspot.api.get(`${PIPELINES}/managed-services/stages`);
    const stage = await hubspot.api.get(`${PIPELINES}/managed-services/stages/ms_proposal`);
    const unknown = await hubspot.api.get(`${PIPELINES}/managed-services/stages/closedwon`);

    expect(one.data).toMatchObject({ id: "managed-services", displayOrder: 1 });
    expect(stages.data.results).toHaveLength(5);
    expect(stage.data).toMatchObject({ displayOrder: 2, metadata: { isClosed: "false" } });
    expect(unknown.status).toBe(404);
  });

  it("are there for HubSpot's own client, by type id too", async () => {
    const answer = await hubspot.official.apiRequest({ path: "/crm/pipelines/2026-09/0-3" });

    expect(await answer.json()).toMatchObject({ results: [{ label: "Sales Pipeline" }, {}] });
  });
});

describe("deals", () => {
  it("begin in the default pipeline", async () => {
    const id = await create({ dealstage: "contractsent", amount: "1200.50" });

    const names = "pipeline,hs_deal_stage_probability,hs_is_closed,amount_in_home_currency";
    expect(await read(id, names)).toMatchObject({
      pipeline: "default",
      hs_deal_stage_probability: "0.9",
      hs_is_closed: "false",
      amount_in_home_currency: "1200.50",
    });
  });

  // what is wrong, properties
  it.each([
    ["no name", { dealname: "", dealstage: "contractsent" }],
    ["no stage", { dealname: "Firewall" }],
    ["an unknown stage", { dealname: "Firewall", dealstage: "nope" }],
    ["a stage of another pipeline", { dealname: "Firewall", dealstage: "ms_new" }],
    ["an unknown pipeline", { dealname: "Firewall", pipeline: "nope", dealstage: "contractsent" }],
    ["an unknown type", { dealname: "Firewall", dealstage: "contractsent", dealtype: "Renewal" }],
  ])("are refused with %s", async (_what, properties) => {
    expect((await post(properties)).status).toBe(400);
  });

  it("stamp what follows from a stage when it changes, and keep the pipeline", async () => {
    const id = await create({ pipeline: "managed-services", dealstage: "ms_new" });

    await patch(id, { dealstage: "ms_won" });

    const names = "pipeline,hs_is_closed,hs_is_closed_won,hs_is_closed_lost";
    expect(await read(id, names)).toMatchObject({
      pipeline: "managed-services",
      hs_is_closed: "true",
      hs_is_closed_won: "true",
      hs_is_closed_lost: "false",
    });
  });

  it("refuse a stage that is not in their pipeline and a pipeline without their stage", async () => {
    const id = await create({ dealstage: "contractsent" });

    const stage = await patch(id, { dealstage: "ms_new" });
    const pipeline = await patch(id, { pipeline: "managed-services" });
    const both = await patch(id, { pipeline: "managed-services", dealstage: "ms_new" });

    expect([stage.status, pipeline.status, both.status]).toEqual([400, 400, 200]);
    expect(stage.data.message).toContain("INVALID_OPTION");
  });

  it("take dates as days and as milliseconds", async () => {
    const id = await create({ dealstage: "contractsent", closedate: "2026-12-31" });

    expect(await read(id, "closedate")).toMatchObject({
      closedate: "2026-12-31T00:00:00.000Z",
    });
    await patch(id, { closedate: String(Date.UTC(2027, 0, 1)) });
    expect(await read(id, "closedate")).toMatchObject({ closedate: "2027-01-01T00:00:00.000Z" });
  });

  it("are searched by their last-modified date", async () => {
    await create({ dealstage: "contractsent" });
    hubspot.wait(6_000);

    const { data } = await hubspot.api.post(`${DEALS}/search`, {
      filterGroups: [
        { filters: [{ propertyName: "hs_lastmodifieddate", operator: "GTE", value: "0" }] },
      ],
    });

    expect(data.results).toMatchObject([
      { properties: { dealname: "Firewall", pipeline: "default", dealstage: "contractsent" } },
    ]);
  });

  it("are created, read, updated, merged and archived in batches", async () => {
    const inputs = ["One", "Two"].map((dealname) => ({
      properties: { dealname, dealstage: "contractsent" },
      associations: [],
    }));
    const created = await hubspot.api.post(`${DEALS}/batch/create`, { inputs });
    const [one, two] = created.data.results.map((each: { id: string }) => each.id);

    const updated = await hubspot.api.post(`${DEALS}/batch/update`, {
      inputs: [{ id: one, properties: { dealstage: "closedlost" } }],
    });
    const merged = await hubspot.api.post(`${DEALS}/merge`, {
      primaryObjectId: one,
      objectIdToMerge: two,
    });
    const found = await hubspot.api.post(`${DEALS}/batch/read`, {
      inputs: [{ id: one }],
      properties: ["hs_is_closed_lost"],
    });
    const archived = await hubspot.api.post(`${DEALS}/batch/archive`, { inputs: [{ id: one }] });

    const answers = [created, updated, merged, found, archived];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 204]);
    expect(found.data.results[0].properties.hs_is_closed_lost).toBe("true");
  });

  it("get a name and a first stage when a person creates them with nothing", async () => {
    const fields = { pipeline: "managed-services" };
    const { data } = await hubspot.control("edit", { type: "deal", fields });

    expect(data.properties).toMatchObject({ dealname: "New deal", dealstage: "ms_new" });
  });

  it("are loaded with what follows from their stage", async () => {
    const properties = { dealname: "Old", pipeline: "default", dealstage: "closedwon" };
    await hubspot.control("reset", { records: { deals: [{ id: "5", properties }] } });

    const { data } = await hubspot.plain.get("/_control/records/deal");

    expect(data).toMatchObject([{ id: "5", properties: { hs_is_closed_won: "true" } }]);
  });
});

describe("scopes", () => {
  it.each([
    ["crm.objects.contacts.read", "/crm/objects/2026-09/contacts"],
    ["crm.objects.deals.read", "/crm/objects/2026-09/deals"],
    ["crm.schemas.deals.read", "/crm/pipelines/2026-09/deals"],
    ["crm.schemas.contacts.read", "/crm/properties/2026-09/contacts"],
    ["crm.lists.read", "/crm/lists/2026-09"],
  ])("%s opens %s", async (scope, path) => {
    const companies = "crm.objects.companies.read crm.objects.companies.write";
    const schemas = "crm.schemas.companies.read crm.schemas.companies.write";
    const base = `oauth ${companies} ${schemas} crm.objects.owners.read`;
    const callWith = async (granted: string) => {
      const { data } = await install(hubspot.plain, granted);
      return hubspot.plain.get(path, { headers: { authorization: `Bearer ${data.access_token}` } });
    };

    const refused = await callWith(base);

    expect(refused.status).toBe(403);
    expect(refused.data.category).toBe("MISSING_SCOPES");
    expect((await callWith(`${base} ${scope}`)).status).toBe(200);
  });
});
