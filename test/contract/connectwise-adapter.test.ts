import { afterEach, describe, expect, it } from "vitest";

import type { Fields, RecordSnapshot } from "../../server/sync/model.ts";
import type { WriteResult } from "../../server/sync/adapter-ports.ts";
import { startAdapterRig } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";

let rig: AdapterRig;
afterEach(() => rig.close());

const NEW: Fields = { name: "Acme Ltd", identifier: "Acme", "country/id": "4" };

async function create(fields: Fields = NEW): Promise<RecordSnapshot> {
  const [result] = await rig.adapter.create("company", [{ sourceId: "1", fields }]);
  if (result?.ok === true) return result.record;
  throw result?.error ?? new Error("no result");
}

async function update(id: string, fields: Fields): Promise<WriteResult> {
  const [result] = await rig.adapter.update("company", [{ id, fields }]);
  if (result === undefined) throw new Error("no result");
  return result;
}

async function calls(): Promise<Record<string, { count: number }>> {
  const { data } = await rig.control.get("/requests");
  return data.byRoute as Record<string, { count: number }>;
}

const LIST = "GET /:codebase/apis/3.0/company/companies";

describe("companies in ConnectWise", () => {
  it("flatten references, types and custom fields, both read and as a write's answer", async () => {
    rig = await startAdapterRig();
    const created = await create({
      ...NEW,
      "types/id": "2;1",
      "status/id": "1",
      "territoryManager/id": "152",
      "customFields/12": "Gold",
      "customFields/15": 40,
    });
    const expected = {
      "types/id": "1;2",
      "types/name": "Client;Prospect",
      "status/name": "Active",
      "country/name": "Germany",
      "territoryManager/id": "152",
      "customFields/12": "Gold",
      "customFields/13": null,
      "customFields/15": 40,
      website: null,
    };
    expect(created.fields).toMatchObject(expected);
    const read = await rig.adapter.read("company", [created.id], Object.keys(expected));
    expect(read.get(created.id)?.fields).toEqual(expected);
    expect(read.get(created.id)?.modifiedAt).toBe(created.modifiedAt);
  });

  it("keep the custom fields that an update does not name", async () => {
    rig = await startAdapterRig();
    const { id } = await create({ ...NEW, "customFields/12": "Gold", "customFields/15": 40 });
    const result = await update(id, { "customFields/15": 41, "territoryManager/id": null });
    expect(result).toMatchObject({
      ok: true,
      record: { fields: { "customFields/12": "Gold", "customFields/15": 41 } },
    });
  });

  it("that were deleted are listed and read with their mark", async () => {
    rig = await startAdapterRig();
    const { id } = await create();
    await rig.control.post("/delete", { type: "company", id });
    const page = await rig.adapter.list("company", null, ["name"]);
    expect(page.records.find((record) => record.id === id)?.isDeleted).toBe(true);
    const read = await rig.adapter.read("company", [id], ["name"]);
    expect(read.get(id)?.isDeleted).toBe(true);
  });

  it("are read 100 in one call, and listed 1,000 in one call", async () => {
    rig = await startAdapterRig();
    await rig.control.post("/reset", { companies: 1_500, contacts: 0, deals: 0 });
    await rig.control.post("/limits", { enforce: false });
    const first = await rig.adapter.list("company", null, ["name"]);
    const second = await rig.adapter.list("company", first.next, ["name"]);
    expect(first.records).toHaveLength(1000);
    expect(second.next).toBeNull();
    const ids = [...first.records, ...second.records].map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBeGreaterThanOrEqual(1_500);
    expect((await calls())[LIST]?.count).toBe(2);
    const some = first.records.slice(0, 100).map(({ id }) => id);
    expect((await rig.adapter.read("company", some, ["name"])).size).toBe(100);
    expect((await calls())[LIST]?.count).toBe(3);
  });

  it("with a bad stored value refuse every update, and the error names the value", async () => {
    rig = await startAdapterRig();
    const { id } = await create();
    await rig.control.post("/edit", { type: "company", id, fields: { yearEstablished: 1 } });
    expect(await update(id, { city: "Bonn" })).toMatchObject({
      ok: false,
      error: { code: "stored_value_invalid", errorClass: "invalid", field: "yearEstablished" },
    });
  });

  it("on a server that fails on every update need attention instead of being tried for ever", async () => {
    rig = await startAdapterRig({ isCloud: false, quirks: { companyPatchFails: true } });
    const { id } = await create();
    expect(await update(id, { city: "Bonn" })).toMatchObject({
      ok: false,
      error: { code: "updates_broken", errorClass: "invalid" },
    });
  });

  it.each<[string, Fields, object]>([
    ["an identifier in use", NEW, { errorClass: "exists", field: "identifier" }],
    [
      "an unknown status",
      { ...NEW, identifier: "B", "status/id": "99" },
      { code: "unknown_reference", field: "status" },
    ],
    [
      "a bad identifier",
      { ...NEW, identifier: "a/b" },
      { code: "invalid_value", field: "identifier" },
    ],
    [
      "no address",
      { name: "B", identifier: "B" },
      { code: "missing_required", field: "addressLine1" },
    ],
    [
      "a custom field's unknown option",
      { ...NEW, identifier: "B", "customFields/12": "Iron" },
      { errorClass: "invalid", field: "customFields" },
    ],
  ])("with %s are refused with the field", async (_what, fields, error) => {
    rig = await startAdapterRig();
    await create();
    const [result] = await rig.adapter.create("company", [{ sourceId: "2", fields }]);
    expect(result).toMatchObject({ ok: false, error });
  });

  it("with a longer name than the server's version takes are refused", async () => {
    rig = await startAdapterRig({ version: "v2022.1" });
    const fields = { ...NEW, name: "x".repeat(51) };
    const [result] = await rig.adapter.create("company", [{ sourceId: "1", fields }]);
    expect(result).toMatchObject({ ok: false, error: { code: "too_long", field: "name" } });
  });

  it("that our login entered are found whatever people made of them since", async () => {
    rig = await startAdapterRig();
    const highMark = await rig.adapter.highMark("company");
    const edited = await create({ ...NEW, identifier: "Sent", name: "Sent" });
    const { control } = rig;
    const fields = { identifier: "Other", name: "Edited" };
    await control.post("/edit", { type: "company", id: Number(edited.id), fields });
    await control.post("/edit", {
      type: "company",
      fields: { identifier: "Theirs", name: "Sent" },
    });
    const probes = [{ sourceId: "a", fields: { identifier: "Theirs" }, highMark }];
    const found = await rig.adapter.findCreated("company", probes, ["name"]);
    expect(found.get("a")?.map(({ fields: { name }, isMadeByUs }) => [name, isMadeByUs])).toEqual([
      ["Edited", true],
      ["Sent", false],
    ]);
  });

  it("created by us are told from those of others by identifier and mark", async () => {
    rig = await startAdapterRig();
    const highMark = await rig.adapter.highMark("company");
    const before = await create({ ...NEW, identifier: "Quote Co", name: 'The "Quote" \\ Co' });
    const after = await rig.adapter.highMark("company");
    const fields = { identifier: "quote co", name: "x" };
    const found = await rig.adapter.findCreated(
      "company",
      [
        { sourceId: "a", fields, highMark },
        { sourceId: "b", fields, highMark: after },
        { sourceId: "c", fields: { name: 'The "Quote" \\ Co' }, highMark },
        { sourceId: "d", fields: {}, highMark },
      ],
      ["name"],
    );
    expect([...found.keys()].toSorted()).toEqual(["a", "c", "d"]);
    expect(found.get("a")?.map(({ id }) => id)).toEqual([before.id]);
    expect(found.get("c")?.[0]?.fields).toEqual({ name: 'The "Quote" \\ Co' });
  });
});

describe("changes in ConnectWise", () => {
  it("of the very second are found, on servers that compare days only as well", async () => {
    rig = await startAdapterRig(
      { isCloud: false, quirks: { dateOnlyConditions: true } },
      { dateConditions: "day" },
    );
    const { id, modifiedAt } = await create();
    const head = await rig.adapter.changesHead("company", modifiedAt + 999, ["name"]);
    expect(head.records.map((record) => record.id)).toEqual([id]);
    const later = await rig.adapter.changesHead("company", modifiedAt + 1_000, ["name"]);
    expect(later.records).toEqual([]);
    const scan = await rig.adapter.changesScan("company", modifiedAt, null, ["name"]);
    expect(scan.records.map((record) => record.id)).toEqual([id]);
  });

  it("cost one call when there are none", async () => {
    rig = await startAdapterRig();
    await rig.control.delete("/requests");
    await rig.adapter.changesHead("company", Date.now() + 60_000, ["name"]);
    expect((await calls())[LIST]?.count).toBe(1);
  });
});
