import { beforeAll, describe, expect, it } from "vitest";

import { countWrites } from "../../bench/traffic.ts";
import { firm, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { PORTAL_ID, readRows, type Reply } from "./server-rig.ts";

const firms = [firm(1), firm(2), firm(3)] as const;
const [first, second, third] = firms;
const employee = person(1, first);
const both = worldOf(firms, [employee]);

/** A company that cannot be carried over, a contact of it, and a deal of both. */
const stuck = {
  company: { id: "101", properties: { name: "Stuck", country: "Atlantis" } },
  contact: {
    id: "201",
    properties: { firstname: "Waiting", email: "waiting@stuck.example" },
    companies: ["101"],
  },
  deal: {
    id: "301",
    properties: { dealname: "Stuck deal", pipeline: "default", dealstage: "qualifiedtobuy" },
    companies: [first.hubspot.id],
    contacts: ["201"],
  },
};
const world = {
  hubspot: {
    companies: [
      ...(both.hubspot.companies ?? []),
      stuck.company,
      { id: "102", properties: { name: "Acme Dental", domain: "acme.example" } },
    ],
    contacts: [
      ...(both.hubspot.contacts ?? []),
      stuck.contact,
      { id: "202", properties: { firstname: "Nobody's", lastname: "Address" } },
    ],
    deals: [stuck.deal],
  },
  connectwise: {
    ...both.connectwise,
    companies: [
      ...(both.connectwise.companies ?? []),
      { id: 401, identifier: "AcmeA", name: "Acme Dental", website: "acme.example" },
      { id: 402, identifier: "AcmeB", name: "Acme Dental", website: "acme.example" },
    ],
  },
};

/** Everything that is stored about records, as one text a table. */
const STORED = ["links", "issues", "match_keys", "waits", "journal", "claims", "sent_values"]
  .map(
    (table) =>
      `SELECT '${table}' AS name, md5(string_agg(t::text, '' ORDER BY t::text)) AS rows FROM ${table} t`,
  )
  .join(" UNION ALL ");

const lineOf = ({ body }: Reply, path: string): Shown =>
  body.fields.find((line: Shown) => line.hubspot.path === path);
const sideOf = ({ body }: Reply, side: string): Shown =>
  body.sides.find((one: Shown) => one.side === side);

/** The portal is paused, so that what people do stays as it is until it is explained. */
describe("explain [S22]", () => {
  const live = useLiveRig(world);
  const explain = (type: string, side: string, id: string | number): Promise<Reply> =>
    live().api("GET", `/records/${type}/${side}/${id}/explain`);

  beforeAll(async () => {
    await live().quiet();
    await live().edit("hubspot", "company", { id: first.hubspot.id, fields: { city: "Tampa" } });
    await live().api("POST", "/records/sync", {
      objectType: "company",
      side: "hubspot",
      recordId: first.hubspot.id,
    });
    await live().quiet();
    await readRows(
      live().database,
      `UPDATE portals SET state = 'paused' WHERE portal_id = '${PORTAL_ID}'`,
    );
  });

  it("says of a linked record what is equal, what would be written and why, and what was", async () => {
    await live().edit("hubspot", "company", { id: first.hubspot.id, fields: { zip: "33602" } });

    const reply = await explain("company", "hubspot", first.hubspot.id);

    expect(reply).toMatchObject({
      status: 200,
      body: {
        linkedId: String(first.connectwise.id),
        storedState: "linked",
        state: null,
        action: "update",
        match: null,
        verdicts: [],
      },
    });
    expect(lineOf(reply, "zip")).toMatchObject({
      decision: "write",
      rule: "changed",
      hubspot: { value: "33602" },
      write: { side: "connectwise", oldValue: null, newValue: "33602" },
    });
    expect(lineOf(reply, "name")).toMatchObject({ decision: "unchanged", write: null });
    expect(reply.body.decisions).toContainEqual(
      expect.objectContaining({
        kind: "update",
        side: "connectwise",
        field: "city",
        newValue: "Tampa",
        rule: "changed",
      }),
    );
  });

  it("names the value that a conflict would lose, and the rule", async () => {
    const { edit } = live();
    await edit("hubspot", "company", { id: second.hubspot.id, fields: { city: "Miami" } });
    const id = String(second.connectwise.id);
    await edit("connectwise", "company", { id, fields: { city: "Naples" } });

    const reply = await explain("company", "connectwise", id);

    expect(lineOf(reply, "city")).toMatchObject({
      decision: "write",
      rule: "connectwise_wins",
      write: { side: "hubspot", oldValue: "Miami", newValue: "Naples" },
    });
    expect(reply.body.conflicts).toMatchObject([
      { side: "hubspot", field: "city", oldValue: "Miami", newValue: "Naples" },
    ]);
  });

  it("shows each standard filter with what the record holds", async () => {
    const reply = await explain("contact", "hubspot", 202);

    expect(reply.body).toMatchObject({ state: "excluded", action: "verdict", linkedId: null });
    const { standardFilters, exclusion } = sideOf(reply, "hubspot");
    expect(standardFilters).toMatchObject([
      { code: "no_email", path: "email", value: null, isMet: false },
      { code: "free_email", isMet: true, message: null },
    ]);
    expect(exclusion).toMatchObject({ code: "no_email" });
  });

  it("shows each line of the customer's filter with what the record holds", async () => {
    const conditions = [
      { path: "city", operator: "is-any-of", values: ["Largo"] },
      { path: "country", operator: "is-filled", values: [] },
    ];
    const filters = { hubspot: { groups: [{ conditions }] } };
    const put = await live().api("PUT", "/objects/company/filters", filters);
    expect(put).toMatchObject({ status: 200 });

    const reply = await explain("company", "hubspot", third.hubspot.id);
    await live().api("PUT", "/objects/company/filters", { hubspot: { groups: [] } });

    expect(reply.body).toMatchObject({ state: "excluded", storedState: "linked" });
    expect(sideOf(reply, "hubspot")).toMatchObject({
      ownFilter: {
        isMet: false,
        groups: [
          [
            {
              path: "city",
              value: null,
              text: null,
              isMet: false,
              wanted: 'City is any of "Largo"',
            },
            {
              path: "country",
              label: "Country/Region",
              text: "United States",
              isMet: true,
              wanted: "Country/Region is filled",
            },
          ],
        ],
      },
      exclusion: { code: "filtered_out" },
    });
    expect(sideOf(reply, "connectwise")).toMatchObject({ ownFilter: null, exclusion: null });
  });

  it("shows how a counterpart was looked for, and why none was taken", async () => {
    const reply = await explain("company", "hubspot", 102);

    const shared = expect.arrayContaining(["domain", "name"]);
    expect(reply.body).toMatchObject({ state: "review", action: "verdict" });
    expect(reply.body.match).toMatchObject({
      outcome: "review",
      reason: "several_candidates",
      candidates: [
        { id: "401", shared, shown: { name: "Acme Dental" }, linkedId: null },
        { id: "402", shared, differing: [] },
      ],
    });
    expect(reply.body.match.keys).toContainEqual({
      kind: "domain",
      value: "acme.example",
      isStrong: true,
    });
  });

  it("looks with what the record holds now, although that is stored nowhere yet", async () => {
    const { domain, name } = first.hubspot.properties as Record<string, string>;
    const made = await live().edit("hubspot", "company", { fields: { domain, name } });

    const { body } = await explain("company", "hubspot", made.id);

    expect(body).toMatchObject({ state: "review", match: { reason: "twin_already_linked" } });
    expect(body.match.twins).toMatchObject([{ id: first.hubspot.id }]);
  });

  it("follows a wait from parent to parent, down to what has to be done", async () => {
    const { body } = await explain("deal", "hubspot", stuck.deal.id);

    expect(body).toMatchObject({ state: "waiting", action: "verdict" });
    expect(body.waits).toMatchObject([
      {
        depth: 1,
        objectType: "contact",
        recordId: "201",
        state: "waiting",
        url: expect.stringContaining("/record/0-1/201"),
      },
      {
        depth: 2,
        objectType: "company",
        recordId: "101",
        state: "attention",
        remedy: expect.stringMatching(/\w+/u),
      },
    ]);
  });

  it("says what stops a record at which field, and what to do about it", async () => {
    const { body } = await explain("company", "hubspot", stuck.company.id);

    const expected = {
      state: "attention",
      field: "country",
      message: expect.stringContaining("Atlantis"),
      remedy: expect.stringMatching(/\w+/u),
    };
    expect(body).toMatchObject({ state: "attention", verdicts: [expected], issues: [expected] });
  });

  it("writes nothing and stores nothing", async () => {
    const before = await readRows(live().database, STORED);
    await live().forgetCalls();

    for (const [type, id] of [
      ["company", first.hubspot.id],
      ["company", "102"],
      ["contact", "202"],
      ["deal", stuck.deal.id],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await explain(type, "hubspot", id)).toMatchObject({ status: 200 });
    }

    expect(await readRows(live().database, STORED)).toEqual(before);
    const traffic = [
      await live().control("hubspot", "requests"),
      await live().control("connectwise", "requests"),
    ];
    expect(traffic.map(countWrites)).toEqual([0, 0]);
  });

  it.each([
    ["company", "hubspot", "987654321", "record_gone"],
    ["company", "left", "101", "unknown_record"],
    ["company", "hubspot", "one", "unknown_record"],
    ["ticket", "hubspot", "101", "unknown_object_type"],
  ])("says that there is no %s %s %s", async (type, side, id, code) => {
    const { status, body } = await explain(type, side, id);

    expect({ status, code: body.error.code }).toEqual({ status: 404, code });
  });
});
