import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { add, COMMUNICATION_TYPE, remove, replace, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let id: number;
let time = Date.parse("2026-11-23T10:00:00Z");

const item = (kind: keyof typeof COMMUNICATION_TYPE, value: string, defaultFlag = true) => ({
  type: { id: String(COMMUNICATION_TYPE[kind]) },
  value,
  defaultFlag,
});

beforeAll(async () => {
  rig = await startRig({ now: () => time });
});
afterAll(() => rig.close());
beforeEach(async () => {
  time = Date.parse("2026-11-23T10:00:00Z");
  await rig.control.post("/reset", { dataset: "empty" });
  const { data } = await rig.api.post("/company/contacts", {
    firstName: "Ada",
    communicationItems: [item("email", "ada@a.example"), item("direct", "1"), item("fax", "2")],
  });
  id = data.id;
  time += 5_000;
});

const patch = (operations: unknown) => rig.api.patch(`/company/contacts/${id}`, operations);
const read = async () => (await rig.api.get(`/company/contacts/${id}`)).data;
/** `value` of each item, with `!` where it is the default of its kind. */
const summary = (contact: Answer) =>
  contact.communicationItems.map(
    ({ value, defaultFlag }) => `${String(value)}${defaultFlag ? "!" : ""}`,
  );

// row 13
describe("communicationItems in a patch", () => {
  it("change one element and leave the others, and their ids, alone", async () => {
    const before = await read();

    const { data } = await patch([replace("/communicationItems/1/value", "11")]);

    expect(summary(data)).toEqual(["ada@a.example!", "11!", "2!"]);
    expect(data.communicationItems.map((each) => each.id)).toEqual(
      before.communicationItems.map((each) => each.id),
    );
    expect(data["_info"].lastUpdated).toBe("2026-11-23T10:00:05Z");
  });

  it("are added at the end, whose new default takes the flag from the old one", async () => {
    const { data } = await patch([add("communicationItems/3", item("cell", "3"))]);

    expect(summary(data)).toEqual(["ada@a.example!", "1", "2!", "3!"]);
    expect(data).toMatchObject({ defaultPhoneType: "Cell", defaultPhoneNbr: "3" });
    expect(data.communicationItems[3]).toMatchObject({
      type: { id: COMMUNICATION_TYPE.cell, name: "Cell" },
      communicationType: "Phone",
    });
  });

  it("go to the end under any other index, too, but without their default flag", async () => {
    const { data } = await patch([add("communicationItems/0", item("cell", "3"))]);

    expect(summary(data)).toEqual(["ada@a.example!", "1!", "2!", "3"]);
  });

  it("are added twice under the index that was the end before the patch", async () => {
    const { data } = await patch([
      add("communicationItems/3", item("cell", "3")),
      add("communicationItems/3", item("email", "b@b.example")),
    ]);

    expect(summary(data)).toEqual(["ada@a.example", "1", "2!", "3!", "b@b.example!"]);
  });

  it("shift when one is removed, so that an ascending order hits the wrong ones", async () => {
    const { data } = await patch([remove("communicationItems/0"), remove("communicationItems/1")]);

    expect(summary(data)).toEqual(["1!"]);
  });

  it("have no default of a kind once that one is removed", async () => {
    await patch([add("communicationItems/3", item("cell", "3", false))]);

    const { data } = await patch([remove("communicationItems/1")]);

    expect(summary(data)).toEqual(["ada@a.example!", "2!", "3"]);
    expect(data).not.toHaveProperty("defaultPhoneNbr");
  });

  it("are no field of the contact once the last one is gone", async () => {
    const { data } = await patch([2, 1, 0].map((index) => remove(`communicationItems/${index}`)));

    expect(data).not.toHaveProperty("communicationItems");
  });

  it("are replaced as a whole by an array, which drops what it does not name", async () => {
    const [mail] = (await read()).communicationItems.map((each) => each);

    const { data } = await patch([
      replace("communicationItems", [{ ...mail, value: "new@a.example" }, item("cell", "3")]),
    ]);

    expect(summary(data)).toEqual(["new@a.example!", "3!"]);
    expect(data.communicationItems[0]?.id).toBe(mail?.id);
  });

  it.each([
    ["a text for the array", replace("communicationItems", "[]")],
    ["an index behind the last", replace("communicationItems/3/value", "x")],
    ["adding behind the end", add("communicationItems/5", item("cell", "3"))],
    ["an index that is none", add("communicationItems/-", item("cell", "3"))],
    ["removing what is not there", remove("communicationItems/3")],
  ])("refuse %s", async (_, operation) => {
    const { status, data } = await patch([operation]);

    expect([status, data.code]).toEqual([400, "InvalidPatch"]);
    expect(summary(await read())).toEqual(["ada@a.example!", "1!", "2!"]);
  });

  it("are checked: a value that is too long or gone changes nothing", async () => {
    const long = await patch([replace("communicationItems/0/value", "x".repeat(251))]);
    const empty = await patch([remove("communicationItems/0/value")]);

    expect(long.data.errors[0]).toMatchObject({ code: "MaxLengthField", field: "value" });
    expect(empty.data.errors[0]).toMatchObject({ code: "MissingRequiredField", field: "value" });
    expect(summary(await read())).toEqual(["ada@a.example!", "1!", "2!"]);
  });

  // row 10
  it("answer a path below the type with 200 and change nothing", async () => {
    const { status, data } = await patch([
      replace("communicationItems/1/type/id", COMMUNICATION_TYPE.cell),
    ]);
    const whole = await patch([
      replace("communicationItems/1/type", { id: COMMUNICATION_TYPE.cell }),
    ]);

    expect(status).toBe(200);
    expect(data.communicationItems[1]).toMatchObject({ type: { name: "Direct" } });
    expect(whole.data.communicationItems[1]).toMatchObject({ type: { name: "Cell" } });
  });
});

const path = () => `/company/contacts/${id}/communications`;

describe("/company/contacts/{id}/communications", () => {
  it("lists, adds, changes and deletes items by their ids", async () => {
    const listed = await rig.api.get(path(), { params: { conditions: 'communicationType="Fax"' } });
    const added = await rig.api.post(path(), item("cell", "3"));
    const own = `${path()}/${added.data.id}`;
    const patched = await rig.api.patch(own, [replace("value", "33")]);
    const put = await rig.api.put(own, item("cell", "333", false));
    const counted = await rig.api.get(`${path()}/count`);
    const deleted = await rig.api.delete(own);

    expect(listed.data).toEqual([expect.objectContaining({ value: "2", contactId: id })]);
    expect(added.status).toBe(201);
    expect(added.data).toMatchObject({ contactId: id, communicationType: "Phone", value: "3" });
    expect(patched.data).toMatchObject({ value: "33", defaultFlag: true });
    expect(put.data).toMatchObject({ value: "333", defaultFlag: false });
    expect(counted.data.count).toBe(4);
    expect(deleted.status).toBe(204);
    expect((await rig.api.get(own)).status).toBe(404);
  });

  it("takes the default flag from the old default", async () => {
    await rig.api.post(path(), item("cell", "3"));

    expect(summary(await read())).toEqual(["ada@a.example!", "1", "2!", "3!"]);
  });

  it("resets with PUT what the body leaves out", async () => {
    const [, phone] = (await read()).communicationItems.map((each) => each);

    const put = await rig.api.put(`${path()}/${phone?.id}`, { type: { id: 4 } });

    expect(put.data.errors[0]).toMatchObject({ code: "MissingRequiredField", field: "value" });
  });

  it("does not move the contact's lastUpdated, unless the server is said to", async () => {
    await rig.api.post(path(), item("cell", "3"));
    const still = await read();
    await rig.control.post("/quirks", { communicationsMoveContact: true });
    await rig.api.post(path(), item("cell", "4"));
    const moved = await read();

    expect(still["_info"].lastUpdated).toBe("2026-11-23T10:00:00Z");
    expect(moved["_info"].lastUpdated).toBe("2026-11-23T10:00:05Z");
  });

  it("is what a person's edit of the items alone amounts to", async () => {
    const fields = { communicationItems: [{ value: "only@a.example" }] };

    const { data } = await rig.control.post("/edit", { type: "contact", id, fields });

    expect(summary(data)).toEqual(["only@a.example!"]);
    expect(data["_info"].lastUpdated).toBe("2026-11-23T10:00:00Z");
  });
});
