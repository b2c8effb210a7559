import { describe, expect, it } from "vitest";
import { useStandIn } from "./hubspot-stand-in-rig.ts";

const LISTS = "/crm/lists/2026-09";

const companies = ["1", "2", "3"].map((id) => ({ id, properties: { name: `Company ${id}` } }));
const hubspot = useStandIn({ records: { companies } });

async function createList(name: string, processingType = "MANUAL"): Promise<string> {
  const { data, status } = await hubspot.api.post(LISTS, {
    name,
    objectTypeId: "0-2",
    processingType,
  });
  expect(status).toBe(200);
  return data.list.listId;
}
const put = (id: string, route: string, body: unknown) =>
  hubspot.api.put(`${LISTS}/${id}/memberships/${route}`, body);
const membersOf = async (id: string, order = ""): Promise<string[]> => {
  const { data } = await hubspot.api.get(`${LISTS}/${id}/memberships${order}`);
  return data.results.map((each: { recordId: string }) => each.recordId);
};
const search = (body: object) =>
  hubspot.api.post(`${LISTS}/search`, {
    listIds: [],
    processingTypes: [],
    additionalProperties: [],
    offset: 0,
    ...body,
  });

const read = (inputs: object[]) =>
  hubspot.api.post(`${LISTS}/records/memberships/batch/read`, { inputs });
const of = (recordId: string, objectTypeId = "0-2") => ({ objectTypeId, recordId });

describe("lists of records", () => {
  it("tell what they hold", async () => {
    const id = await createList("Managed clients");
    await put(id, "add", ["1"]);

    const one = await hubspot.api.get(`${LISTS}/${id}`);
    const many = await hubspot.api.get(LISTS, { params: { listIds: id } });

    expect(one.data.list).toMatchObject({
      listId: id,
      name: "Managed clients",
      objectTypeId: "0-2",
      processingType: "MANUAL",
      processingStatus: "COMPLETE",
      size: 1,
    });
    expect(many.data.lists).toEqual([one.data.list]);
    expect((await hubspot.api.get(`${LISTS}/99`)).status).toBe(404);
  });

  it("are found by a part of their name, by type and by page", async () => {
    for (const name of ["Managed clients", "Former clients", "Partners"]) await createList(name);

    const clients = await search({ query: "CLIENTS", objectTypeId: "0-2", count: 1 });
    const contacts = await search({ objectTypeId: "0-1" });

    expect(clients.data).toMatchObject({
      lists: [{ name: "Managed clients", additionalProperties: { hs_list_size: "0" } }],
      hasMore: true,
      offset: 1,
      total: 2,
    });
    expect(contacts.data).toMatchObject({ lists: [], hasMore: false, total: 0 });
  });

  it("list members in the order they joined, or by their ids", async () => {
    const id = await createList("Managed clients");
    await put(id, "add", ["3"]);
    hubspot.wait(1_000);
    await put(id, "add", ["1", "2"]);

    expect(await membersOf(id, "/join-order")).toEqual(["3", "1", "2"]);
    expect(await membersOf(id)).toEqual(["1", "2", "3"]);
  });

  it("page through their members", async () => {
    const id = await createList("Managed clients");
    await put(id, "add", ["3", "1", "2"]);
    const page = (params: object) =>
      hubspot.api.get(`${LISTS}/${id}/memberships/join-order`, { params });

    const first = await page({ limit: 2 });
    const second = await page({ limit: 2, after: first.data.paging.next.after });
    const tooLong = await page({ limit: 251 });

    expect(second.data).toMatchObject({
      results: [{ recordId: "2", membershipTimestamp: expect.any(String) }],
      total: 3,
    });
    expect(second.data).not.toHaveProperty("paging");
    expect(tooLong.status).toBe(400);
  });

  it("add and remove members, and say which records there are not", async () => {
    const id = await createList("Managed clients");
    await put(id, "add", ["1", "2"]);

    const both = await put(id, "add-and-remove", {
      recordIdsToAdd: ["2", "3", "99"],
      recordIdsToRemove: ["1"],
    });
    const removed = await put(id, "remove", ["3"]);

    expect(both.data).toEqual({
      recordsIdsAdded: ["3"],
      recordIdsRemoved: ["1"],
      recordIdsMissing: ["99"],
    });
    expect(removed.data).toMatchObject({ recordIdsRemoved: ["3"] });
    expect(await membersOf(id)).toEqual(["2"]);
  });

  it("show no archived records", async () => {
    const id = await createList("Managed clients");
    await put(id, "add", ["1", "2"]);
    await hubspot.control("delete", { type: "company", id: "1" });

    expect(await membersOf(id)).toEqual(["2"]);
  });

  it("refuse a taken name, and members where filters choose them", async () => {
    const id = await createList("Managed clients", "DYNAMIC");
    const twin = { name: "Managed clients", objectTypeId: "0-2", processingType: "MANUAL" };

    expect((await hubspot.api.post(LISTS, twin)).status).toBe(400);
    expect((await put(id, "add", ["1"])).status).toBe(400);
  });

  it("tell which lists a record is in, and when the lists changed last", async () => {
    const [clients, partners] = [await createList("Clients"), await createList("Partners")];
    await put(clients, "add", ["1", "2"]);
    await put(partners, "add", ["1"]);
    await put(clients, "remove", ["2"]);

    const { data } = await read([of("1"), of("2"), of("1", "0-1")]);
    const found = await search({ listIds: [clients, partners] });

    const lists = data.results.map((each: { recordListMemberships: { listId: string }[] }) =>
      each.recordListMemberships.map(({ listId }) => listId),
    );
    expect(lists).toEqual([[clients, partners], [], []]);
    expect(data.results[0]).toMatchObject({ recordId: "1", objectTypeId: "0-2" });
    expect(found.data.lists[0].additionalProperties).toMatchObject({
      hs_list_size: "1",
      hs_last_record_added_at: expect.any(String),
      hs_last_record_removed_at: expect.any(String),
    });
    expect(found.data.lists[1].additionalProperties).not.toHaveProperty(
      "hs_last_record_removed_at",
    );
    expect((await read([])).status).toBe(400);
    expect((await read(Array.from({ length: 101 }, () => of("1")))).status).toBe(400);
  });
});
