import { describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig } from "./live-rig.ts";
import { PORTAL_ID, readRows, type Reply } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

const linked = firm(1);
const company = (id: number, more: Record<string, string>) => ({
  id: String(id),
  properties: { name: `Only here ${id}`, country: "United States", ...more },
});
const twin = (id: number) => ({
  id,
  identifier: `Acme${id}`,
  name: "Acme Dental",
  website: "acme.example",
});
const world = {
  hubspot: {
    companies: [
      linked.hubspot,
      company(101, { numberofemployees: "about fifty" }),
      company(102, { numberofemployees: "a few" }),
      company(103, { country: "Atlantis" }),
      company(104, { name: "Acme Dental", domain: "acme.example" }),
    ],
  },
  connectwise: {
    companies: [
      linked.connectwise,
      twin(401),
      twin(402),
      { id: 403, identifier: "Gone", name: "Gone by now", status: { name: "Inactive" } },
    ],
  },
};

const record = (id: number) => ({
  objectType: "company",
  side: "hubspot",
  recordId: String(id),
});

describe("issues [S21]", () => {
  const live = useLiveRig(world);
  const issueOf = (id: string | number): Promise<Shown> => live().issue("hubspot", "company", id);
  const retry = (body: object): Promise<Reply> => live().api("POST", "/issues/retry", body);
  const categories = async (): Promise<Shown[]> =>
    (await live().api("GET", "/issues/categories")).body.items;

  it("are counted by kind, in words that hold for all of them, with a remedy", async () => {
    await live().quiet();

    expect(await categories()).toEqual(
      expect.arrayContaining([
        {
          objectType: "company",
          state: "attention",
          code: "not_a_whole_number",
          count: 2,
          message: "A value is not a whole number.",
          remedy: "Correct the value.",
          fields: ["numberofemployees"],
        },
        expect.objectContaining({
          state: "review",
          code: "several_candidates",
          count: 1,
          remedy: expect.stringMatching(/\w+/u),
        }),
        expect.objectContaining({
          state: "excluded",
          code: "inactive_in_connectwise",
          count: 1,
        }),
      ]),
    );
  });

  it("are tried again: those that are unfinished, or all of a kind, or those that are named", async () => {
    const { body } = await live().api("GET", "/issues?limit=1000");
    const unfinished = body.items.filter(({ state }: Shown) => state !== "excluded");
    expect(unfinished.length).toBeLessThan(body.items.length);

    expect(await retry({})).toEqual({ status: 202, body: { count: unfinished.length } });
    expect(await retry({ objectType: "contact" })).toMatchObject({ body: { count: 0 } });
    expect(await retry({ code: "not_a_whole_number" })).toMatchObject({ body: { count: 2 } });
    expect(await retry({ code: "inactive_in_connectwise" })).toMatchObject({ body: { count: 1 } });
    expect(await retry({ records: [record(101), record(104)] })).toMatchObject({
      body: { count: 2 },
    });
    // One without an issue has nothing to try.
    expect(await retry({ records: [record(1001)] })).toMatchObject({ body: { count: 0 } });
  });

  it("end by a click, where nothing else tells that the cause is gone", async () => {
    await live().quiet();
    await live().remove("connectwise", "company", "402");
    await live().quiet();
    expect(await issueOf(104)).toMatchObject({ code: "several_candidates" });

    expect(await retry({ records: [record(104)] })).toMatchObject({ body: { count: 1 } });

    expect(await live().counterpart("hubspot", "company", 104)).toMatchObject({ id: 401 });
    await expect.poll(() => issueOf(104), PATIENCE).toBeUndefined();
  });

  it("end when the record changes that they are about", async () => {
    const { edit, counterpart } = live();
    await edit("hubspot", "company", { id: "101", fields: { numberofemployees: "50" } });

    expect(await counterpart("hubspot", "company", 101)).toMatchObject({ numberOfEmployees: 50 });
    expect(await issueOf(101)).toBeUndefined();
    expect(await issueOf(102)).toMatchObject({ code: "not_a_whole_number" });
  });

  it("end when the counterpart of the record changes", async () => {
    const { edit } = live();
    const { id } = linked.hubspot;
    await edit("hubspot", "company", { id, fields: { country: "Atlantis" } });
    await expect.poll(() => issueOf(id), PATIENCE).toMatchObject({ field: "country" });

    await edit("connectwise", "company", {
      id: String(linked.connectwise.id),
      fields: { country: { name: "Canada" } },
    });

    await expect.poll(() => issueOf(id), PATIENCE).toBeUndefined();
    expect((await live().record("hubspot", "company", id)).properties.country).toBe("Canada");
  });

  it("end with a new version of the mapping", async () => {
    const path = "/objects/company/mapping";
    expect(await issueOf(103)).toMatchObject({ field: "country" });
    const rows = rowsOf(await live().api("GET", path)).filter(
      (row) => row["hubspot"] !== "country",
    );

    expect(await live().api("PUT", path, { rows })).toMatchObject({ status: 200 });

    const made = await live().counterpart("hubspot", "company", 103);
    expect(made).toMatchObject({ name: "Only here 103" });
    expect(await issueOf(103)).toBeUndefined();
  });

  it.each([
    [{ records: [], code: "x" }, 422, "records"],
    [{ records: [record(101)], code: "not_a_whole_number" }, 422, "records"],
    [{ records: [{ ...record(101), side: "left" }] }, 422, "records.0.side"],
    [{ objectType: "ticket" }, 404, "objectType"],
    [{ everything: true }, 422, ""],
  ])("cannot be chosen by %j", async (body, status, field) => {
    const reply = await retry(body);

    expect({ status: reply.status, field: reply.body.error.field }).toEqual({ status, field });
  });

  it("are not tried while the portal is paused", async () => {
    await readRows(
      live().database,
      `UPDATE portals SET state = 'paused' WHERE portal_id = '${PORTAL_ID}'`,
    );

    expect(await retry({})).toMatchObject({
      status: 409,
      body: { error: { code: "portal_not_active" } },
    });
  });
});
