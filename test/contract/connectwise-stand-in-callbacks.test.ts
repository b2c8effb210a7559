import { createHash, createHmac } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axios from "axios";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startHook } from "./connectwise-stand-in-hook.ts";
import type { Hook } from "./connectwise-stand-in-hook.ts";
import { NEW_COMPANY, parse, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let hook: Hook;

beforeEach(async () => {
  hook = await startHook();
  rig = await startRig({ callbackRetryDelaysMs: [20, 40] });
});
afterEach(async () => {
  await rig.close();
  await hook.close();
});

const subscribe = (fields: object = {}) =>
  rig.api.post("/system/callbacks", {
    id: 0,
    url: hook.url,
    objectId: 0,
    type: "company",
    level: "owner",
    ...fields,
  });
const edit = (fields: object, id?: number) =>
  rig.control.post("/edit", { type: "company", fields, ...(id ? { id: String(id) } : {}) });

describe("callback entries", () => {
  it("are created, listed, changed and deleted; object id 0 is stored as 1", async () => {
    const created = await subscribe();
    const path = `/system/callbacks/${created.data.id}`;
    const listed = await rig.api.get("/system/callbacks", {
      params: { conditions: 'url contains "127.0.0.1"' },
    });
    const off = await rig.api.patch(path, [{ op: "replace", path: "inactiveFlag", value: true }]);
    const deleted = await rig.api.delete(path);

    expect(created.status).toBe(201);
    expect(created.data).toMatchObject({ objectId: 1, memberId: 243, payloadVersion: "3.0.0" });
    expect(listed.data).toHaveLength(1);
    expect(off.data.inactiveFlag).toBe(true);
    expect(deleted.status).toBe(204);
    expect((await rig.api.get(path)).status).toBe(404);
  });

  it.each([
    [{ url: "nonsense" }, "InvalidField", "Invalid URL", "url"],
    [{ level: "board" }, "InvalidObject", /^Unrecognized level for type/, "level"],
    [{ level: undefined }, "MissingRequiredField", "The level field is required.", "level"],
    [{}, "ObjectExists", "A matching callback entry already exists", "objectId"],
  ])("are refused with %j", async (fields, code, message, field) => {
    if (code === "ObjectExists") await subscribe();

    const { status, data } = await subscribe(fields);

    expect(status).toBe(400);
    expect(data).toMatchObject({
      code: "InvalidObject",
      message: "callbackEntry object is invalid",
    });
    const expected = {
      code,
      message: expect.stringMatching(message),
      resource: "callbackEntry",
      field,
    };
    expect(data.errors).toEqual([expected]);
  });
});

describe("delivery", () => {
  it("appends id and action to the URL and signs the raw body with a key that can be fetched", async () => {
    const callback = await subscribe();
    const { data: company } = await edit({ name: "Acme" });
    await hook.deliveries(1);

    const { url, body, signature } = hook.received[0] ?? { url: "", body: "", signature: "" };
    const message = parse(body);
    const { data: key } = await axios.get<Answer>(message.Metadata.key_url);
    const hmacKey = createHash("sha256").update(key.signing_key).digest();

    expect(url).toBe(`/hook?tenant=x&recordId=${company.id}&action=added`);
    expect(signature).toBe(createHmac("sha256", hmacKey).update(body).digest("base64"));
    expect(message).toMatchObject({
      Action: "added",
      Type: "company",
      ID: company.id,
      CompanyId: "lockstep_demo",
      MemberId: "dkim",
      CallbackObjectRecId: callback.data.id,
    });
    expect(message.Metadata.key_url).toContain("/v2026_4//system/callbackkey/index.rails?");
  });

  // row 20
  it("carries a reduced record as JSON text, and none for a deletion", async () => {
    await subscribe();
    const { data } = await edit({ name: "Acme" });
    await hook.deliveries(1);
    await rig.control.post("/delete", { type: "company", id: String(data.id) });
    await hook.deliveries(2);

    const [added, deleted] = hook.received.map(({ body }) => parse(body));
    const entity = parse(added?.Entity);

    expect(entity).toMatchObject({ id: data.id, name: "Acme" });
    expect(entity).not.toHaveProperty("customFields");
    expect(entity).not.toHaveProperty("types");
    expect(deleted).toMatchObject({ Action: "deleted", Entity: null });
  });

  // row 19
  it.each([404, 409, 419, 429])("tries again twice after %i", async (status) => {
    await subscribe();
    hook.statuses.push(status, status, 204);

    await edit({ name: "Acme" });

    await hook.deliveries(3);
    expect(new Set(hook.received.map(({ url }) => url)).size).toBe(1);
  });

  // row 19
  it("does not try again after a 500", async () => {
    await subscribe();
    hook.statuses.push(500);

    const { data } = await edit({ name: "Acme" });
    await hook.deliveries(1);
    await edit({ city: "Tampa" }, data.id);
    await hook.deliveries(2);

    expect(
      hook.received.map(({ url }) => new URL(url, hook.url).searchParams.get("action")),
    ).toEqual(["added", "updated"]);
  });

  it("leaves out the subscriber's own changes when they are self-suppressed", async () => {
    await subscribe({ isSelfSuppressedFlag: true });

    const { data } = await rig.api.post("/company/companies", NEW_COMPANY);
    await edit({ city: "Tampa" }, data.id);
    await hook.deliveries(1);

    expect(parse(hook.received[0]?.body)).toMatchObject({ Action: "updated" });
  });

  it("tells about own changes otherwise, with the API member's name", async () => {
    await subscribe();

    await rig.api.post("/company/companies", NEW_COMPANY);
    await hook.deliveries(1);

    expect(parse(hook.received[0]?.body).MemberId).toBe("Lockstep");
  });

  // row 19
  it("stops when ConnectWise has disabled the callback, and goes on when it is enabled again", async () => {
    const { data: callback } = await subscribe();
    await rig.control.post("/disable-callbacks", {});

    const read = await rig.api.get(`/system/callbacks/${callback.id}`);
    await edit({ name: "Silent" });
    await rig.api.patch(`/system/callbacks/${callback.id}`, [
      { op: "replace", path: "inactiveFlag", value: false },
    ]);
    const { data } = await edit({ name: "Heard" });
    await hook.deliveries(1);

    expect(read.data.inactiveFlag).toBe(true);
    expect(parse(hook.received[0]?.body).ID).toBe(data.id);
  });

  it("keeps callbacks and keys over a reset", async () => {
    await subscribe();
    await rig.control.post("/reset", { dataset: "empty" });

    await edit({ name: "Acme" });
    await hook.deliveries(1);

    expect(parse(hook.received[0]?.body).Action).toBe("added");
  });

  it("loses and doubles callbacks on demand", async () => {
    await subscribe();
    await rig.control.post("/faults", {
      next: [
        { match: "company.added", kind: "webhook-drop" },
        { match: "company.updated", kind: "webhook-duplicate" },
      ],
    });

    const { data } = await edit({ name: "Acme" });
    await edit({ city: "Tampa" }, data.id);
    await hook.deliveries(2);

    const actions = hook.received.map(({ body }) => parse(body).Action);
    expect(actions).toEqual(["updated", "updated"]);
  });
});

describe("saved state", () => {
  it("survives a restart with its records, callbacks and version", async () => {
    const folder = await mkdtemp(join(tmpdir(), "connectwise-"));
    const stateFile = join(folder, "state.json");
    const first = await startRig({ stateFile, version: "v2025.1" });
    await first.api.post("/company/companies", NEW_COMPANY);
    await first.control.post("/edit", { type: "contact", fields: { company: { id: 20_001 } } });
    await first.control.post("/edit", {
      type: "deal",
      fields: { forecastItems: [{ revenue: 5 }] },
    });
    await first.api.post("/system/callbacks", {
      url: hook.url,
      objectId: 1,
      type: "company",
      level: "owner",
    });
    await first.control.post("/upgrade", { version: "v2026.4" });
    await first.close();

    const second = await startRig({ stateFile, version: "v2025.1" });
    const companies = await second.api.get("/company/companies");
    const deals = await second.control.get("/records/deal");
    const callbacks = await second.api.get("/system/callbacks");
    const next = await second.api.post("/company/companies", { ...NEW_COMPANY, identifier: "B" });
    const twin = await second.api.post("/company/companies", NEW_COMPANY);
    const { headers } = await second.api.get("/system/info");
    await second.close();

    expect(companies.data).toEqual([expect.objectContaining({ identifier: "Acme" })]);
    expect(deals.data[0]).toMatchObject({
      company: { id: 20_001 },
      contact: { id: 58_001 },
      forecast: { inclusiveRevenueTotals: { revenue: 5 } },
    });
    expect(callbacks.data).toHaveLength(1);
    expect(next.data.id).toBe((companies.data[0]?.id ?? 0) + 1);
    expect(twin.status).toBe(400);
    expect(headers["api-current-version"]).toBe("2026.4");
    expect(parse(await readFile(stateFile, "utf8")).companies).toHaveLength(2);
    await rm(folder, { recursive: true });
  });
});
