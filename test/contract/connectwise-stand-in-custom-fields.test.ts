import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NEW_COMPANY, replace, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;

const NEW_OPPORTUNITY = {
  name: "Firewall",
  primarySalesRep: { id: 152 },
  company: { id: 250 },
  contact: { id: 1 },
  expectedCloseDate: "2026-12-31T00:00:00Z",
};
const TYPES = {
  company: ["/company/companies", NEW_COMPANY],
  contact: ["/company/contacts", { firstName: "Ada" }],
  opportunity: ["/sales/opportunities", NEW_OPPORTUNITY],
} as const;

beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());
beforeEach(() =>
  rig.control.post("/reset", {
    records: {
      companies: [{ id: 250, name: "Bob" }],
      contacts: [{ id: 1, firstName: "Ada", company: { id: 250 } }],
    },
  }),
);

type TypeName = keyof typeof TYPES;
const create = (type: TypeName, customFields: object[], more: object = {}) => {
  const [path, body] = TYPES[type];
  return rig.api.post(path, { ...body, ...more, customFields });
};
const definitions = async (screenId: string) =>
  (
    await rig.api.get("/system/userDefinedFields", {
      params: { conditions: `screenId="${screenId}"`, pageSize: 100 },
    })
  ).data;
/** Value of a field by its id. */
const valueOf = (record: Answer, id: number) =>
  record.customFields.filter((field) => field.id === id)[0]?.value;

describe("custom fields", () => {
  it.each([
    ["company", "cw300", 250],
    ["contact", "ct300", 1],
  ])("of every type are defined for a %s, which lists all of them", async (type, screen, id) => {
    const rows = await definitions(screen);
    const { data } = await rig.api.get(`${TYPES[type as TypeName][0]}/${id}`);

    expect(new Set(rows.map((row) => row.fieldTypeIdentifier))).toEqual(
      new Set(
        (
          "TextArea Button Currency Date Hyperlink IPAddress Checkbox Number Percent PhoneNumber " +
          "Text Password"
        ).split(" "),
      ),
    );
    expect(data.customFields.map((field) => field.id)).toEqual(rows.map((row) => row.id));
  });

  // ids of contacts' fields from 31, of opportunities' from 51, in the same order
  it.each([
    [0, "two words"],
    [2, 1_234.56],
    [3, "2026-11-23T00:00:00Z"],
    [4, "https://a.example/x"],
    [5, "10.0.0.1"],
    [6, true],
    [7, 12],
    [8, 2.5],
    [9, "+1 813 555"],
    [10, "text"],
    [11, "secret"],
    [12, "true"],
    [13, "Web"],
  ])("number %i takes %j", async (index, value) => {
    const contact = await create("contact", [{ id: 31 + index, value }]);
    const opportunity = await create("opportunity", [{ id: 51 + index, value }]);

    expect([contact.status, opportunity.status]).toEqual([201, 201]);
    expect(valueOf(contact.data, 31 + index)).toBe(value);
    expect(valueOf(opportunity.data, 51 + index)).toBe(value);
  });

  it.each([
    [0, 5],
    [1, "pressed"],
    [2, "1234"],
    [3, "soon"],
    [5, "10.0.0"],
    [6, "yes"],
    [7, "12"],
    [12, "maybe"],
    [13, "Fax"],
  ])("number %i refuses %j", async (index, value) => {
    const { status, data } = await create("contact", [{ id: 31 + index, value }]);

    expect(status).toBe(400);
    expect(data.errors).toEqual([
      expect.objectContaining({ code: "InvalidField", resource: "contact", field: "customFields" }),
    ]);
  });

  it("round numbers to the decimals of their definition", async () => {
    const { data } = await create("contact", [
      { id: 33, value: 1.005 },
      { id: 38, value: 7.6 },
      { id: 39, value: 2.55 },
    ]);

    expect([valueOf(data, 38), valueOf(data, 39)]).toEqual([8, 2.6]);
  });

  it("start with the default option of a list", async () => {
    const { data } = await create("contact", []);

    expect(valueOf(data, 43)).toBe("false");
  });

  it("change where they are named; an empty array clears nothing, null clears", async () => {
    const { data } = await create("contact", [
      { id: 41, value: "a" },
      { id: 38, value: 1 },
    ]);
    const patch = (value: unknown) =>
      rig.api.patch(`/company/contacts/${data.id}`, [replace("customFields", value)]);

    const one = await patch([{ id: 41, value: "b" }]);
    const none = await patch([]);
    const cleared = await patch([{ id: 41, value: null }]);

    const values = [one, none, cleared].map(({ data: each }) => [
      valueOf(each, 41),
      valueOf(each, 38),
    ]);
    expect(values).toEqual([
      ["b", 1],
      ["b", 1],
      [null, 1],
    ]);
  });

  it("of another type of record are not found", async () => {
    const { data } = await create("contact", [{ id: 12, value: "Gold" }]);

    expect(data.errors[0]).toMatchObject({ code: "NotFound", field: "customFields" });
  });

  it("that are required fail every create and update without them", async () => {
    const { data: old } = await create("contact", []);
    const definition = await rig.api.post("/system/userDefinedFields", {
      podId: 4,
      caption: "Cost Centre",
      sequenceNumber: 99,
      fieldTypeIdentifier: "Text",
      requiredFlag: true,
    });
    const value = { id: definition.data.id, value: "100" };

    const bare = await create("contact", []);
    const filled = await create("contact", [value]);
    const path = `/company/contacts/${old.id}`;
    const update = await rig.api.patch(path, [replace("title", "Dr")]);
    const repair = await rig.api.patch(path, [replace("customFields", [value])]);

    expect(definition.data).toMatchObject({
      screenId: "ct300",
      podDescription: "Contact Overview",
    });
    expect(bare.data.errors[0]).toMatchObject({
      code: "MissingRequiredField",
      message: "The Cost Centre field is required.",
      field: "customFields",
    });
    expect(update.status).toBe(400);
    expect([filled.status, repair.status]).toEqual([201, 200]);
  });

  it("that are for one location are there on its opportunities only", async () => {
    const own = await create("opportunity", [{ id: 65, value: "yes" }], { locationId: 3 });
    const other = await create("opportunity", [{ id: 65, value: "yes" }], { locationId: 2 });
    const bare = await create("opportunity", [], { locationId: 2 });
    const moved = await rig.api.patch(`/sales/opportunities/${own.data.id}`, [
      replace("locationId", 2),
    ]);

    const edited = await rig.control.post("/edit", {
      type: "deal",
      id: bare.data.id,
      fields: { locationId: 3, customFields: [{ id: 65, value: "no" }] },
    });

    expect(valueOf(own.data, 65)).toBe("yes");
    expect(valueOf(edited.data, 65)).toBe("no");
    expect(other.data.errors[0]).toMatchObject({ code: "NotFound" });
    expect(bare.data.customFields.map((field) => field.id)).not.toContain(65);
    expect(moved.data.customFields.map((field) => field.id)).not.toContain(65);
  });
});
