import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { type Reply, type ServerRig, startServerRig } from "./server-rig.ts";
import { CATCH_ALL, configure, renumber, USUAL } from "./configuration-rig.ts";

const databases = [await openTestDatabase(), await openTestDatabase()] as const;
type Json = Reply["body"];
const TYPES = ["company", "contact", "deal"] as const;
const exported = async (rig: ServerRig): Promise<Json> => {
  const { status, body } = await rig.api("GET", "/configuration");
  expect(status).toBe(200);
  return body;
};

const rowOf = (object: Json, hubspot: string): Json =>
  object.rows.find((row: Json) => row.hubspot === hubspot);

describe("the configuration as one JSON [S33]", () => {
  let trial: ServerRig;
  let real: ServerRig;
  beforeAll(async () => {
    trial = await startServerRig(databases[0]);
    real = await startServerRig(databases[1]);
    await renumber(real);
    // Its companies have other ids, too.
    await real.control("connectwise", "edit", {
      type: "company",
      fields: { name: "First", ...USUAL },
    });
    for (const rig of [trial, real]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await rig.control("connectwise", "edit", { type: "company", fields: CATCH_ALL });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await rig.install();
      // oxlint-disable-next-line no-await-in-loop -- as above
      await rig.connect();
    }
    await configure(trial);
  });
  afterAll(async () => {
    await trial.close();
    await real.close();
  });

  const preview = (configuration: Json): Promise<Reply> =>
    real.api("POST", "/configuration/preview", { configuration });
  const put = (configuration: Json, expected?: string): Promise<Reply> =>
    real.api("PUT", "/configuration", { configuration, ...(expected ? { expected } : {}) });
  const versions = async (): Promise<number[]> =>
    Promise.all(
      TYPES.map(async (type) => (await real.api("GET", `/objects/${type}/mapping`)).body.version),
    );

  it("names what has other ids elsewhere, and says what it is", async () => {
    const body = await exported(trial);

    expect(body).toMatchObject({ format: "lockstep-configuration", version: 1 });
    expect(Object.keys(body.objects)).toEqual(TYPES);
    const { company, contact, deal } = body.objects;
    expect(rowOf(company, "description")).toMatchObject({
      connectwise: "customFields/External ID",
      direction: "to-connectwise",
    });
    expect(rowOf(company, "hubspot_owner_id").valueMap.toConnectwise).toMatchObject({
      "dana.kim@lockstep-demo.example": "dana.kim@lockstep-demo.example",
    });
    expect(rowOf(contact, "mobilephone").connectwise).toMatch(/^communications\/(?:Cell|Mobile)/u);
    expect(deal.policy.defaults).toMatchObject({ locationId: "Berlin" });
    expect(contact.policy.catchAllCompany).toBe(CATCH_ALL.identifier);
    const stages = deal.rows.find((row: Json) => row.stageMap !== undefined).stageMap;
    expect(stages.rows.length).toBeGreaterThan(3);
    expect(stages.rows[0].hubspot).toEqual({
      pipeline: "Sales Pipeline",
      stage: expect.stringMatching(/[A-Z]/u),
    });
    expect(company.filters.connectwise.groups[0].conditions).toEqual([
      { path: "status/id", operator: "is-none-of", values: ["Credit Hold"] },
      {
        path: "territoryManager/id",
        operator: "is-any-of",
        values: ["marco.rossi@lockstep-demo.example"],
      },
      { path: "customFields/Support Tier", operator: "is-any-of", values: ["Gold"] },
    ]);
  });

  it("shows what it would change in another portal, and changes nothing", async () => {
    const before = await exported(real);
    const numbers = await versions();

    const { status, body } = await preview(await exported(trial));

    expect(status).toBe(200);
    expect(body.revision).toBeTruthy();
    const company = body.objects.find(({ objectType }: Json) => objectType === "company");
    expect(body.objects.flatMap(({ problems }: Json) => problems)).toEqual([]);
    expect(company.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "added", field: "rows.description" }),
        expect.objectContaining({ kind: "removed", field: "rows.phone", after: null }),
        expect.objectContaining({
          kind: "changed",
          field: "policy.firstLinkRule",
          before: "connectwise",
          after: "hubspot",
        }),
        expect.objectContaining({
          field: "policy.conflictDefault",
          before: "most-recent",
          after: "ask",
        }),
        expect.objectContaining({
          field: "policy.matchField",
          before: "domain-or-name",
          after: "domain",
        }),
        expect.objectContaining({ kind: "added", field: "filters.connectwise", before: null }),
      ]),
    );
    expect(await exported(real)).toEqual(before);
    expect(await versions()).toEqual(numbers);
  });

  it("is refused when the settings have changed since the preview", async () => {
    const wanted = await exported(trial);
    const { body } = await preview(wanted);
    await real.api("PUT", "/objects/deal/policy", { firstLinkRule: "hubspot" });
    const before = await exported(real);

    const refused = await put(wanted, body.revision);

    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: "changed_meanwhile", field: "expected" } },
    });
    expect(await exported(real)).toEqual(before);
  });

  it("is the same after a round trip, and the same again makes no version", async () => {
    const wanted = await exported(trial);
    const { body } = await preview(wanted);

    const { status, body: done } = await put(wanted, body.revision);

    expect(status).toBe(200);
    expect(done.objects.flatMap(({ changes }: Json) => changes)).not.toEqual([]);
    expect(await exported(real)).toEqual(wanted);
    const [tier] = (await real.api("GET", "/objects/company/filters")).body.connectwise.groups;
    expect(tier.conditions.map(({ path }: Json) => path)).toContain("customFields/912");
    const numbers = await versions();
    const again = await put(wanted);
    expect(again.status).toBe(200);
    expect(again.body.objects.flatMap(({ changes }: Json) => changes)).toEqual([]);
    expect(await versions()).toEqual(numbers);
    const policy = await real.api("GET", "/objects/contact/policy");
    expect(policy.body.catchAllCompanyId).not.toBeNull();
  });

  it.each([
    [
      "a custom field",
      "objects.company.rows.0.connectwise",
      ({ company }: Json) => {
        company.rows[0].connectwise = "customFields/Nowhere";
      },
    ],
    [
      "a member",
      "objects.company.filters.connectwise.groups.0.conditions.1.values.0",
      ({ company }: Json) => {
        company.filters.connectwise.groups[0].conditions[1].values = ["gone@example.com"];
      },
    ],
    [
      "a stage",
      "objects.deal.rows.0.stageMap.rows.0.hubspot.stage",
      ({ deal }: Json) => {
        deal.rows = deal.rows.filter((row: Json) => row.stageMap !== undefined);
        deal.rows[0].stageMap.rows[0].hubspot.stage = "Elsewhere";
      },
    ],
    [
      "a catch-all company",
      "objects.contact.policy.catchAllCompany",
      ({ contact }: Json) => {
        contact.policy.catchAllCompany = "Nobody";
      },
    ],
    [
      "a default",
      "objects.deal.policy.defaults.locationId",
      ({ deal }: Json) => {
        deal.policy.defaults.locationId = "Atlantis";
      },
    ],
  ])(
    "names %s that does not exist here, and is refused as a whole",
    async (_what, field, spoil) => {
      const before = await exported(real);
      const wanted = structuredClone(before);
      wanted.objects.company.policy.firstLinkRule = "connectwise";
      spoil(wanted.objects);

      const { body } = await preview(wanted);
      const refused = await put(wanted);

      const problems = body.objects.flatMap((object: Json) => object.problems);
      expect(problems).toEqual([
        expect.objectContaining({ field, code: "unknown_name", remedy: expect.any(String) }),
      ]);
      expect(refused).toMatchObject({
        status: 422,
        body: { error: { code: "unknown_name", field: `configuration.${field}` } },
      });
      expect(await exported(real)).toEqual(before);
    },
  );

  it.each([
    [
      "a pair that does not go together",
      "objects.deal.rows.1.connectwise",
      "types_incompatible",
      ({ deal }: Json) => {
        deal.rows.splice(1, 0, {
          hubspot: "createdate",
          connectwise: "customerPO",
          direction: "to-connectwise",
        });
      },
    ],
    [
      "a setting that the object does not have",
      "objects.deal.policy.blocksFreeEmail",
      "unknown_setting",
      ({ deal }: Json) => {
        deal.policy.blocksFreeEmail = true;
      },
    ],
    [
      "a filter that cannot be",
      "objects.deal.filters.hubspot.groups.0.conditions.0.operator",
      "unsuitable_operator",
      ({ deal }: Json) => {
        const condition = { path: "dealname", operator: "at-least", values: ["5"] };
        deal.filters.hubspot = { groups: [{ conditions: [condition] }] };
      },
    ],
    [
      "an object type that there is not",
      "objects.ticket",
      "unknown_object_type",
      (objects: Json) => {
        objects.ticket = objects.deal;
      },
    ],
  ])("is held to the rules of every single change: %s", async (_what, field, code, spoil) => {
    const before = await exported(real);
    const numbers = await versions();
    const wanted = structuredClone(before);
    // This alone could be stored, and is not.
    wanted.objects.company.rows = wanted.objects.company.rows.filter(
      ({ hubspot }: Json) => hubspot !== "zip",
    );
    spoil(wanted.objects);

    const { body } = await preview(wanted);
    const refused = await put(wanted);

    const problems = body.objects.flatMap((object: Json) => object.problems);
    expect(problems).toEqual([expect.objectContaining({ field, code })]);
    expect(refused).toMatchObject({
      status: 422,
      body: { error: { code, field: `configuration.${field}`, remedy: expect.any(String) } },
    });
    expect(await exported(real)).toEqual(before);
    expect(await versions()).toEqual(numbers);
  });

  it.each([
    ["another format", { format: "other" }, "configuration.format"],
    ["another version", { version: 2 }, "configuration.version"],
    ["something else", { more: true }, "configuration"],
    ["an object without rows", { objects: { company: {} } }, "configuration.objects.company"],
  ])("is refused in %s", async (_what, change, field) => {
    const before = await exported(real);

    const answer = await put({ ...before, ...change });

    expect(answer.status).toBe(422);
    expect(answer.body.error.field).toContain(field);
    expect(await exported(real)).toEqual(before);
  });

  it("leaves object types alone that it does not name", async () => {
    const before = await exported(real);
    const contact = { ...before.objects.contact, isOn: false };

    const { status } = await put({ ...before, objects: { contact } });

    expect(status).toBe(200);
    expect(await exported(real)).toEqual({ ...before, objects: { ...before.objects, contact } });
  });
});
