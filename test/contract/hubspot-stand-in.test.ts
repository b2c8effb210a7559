import { describe, expect, it } from "vitest";
import { addUniqueProperty, recordsOf, useStandIn } from "./hubspot-stand-in-rig.ts";

const COMPANIES = "/crm/objects/2026-09/companies";

const hubspot = useStandIn();
const { create, read } = recordsOf(hubspot, "companies");

describe("single companies", () => {
  it("returns what was asked for, all as text, and null for what has no value", async () => {
    const id = await create({ name: " Acme ", numberofemployees: "12" });

    const { data } = await hubspot.api.get(`${COMPANIES}/${id}`, {
      params: { properties: "numberofemployees,phone" },
    });

    expect(data).toMatchObject({ id, archived: false });
    expect(data.properties).toMatchObject({ numberofemployees: "12", phone: null });
    expect(data.properties.hs_object_id).toBe(id);
    expect(data.properties).not.toHaveProperty("name");
  });

  it("returns the default properties when none is asked for", async () => {
    const id = await create({ name: "Acme" });

    const { data } = await hubspot.api.get(`${COMPANIES}/${id}`);

    expect(Object.keys(data.properties).toSorted()).toEqual([
      "createdate",
      "domain",
      "hs_lastmodifieddate",
      "hs_object_id",
      "name",
    ]);
  });

  it("brings domains into their bare form and fills the website from them", async () => {
    const id = await create({ name: "Acme", domain: "HTTPS://www.Acme.com/about" });

    expect(await read(id, "domain,website")).toMatchObject({
      domain: "acme.com",
      website: "acme.com",
    });
  });

  it("fills the domain from the website", async () => {
    const id = await create({ name: "Acme", website: "https://www.acme.de/x" });

    expect(await read(id, "domain")).toMatchObject({ domain: "acme.de" });
  });

  it("clears a value written as empty text", async () => {
    const id = await create({ name: "Acme", phone: "1" });

    await hubspot.api.patch(`${COMPANIES}/${id}`, { properties: { phone: "" } });

    expect(await read(id, "phone")).toMatchObject({ phone: null });
  });

  it("leaves date and history alone when a write changes nothing", async () => {
    const id = await create({ name: "Acme" });
    const before = await read(id, "name");
    hubspot.wait(1_000);

    await hubspot.api.patch(`${COMPANIES}/${id}`, { properties: { name: "Acme " } });

    expect(await read(id, "name")).toEqual(before);
    const { data } = await hubspot.api.get(`${COMPANIES}/${id}?propertiesWithHistory=name`);
    expect(data.propertiesWithHistory.name).toHaveLength(1);
  });

  it("refuses a company without name and domain", async () => {
    const { status } = await hubspot.api.post(COMPANIES, { properties: { phone: "1" } });

    expect(status).toBe(400);
  });

  it("archives: gone from reads, listed as archived, quiet when repeated", async () => {
    const id = await create({ name: "Acme" });

    const first = await hubspot.api.delete(`${COMPANIES}/${id}`);
    const second = await hubspot.api.delete(`${COMPANIES}/${id}`);

    expect([first.status, second.status]).toEqual([204, 204]);
    expect((await hubspot.api.get(`${COMPANIES}/${id}`)).status).toBe(404);
    const { data } = await hubspot.api.get(`${COMPANIES}?archived=true`);
    expect(data.results.map((each: { id: string }) => each.id)).toEqual([id]);
  });

  it("answers malformed JSON with 400 and an unknown route with 501", async () => {
    const headers = { "content-type": "application/json" };
    const broken = await hubspot.api.post(COMPANIES, "{", { headers });
    const unknown = await hubspot.plain.get("/crm/v3/lists");
    const tickets = await hubspot.api.get("/crm/objects/2026-09/tickets");

    expect(broken.status).toBe(400);
    expect(unknown.status).toBe(401);
    expect((await hubspot.plain.get("/cms/v3/pages")).status).toBe(501);
    expect(tickets.status).toBe(501);
  });
});

describe("validation of values", () => {
  // property, value, HubSpot's code
  it.each([
    ["nope", "x", "PROPERTY_DOESNT_EXIST"],
    ["industry", "SPACE", "INVALID_OPTION"],
    ["support_tier", "gold", "INVALID_OPTION"],
    ["numberofemployees", "many", "INVALID_NUMERIC"],
    ["hs_lastmodifieddate", "2026-01-01", "READ_ONLY_VALUE"],
    ["hubspot_owner_id", "1", "INVALID_OWNER_ID"],
    ["is_public", "yes", "INVALID_OPTION"],
    ["description", "x".repeat(65_537), "TOO_LONG"],
  ])("refuses %s", async (name, value, code) => {
    const { status, data } = await hubspot.api.post(COMPANIES, {
      properties: { name: "Acme", [name]: value },
    });

    expect(status).toBe(400);
    expect(data.category).toBe("VALIDATION_ERROR");
    const [problem] = JSON.parse(/\[.*\]$/s.exec(data.message)?.[0] ?? "[]");
    expect(problem).toMatchObject({ isValid: false, error: code, name });
  });

  it("answers a taken unique value with 409 and the id that has it", async () => {
    await addUniqueProperty(hubspot, "companies", "cw_company_id");
    const first = await create({ name: "Acme", cw_company_id: "7" });
    const second = await create({ name: "Other" });
    const properties = { name: "Twin", cw_company_id: "7" };

    const created = await hubspot.api.post(COMPANIES, { properties });
    const updated = await hubspot.api.patch(`${COMPANIES}/${second}`, { properties });

    expect([created.status, updated.status]).toEqual([409, 409]);
    expect(created.data).toMatchObject({
      category: "CONFLICT",
      message: `Company already exists. Existing ID: ${first}`,
    });
  });

  it("frees a unique value when its record is archived", async () => {
    await addUniqueProperty(hubspot, "companies", "cw_company_id");
    const id = await create({ name: "Acme", cw_company_id: "7" });
    await hubspot.api.delete(`${COMPANIES}/${id}`);

    await create({ name: "Acme again", cw_company_id: "7" });
  });
});

describe("batches", () => {
  it("reads by id with history newest first and the writer's name on it", async () => {
    const id = await create({ name: "One" });
    await hubspot.control("edit", { type: "company", id, fields: { name: "Two" } });

    const { data, status } = await hubspot.api.post(`${COMPANIES}/batch/read`, {
      inputs: [{ id }],
      properties: ["name"],
      propertiesWithHistory: ["name"],
    });

    expect(status).toBe(200);
    const history = data.results[0].propertiesWithHistory.name;
    expect(history.map((entry: { value: string }) => entry.value)).toEqual(["Two", "One"]);
    expect(history[0]).toMatchObject({ sourceType: "CRM_UI", sourceId: "userId:71000" });
    expect(history[1]).toMatchObject({ sourceType: "INTEGRATION", sourceId: "4242" });
  });

  it("answers 207 and names the ids it does not find", async () => {
    const id = await create({ name: "One" });

    const { data, status } = await hubspot.api.post(`${COMPANIES}/batch/read`, {
      inputs: [{ id }, { id: "99" }],
      properties: ["name"],
    });

    expect(status).toBe(207);
    expect(data.results).toHaveLength(1);
    expect(data).toMatchObject({
      numErrors: 1,
      errors: [{ category: "OBJECT_NOT_FOUND", context: { ids: ["99"] } }],
    });
  });

  it("reads archived records when asked for those", async () => {
    const id = await create({ name: "One" });
    await hubspot.api.delete(`${COMPANIES}/${id}`);
    const inputs = [{ id }];

    const live = await hubspot.api.post(`${COMPANIES}/batch/read`, { inputs });
    const archived = await hubspot.api.post(`${COMPANIES}/batch/read?archived=true`, { inputs });

    expect(live.status).toBe(207);
    expect(archived.data.results).toMatchObject([{ id, archived: true }]);
  });

  it("refuses 101 inputs, and 51 with history", async () => {
    const inputs = Array.from({ length: 101 }, (_, index) => ({ id: String(index) }));
    const withHistory = { inputs: inputs.slice(0, 51), propertiesWithHistory: ["name"] };

    const tooMany = await hubspot.api.post(`${COMPANIES}/batch/read`, { inputs });
    const tooManyWithHistory = await hubspot.api.post(`${COMPANIES}/batch/read`, withHistory);

    expect([tooMany.status, tooManyWithHistory.status]).toEqual([400, 400]);
  });

  it("upserts by a unique property and says what is new", async () => {
    await addUniqueProperty(hubspot, "companies", "cw_company_id");
    const id = await create({ name: "Old", cw_company_id: "1" });
    const idProperty = "cw_company_id";

    const { data } = await hubspot.api.post(`${COMPANIES}/batch/upsert`, {
      inputs: [
        { id: "1", idProperty, properties: { name: "Changed" } },
        { id: "2", idProperty, properties: { name: "Created" } },
      ],
    });

    expect(data.results.map((each: { new: boolean }) => each.new)).toEqual([false, true]);
    expect(await read(id, "name")).toMatchObject({ name: "Changed" });
    expect(await read(data.results[1].id, "cw_company_id")).toMatchObject({ cw_company_id: "2" });
  });

  it("refuses a whole batch update for one wrong input", async () => {
    const [one, two] = [await create({ name: "One" }), await create({ name: "Two" })];

    const { status } = await hubspot.api.post(`${COMPANIES}/batch/update`, {
      inputs: [
        { id: one, properties: { name: "Changed" } },
        { id: two, properties: { nope: "x" } },
      ],
    });

    expect(status).toBe(400);
    expect(await read(one, "name")).toMatchObject({ name: "One" });
  });

  it("creates item by item when every input has a trace id, all or none otherwise", async () => {
    const good = { properties: { name: "Good" }, associations: [] };
    const bad = { properties: { name: "Bad", nope: "x" }, associations: [] };

    const whole = await hubspot.api.post(`${COMPANIES}/batch/create`, { inputs: [good, bad] });
    const single = await hubspot.api.post(`${COMPANIES}/batch/create`, {
      inputs: [
        { ...good, objectWriteTraceId: "a" },
        { ...bad, objectWriteTraceId: "b" },
      ],
    });

    expect(whole.status).toBe(400);
    expect(single.status).toBe(207);
    expect(single.data.results).toMatchObject([{ objectWriteTraceId: "a" }]);
    expect(single.data.errors).toMatchObject([{ context: { objectWriteTraceId: ["b"] } }]);
  });

  it("archives a batch", async () => {
    const id = await create({ name: "One" });

    const { status } = await hubspot.api.post(`${COMPANIES}/batch/archive`, { inputs: [{ id }] });

    expect(status).toBe(204);
    expect((await hubspot.api.get(`${COMPANIES}/${id}`)).status).toBe(404);
  });
});

describe("merge", () => {
  it("keeps the winner, fills its blanks, and leads single calls for the loser to it", async () => {
    const winner = await create({ name: "Winner" });
    const loser = await create({ name: "Loser", phone: "1" });

    const { status } = await hubspot.api.post(`${COMPANIES}/merge`, {
      primaryObjectId: winner,
      objectIdToMerge: loser,
    });
    const patched = await hubspot.api.patch(`${COMPANIES}/${loser}`, { properties: { city: "X" } });
    const batch = await hubspot.api.post(`${COMPANIES}/batch/update`, {
      inputs: [{ id: loser, properties: { city: "Y" } }],
    });

    expect([status, patched.status, batch.status]).toEqual([200, 200, 404]);
    expect(await read(winner, "name,phone,city,hs_merged_object_ids")).toMatchObject({
      name: "Winner",
      phone: "1",
      city: "X",
      hs_merged_object_ids: loser,
    });
  });
});
