import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countRecords } from "../../server/adapters/hubspot/count.ts";
import { readLists } from "../../server/adapters/hubspot/lists.ts";
import { hubspotObject } from "../../server/adapters/hubspot/objects.ts";
import { LISTS_PATH, passes } from "../../server/sync/filters.ts";
import type { FilterCondition, FilterOperator, RecordFilter } from "../../server/sync/model.ts";
import type { RecordCount } from "../../server/sync/vendor-ports.ts";
import { records, startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";

const LISTS = "/crm/lists/2026-09";
const MEMBERSHIPS = "POST /crm/lists/:version/records/memberships/batch/read";
const CITIES = ["Tampa", "Miami", ""];
const STAGES = ["lead", "customer", "opportunity"];

function one(path: string, operator: FilterOperator, ...values: string[]): FilterCondition {
  return { path, operator, values };
}

function of(...conditions: FilterCondition[]): RecordFilter {
  return { groups: [{ conditions }] };
}

describe("lists and counts of HubSpot [S11]", () => {
  let rig: HubspotRig;
  const lists: Record<string, string> = {};

  beforeAll(async () => {
    rig = await startHubspotRig();
    const companies = records("company", 130, (index) => ({
      properties: {
        name: `Company ${index}`,
        city: CITIES[index % 3],
        lifecyclestage: STAGES[index % 3],
        numberofemployees: String(index),
      },
    }));
    await rig.load({ companies });
    for (const name of ["Partners", "Clients"]) {
      const { data } = await rig.standIn.api.post(LISTS, {
        name,
        objectTypeId: "0-2",
        processingType: "MANUAL",
      });
      lists[name] = data.list.listId;
    }
    await change("Clients", "add", ["1000", "1129"]);
    await change("Partners", "add", ["1000"]);
  });
  afterAll(() => rig.standIn.close());

  const change = (name: string, verb: string, ids: string[]) =>
    rig.standIn.api.put(`${LISTS}/${lists[name]}/memberships/${verb}`, ids);
  const company = hubspotObject("company");
  const FIELDS = new Map([
    ["name", { kind: "text", label: "Company name" }],
    ["city", { kind: "text", label: "Town" }],
    ["lifecyclestage", { kind: "option", label: "Stage" }],
    ["numberofemployees", { kind: "number", label: "Employees" }],
    ["createdate", { kind: "datetime", label: "Made" }],
    [LISTS_PATH, { kind: "lists", label: "List" }],
  ]);
  const count = (filter: RecordFilter): Promise<RecordCount> =>
    countRecords(rig.transport, company, filter, FIELDS);
  const all = async () => {
    const paths = [...FIELDS.keys()];
    const first = await rig.adapter.list("company", null, paths);
    const second = await rig.adapter.list("company", first.next, paths);
    return [...first.records, ...second.records];
  };

  it("are offered by name, with their size", async () => {
    expect(await readLists(rig.transport, company)).toEqual([
      { listId: lists["Clients"], name: "Clients", size: 2 },
      { listId: lists["Partners"], name: "Partners", size: 1 },
    ]);
    expect(await readLists(rig.transport, hubspotObject("contact"))).toEqual([]);
  });

  it("come with records that are read and listed, for one call a hundred, and only when asked for", async () => {
    await rig.forgetCalls();
    const read = await rig.adapter.read("company", ["1000", "1001"], ["name", LISTS_PATH]);
    const listed = await all();
    const head = await rig.adapter.changesHead("company", 0, ["name", LISTS_PATH]);
    const calls = await rig.callCounts();
    const plain = await rig.adapter.read("company", ["1000"], ["name"]);

    const both = `${lists["Partners"]};${lists["Clients"]}`;
    expect(read.get("1000")?.fields).toEqual({ name: "Company 0", [LISTS_PATH]: both });
    expect(read.get("1001")?.fields[LISTS_PATH]).toBeNull();
    expect(listed.at(-1)?.fields[LISTS_PATH]).toBe(lists["Clients"]);
    expect(calls[MEMBERSHIPS]).toBe(3);
    // A search shows nothing of lists, which is not the same as being in none.
    expect(head.records[0]?.fields).not.toHaveProperty(LISTS_PATH);
    expect(plain.get("1000")?.fields).toEqual({ name: "Company 0" });
  });

  it("tell that a record joined or left", async () => {
    const id = lists["Partners"] ?? "";
    const states = async () => (await rig.adapter.lists?.states("company", [id, "99"]))?.get(id);
    const before = await states();
    await change("Partners", "add", ["1005"]);
    const joined = await states();
    await change("Partners", "remove", ["1005"]);
    const left = await states();

    expect(joined).toEqual({ ...before, lastJoined: expect.any(String) });
    expect(joined?.lastJoined).not.toBe(before?.lastJoined);
    expect(left).toEqual({ ...joined, lastLeft: expect.any(String) });
    expect(left?.lastLeft).not.toBe(joined?.lastLeft);
  });

  it("list their members page by page, in the order in which they joined", async () => {
    const { data } = await rig.standIn.api.post(LISTS, {
      name: "Many",
      objectTypeId: "0-2",
      processingType: "MANUAL",
    });
    const ids = Array.from({ length: 130 }, (_each, index) => String(1129 - index));
    await rig.standIn.api.put(`${LISTS}/${data.list.listId}/memberships/add`, ids);

    const page = await rig.adapter.lists?.members(data.list.listId, null);

    expect(page?.members.map(({ id }) => id)).toEqual(ids);
    expect(page?.members[0]?.joinedAt).toBeGreaterThan(0);
    expect(page?.next).toBeNull();
  });

  it.each<[string, FilterCondition[][]]>([
    ["no condition", []],
    ["an option", [[one("lifecyclestage", "is-any-of", "customer", "lead")]]],
    ["a text, in whatever letters", [[one("city", "is-any-of", "TAMPA")]]],
    ["a blank", [[one("city", "is-blank")]]],
    [
      "a filled field and a number",
      [[one("city", "is-filled"), one("numberofemployees", "at-least", "100")]],
    ],
    [
      "groups",
      [[one("numberofemployees", "at-most", "4")], [one("numberofemployees", "at-least", "128")]],
    ],
    ["a day", [[one("createdate", "at-most", "2099-01-01")]]],
    ["a day that is to come", [[one("createdate", "at-least", "2099-01-01")]]],
  ])("count as we do: %s", async (_what, groups) => {
    const filter = { groups: groups.map((conditions) => ({ conditions })) };
    const ours = (await all()).filter(({ fields }) => passes(filter, fields)).length;

    expect(await count(filter)).toEqual({ count: ours });
  });

  it("count the members of one list by its size", async () => {
    const inClients = one(LISTS_PATH, "is-any-of", lists["Clients"] ?? "");

    expect(await count(of(inClients))).toEqual({ count: 2 });
    expect(await count(of(inClients, one("city", "is-blank")))).toMatchObject({
      count: null,
      reason: expect.stringContaining("lists"),
    });
  });

  it.each([
    one("city", "is-none-of", "Tampa"),
    one("city", "contains", "amp"),
    one("city", "contains-not", "amp"),
    one("createdate", "at-least", "2026-01-01T10:00"),
  ])("say what a search would count otherwise: $operator", async (condition) => {
    await rig.forgetCalls();

    expect(await count({ groups: [{ conditions: [condition] }] })).toMatchObject({
      count: null,
      reason: expect.stringContaining(FIELDS.get(condition.path)?.label ?? ""),
    });
    expect(await rig.callCounts()).toEqual({});
  });

  it("say when a search takes no filter as long as this one", async () => {
    const group = { conditions: Array.from({ length: 6 }, () => one("city", "is-filled")) };
    const long = one(
      "city",
      "is-any-of",
      ..."x"
        .repeat(100)
        .split("")
        .map((x) => x.repeat(40)),
    );

    expect(await count({ groups: [group, group, group, group] })).toMatchObject({ count: null });
    expect(await count({ groups: [{ conditions: [long] }] })).toMatchObject({ count: null });
  });
});
