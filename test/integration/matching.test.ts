import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import {
  PORTAL_ID,
  readRows,
  type Reply,
  type ServerRig,
  startServerRig,
  until,
} from "./server-rig.ts";
import { goLive } from "./settings-rig.ts";

const database = await openTestDatabase();

/** Reviews as `side:id`, with their codes. */
function codesOf({ body }: Reply): Record<string, string> {
  return Object.fromEntries(
    body.items.map((item: Reply["body"]) => [`${item.record.side}:${item.record.id}`, item.code]),
  );
}

describe("matching by hand [S8]", () => {
  let rig: ServerRig;
  const ids = { hubspot: "", first: "", second: "" };

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    const acme = { name: "Acme Dental", country: "United States" };
    ids.hubspot = await edit("hubspot", { ...acme, domain: "acme.example", city: "Tampa" });
    ids.first = await edit("connectwise", { name: "Acme Dental", website: "acme.example" });
    ids.second = await edit("connectwise", { name: "Acme Dental", website: "acme.example" });
    await goLive(rig);
  }, 300_000);
  afterAll(async () => {
    await rig.close();
  });

  async function edit(
    vendor: "hubspot" | "connectwise",
    fields: Record<string, string>,
    id?: string,
  ): Promise<string> {
    const record = await rig.control(vendor, "edit", { type: "company", fields, id });
    return String(record.id);
  }

  const reviews = (): Promise<Reply> => rig.api("GET", "/objects/company/reviews");
  const link = (hubspotId: string, connectwiseId: string): Promise<Reply> =>
    rig.api("POST", "/records/link", { objectType: "company", hubspotId, connectwiseId });

  async function hubspotCompanies(): Promise<{ id: string; properties: Record<string, string> }[]> {
    return rig.control("hubspot", "records/company");
  }
  async function idPropertyOf(id: string): Promise<string | null> {
    const found = (await hubspotCompanies()).find((one) => one.id === id);
    return found?.properties["cw_company_id"] || null;
  }
  it("lists what needs a person, side by side with what it could be", async () => {
    await rig.forgetCalls();
    const { status, body } = await reviews();

    expect(status).toBe(200);
    const ours = body.items.find((item: Reply["body"]) => item.record.side === "hubspot");
    expect(ours).toMatchObject({
      record: { id: ids.hubspot, linkedId: null, shown: { name: "Acme Dental", city: "Tampa" } },
      code: "several_candidates",
    });
    expect(ours.candidates.map((one: Reply["body"]) => one.id).toSorted()).toEqual(
      [ids.first, ids.second].toSorted(),
    );
    expect(ours.candidates[0].shown).toMatchObject({
      name: "Acme Dental",
      domain: "acme.example",
      city: null,
    });
    expect(ours.remedy).toBeTruthy();
    expect(await rig.countCalls()).toBeLessThanOrEqual(2);
  });

  it("refuses what cannot be linked, with the field and what to do", async () => {
    const gone = await link(ids.hubspot, "999999");
    const nobody = await link("999999", ids.first);
    const noId = await link("x", ids.first);
    const noType = await rig.api("POST", "/records/link", {
      objectType: "invoice",
      hubspotId: "1",
      connectwiseId: "1",
    });
    const notLinked = await rig.api("POST", "/records/unlink", {
      objectType: "company",
      hubspotId: ids.hubspot,
    });

    expect(gone).toMatchObject({
      status: 422,
      body: { error: { code: "record_gone", field: "connectwiseId" } },
    });
    expect(nobody.body.error).toMatchObject({ code: "record_gone", field: "hubspotId" });
    expect(noId).toMatchObject({ status: 422, body: { error: { field: "hubspotId" } } });
    expect(noType.status).toBe(404);
    expect(notLinked).toMatchObject({ status: 404, body: { error: { code: "not_linked" } } });
    for (const { body } of [gone, nobody, noId, notLinked]) expect(body.error.remedy).toBeTruthy();
    expect(await readRows(database, "SELECT 1 FROM links")).toEqual([]);
    expect(await readRows(database, "SELECT 1 FROM claims WHERE owner IS NOT NULL")).toEqual([]);
  });

  it("does not touch a record that a worker holds", async () => {
    await readRows(
      database,
      `INSERT INTO claims (portal_id, pair_key, owner, until, object_type, side, record_id)
       VALUES ('${PORTAL_ID}', 'elsewhere', 'worker', now() + interval '1 minute', 'company',
               'connectwise', '${ids.first}')`,
    );

    const { status, body } = await link(ids.hubspot, ids.first);

    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: "record_busy" });
    expect(await readRows(database, "SELECT 1 FROM links")).toEqual([]);
    await readRows(database, "DELETE FROM claims WHERE owner = 'worker'");
  });

  it("links two records, lets them meet by the first-link rule, and writes down who did it", async () => {
    const { status, body } = await link(ids.hubspot, ids.first);

    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "linked", isPending: false, problems: [] });
    expect(body.written.toSorted()).toEqual(["connectwise", "hubspot"]);
    expect(await idPropertyOf(ids.hubspot)).toBe(ids.first);
    const [company] = (await rig.control("connectwise", "records/company")).filter(
      (one: { id: number }) => String(one.id) === ids.first,
    );
    expect(company.city).toBe("Tampa");
    const journal = await readRows(
      database,
      "SELECT user_id, rule FROM journal WHERE kind = 'link'",
    );
    expect(journal).toEqual([{ user_id: "71000", rule: "by_hand" }]);
  });

  it("changes nothing when the same is linked again, and refuses another counterpart", async () => {
    const again = await link(ids.hubspot, ids.first);
    const other = await link(ids.hubspot, ids.second);

    expect(again).toMatchObject({ status: 200, body: { written: [] } });
    expect(other).toMatchObject({
      status: 409,
      body: { error: { code: "already_linked", field: "hubspotId" } },
    });
  });

  it("takes them apart for good: neither linked again nor doubled by itself", async () => {
    const { status, body } = await rig.api("POST", "/records/unlink", {
      objectType: "company",
      connectwiseId: ids.first,
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ hubspotId: ids.hubspot, connectwiseId: ids.first });
    expect(await idPropertyOf(ids.hubspot)).toBeNull();
    const apart = (await hubspotCompanies()).find((one) => one.id === ids.hubspot);
    expect(apart?.properties["cw_company_identifier"] ?? "").toBe("");
    const before = await hubspotCompanies();
    await edit("hubspot", { phone: "813 555 0100" }, ids.hubspot);
    await edit("connectwise", { phoneNumber: "813 555 0101" }, ids.first);
    const later = await until(reviews, (reply) => Object.keys(codesOf(reply)).length === 3);
    expect(Object.keys(codesOf(later)).toSorted()).toEqual(
      [
        `connectwise:${ids.first}`,
        `connectwise:${ids.second}`,
        `hubspot:${ids.hubspot}`,
      ].toSorted(),
    );
    expect(await readRows(database, "SELECT 1 FROM links")).toEqual([]);
    expect(await hubspotCompanies()).toHaveLength(before.length);
    const journal = await readRows(
      database,
      "SELECT user_id, rule FROM journal WHERE kind = 'unlink'",
    );
    expect(journal).toEqual([{ user_id: "71000", rule: "by_hand" }]);
  });

  it("creates a counterpart for one record although others look like it", async () => {
    const { status } = await rig.api("POST", "/records/create-anyway", {
      objectType: "company",
      side: "connectwise",
      recordId: ids.second,
    });

    expect(status).toBe(202);
    const links = await until(
      () => readRows(database, "SELECT hubspot_id, connectwise_id FROM links"),
      (rows) => rows.length > 0,
    );
    expect(links).toHaveLength(1);
    expect(links[0]?.["connectwise_id"]).toBe(ids.second);
    expect(links[0]?.["hubspot_id"]).not.toBe(ids.hubspot);
    const refused = await rig.api("POST", "/records/create-anyway", {
      objectType: "company",
      side: "connectwise",
      recordId: ids.second,
    });
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: "already_linked", field: "connectwiseId" } },
    });
  });

  it("may link again by hand what was taken apart", async () => {
    const { status } = await link(ids.hubspot, ids.first);

    expect(status).toBe(200);
    const apart = "SELECT 1 FROM rulings WHERE hubspot_id <> '' AND connectwise_id <> ''";
    expect(await readRows(database, apart)).toEqual([]);
  });
});

describe("matching by hand before the first sync", () => {
  const own = openTestDatabase();

  it("only stores the link, and the first sync writes", { timeout: 300_000 }, async () => {
    const rig = await startServerRig(await own);
    try {
      await rig.install();
      await rig.connect();
      const company = { type: "company", fields: { name: "Before", city: "Tampa" } };
      const ours = await rig.control("hubspot", "edit", company);
      const theirs = await rig.control("connectwise", "edit", {
        type: "company",
        fields: { name: "Something else" },
      });
      const body = {
        objectType: "company",
        hubspotId: String(ours.id),
        connectwiseId: String(theirs.id),
      };

      const linked = await rig.api("POST", "/records/link", body);

      expect(linked).toMatchObject({ status: 200, body: { isPending: true, written: [] } });
      const [untouched] = await rig.control("hubspot", "records/company");
      expect(untouched.properties.cw_company_id ?? "").toBe("");
      await goLive(rig);
      const records = await rig.control("hubspot", "records/company");
      expect(records).toHaveLength(1);
      expect(records[0].properties).toMatchObject({
        cw_company_id: String(theirs.id),
        name: "Something else",
        city: "Tampa",
      });
    } finally {
      await rig.close();
    }
  });
});
