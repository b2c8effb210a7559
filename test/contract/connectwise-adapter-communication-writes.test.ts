import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { callsOf, updateOne } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import {
  CELL,
  CONTACTS,
  DIRECT,
  EMAIL,
  EMAILS,
  ID,
  ITEM,
  NEW_ITEM,
  PATHS,
  TYPES,
  itemsOf,
  loadItems,
  mail,
  phone,
  readContact,
  startContactRig,
  updateContact,
} from "./connectwise-contact-rig.ts";
import { COMMUNICATION_TYPE } from "./connectwise-stand-in-rig.ts";
import { recordOf } from "./crm-adapter-subject.ts";

let rig: AdapterRig;
beforeEach(async () => {
  rig = await startContactRig();
});
afterEach(() => rig.close());

describe("writes of communication items", () => {
  it("are changed one by one, by their ids; all others stay as they are", async () => {
    await loadItems(
      rig,
      mail("old@x.example", { defaultFlag: false }),
      mail("ada@x.example", { defaultFlag: true }),
      phone("+1 555 0100", { extension: "7" }),
    );
    const before = await itemsOf(rig);

    const calls = await callsOf(rig, async () => {
      const result = await updateContact(rig, {
        [EMAIL]: "new@x.example",
        [DIRECT]: "+1 555 0100 ext 8",
      });
      expect(recordOf(result).fields).toMatchObject({
        firstName: "Ada",
        [EMAIL]: "new@x.example",
        [EMAILS]: "new@x.example;old@x.example",
        [DIRECT]: "+1 555 0100 x8",
      });
    });

    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 1, [`PATCH ${ITEM}`]: 2 });
    const after = await itemsOf(rig);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after).toMatchObject([
      { value: "old@x.example", defaultFlag: false },
      { value: "new@x.example", defaultFlag: true, domain: "@x.example" },
      { value: "+1 555 0100", extension: "8", defaultFlag: true },
    ]);
  });

  it("are added without taking the default from another", async () => {
    await loadItems(rig, phone("+1 555 0100"));

    const calls = await callsOf(rig, async () => {
      const result = await updateContact(rig, {
        [CELL]: "+1 555 0199 x1",
        [EMAIL]: "ada@x.example",
      });
      expect(recordOf(result).fields).toMatchObject({
        [DIRECT]: "+1 555 0100",
        [CELL]: "+1 555 0199 x1",
        [EMAIL]: "ada@x.example",
      });
    });

    expect(calls).toEqual({
      [`GET ${CONTACTS}`]: 1,
      [TYPES]: 1,
      [NEW_ITEM]: 2,
    });
    expect(await itemsOf(rig)).toMatchObject([
      { value: "+1 555 0100", defaultFlag: true },
      { value: "ada@x.example", defaultFlag: true, type: { id: COMMUNICATION_TYPE.email } },
      { value: "+1 555 0199", extension: "1", defaultFlag: false },
    ]);
  });

  it("are deleted when their path is emptied, and nothing else is", async () => {
    await loadItems(
      rig,
      mail("ada@x.example", { defaultFlag: true }),
      mail("private@x.example", { type: { id: 12 }, defaultFlag: false }),
      phone("1"),
    );

    const calls = await callsOf(rig, async () => {
      const result = await updateContact(rig, {
        [DIRECT]: null,
        "communications/12": "",
        [CELL]: null,
      });
      expect(recordOf(result).fields).toMatchObject({ [EMAIL]: "ada@x.example", [DIRECT]: null });
    });

    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 1, [`DELETE ${ITEM}`]: 2 });
    expect((await itemsOf(rig)).map(({ value }) => value)).toEqual(["ada@x.example"]);
  });

  it("that hold a value already cost no call", async () => {
    await loadItems(rig, mail("ada@x.example"), phone("+1 555 0100", { extension: "12" }));
    const fields = { [EMAIL]: "ada@x.example", [DIRECT]: "+1 555 0100 ext. 12" };

    const calls = await callsOf(rig, () => updateContact(rig, fields));

    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 1 });
  });

  it("lose an extension that was taken away", async () => {
    await loadItems(rig, phone("+1 555 0100", { extension: "12" }));

    const result = await updateContact(rig, { [DIRECT]: "+1 555 0100" });

    expect(recordOf(result).fields[DIRECT]).toBe("+1 555 0100");
    expect((await itemsOf(rig))[0]).not.toHaveProperty("extension");
  });

  it("are written after the contact's own fields, from what the answer to these shows", async () => {
    await loadItems(rig, mail("ada@x.example"));
    const before = await readContact(rig);
    await rig.control.post("/edit", {
      type: "contact",
      id: ID,
      fields: { communicationItems: [mail("other@x.example")] },
    });
    const fields = { firstName: "Adele", [EMAIL]: "new@x.example", [CELL]: "5" };

    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "contact", ID, { fields, before });
      expect(recordOf(result).fields).toMatchObject(fields);
    });

    expect(calls).toEqual({
      [`PATCH ${CONTACTS}/:id`]: 1,
      [`PATCH ${ITEM}`]: 1,
      [TYPES]: 1,
      [NEW_ITEM]: 1,
    });
    expect((await readContact(rig)).fields).toMatchObject({ ...fields, [EMAILS]: "new@x.example" });
  });

  it("are read first when the contact comes without its details", async () => {
    await loadItems(rig, mail("ada@x.example"));
    const before = await readContact(rig, ["firstName"]);
    const fields = { [EMAIL]: "new@x.example" };

    const calls = await callsOf(rig, async () => {
      const known = await updateOne(rig, "contact", ID, { fields, before });
      expect(recordOf(known).fields).toMatchObject({ firstName: "Ada", ...fields });
    });
    const unknown = await updateOne(rig, "contact", ID, { fields: { [EMAIL]: "b@x.example" } });

    expect(calls).toEqual({ [`GET ${CONTACTS}/:id`]: 1, [`PATCH ${ITEM}`]: 1 });
    expect(recordOf(unknown).fields).toMatchObject({ firstName: "Ada", [EMAIL]: "b@x.example" });
  });

  it("that vanished in the meantime are decided about anew, once", async () => {
    await loadItems(rig, mail("ada@x.example"), phone("1"));
    const before = await readContact(rig);
    const [gone] = (await itemsOf(rig)).map(({ id }) => id);
    await rig.api.delete(`${CONTACTS}/${ID}/communications/${gone}`);
    const fields = { [DIRECT]: "2", [EMAIL]: "new@x.example" };

    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "contact", ID, { fields, before });
      expect(recordOf(result).fields).toMatchObject(fields);
    });

    expect(calls).toEqual({
      [`PATCH ${ITEM}`]: 2,
      [`GET ${CONTACTS}/:id`]: 1,
      [TYPES]: 1,
      [NEW_ITEM]: 1,
    });
    expect((await itemsOf(rig)).map(({ value }) => value)).toEqual(["2", "new@x.example"]);
  });

  it("that somebody deleted before us are deleted", async () => {
    await loadItems(rig, phone("1"));
    const before = await readContact(rig);
    const [gone] = (await itemsOf(rig)).map(({ id }) => id);
    await rig.api.delete(`${CONTACTS}/${ID}/communications/${gone}`);

    const result = await updateOne(rig, "contact", ID, { fields: { [DIRECT]: null }, before });

    expect(recordOf(result).fields[DIRECT]).toBeNull();
  });

  it("of a contact that is gone are class gone", async () => {
    await loadItems(rig, mail("ada@x.example"));
    const before = await readContact(rig);
    await rig.control.post("/delete", { type: "contact", id: ID });

    const result = await updateOne(rig, "contact", ID, {
      fields: { [EMAIL]: "b@x.example" },
      before,
    });

    expect(result).toMatchObject({ ok: false, error: { errorClass: "gone" } });
  });

  it.each([
    [PATHS[1], "x".repeat(251), "too_long"],
    ["communications/99", "1", "unknown_reference"],
    [EMAILS, "a@x.example", "field_not_writable"],
  ] as const)("refuse %s with its path", async (path, value, code) => {
    await loadItems(rig);

    expect(await updateContact(rig, { [path ?? ""]: value })).toMatchObject({
      ok: false,
      error: { code, errorClass: "invalid", field: path },
    });
  });

  it.each(["500-after", "timeout-after", "partial"])(
    "whose answer is lost by a %s are unclear and written once",
    async (kind) => {
      await loadItems(rig);
      await rig.control.post("/faults", { next: [{ match: `POST /v4`, kind }] });

      const asked = kind.startsWith("timeout") ? { ...rig, adapter: rig.impatient } : rig;
      const result = await updateContact(asked, { [EMAIL]: "ada@x.example" });
      const again = await updateContact(rig, { [EMAIL]: "ada@x.example" });

      expect(result).toMatchObject({ ok: false, error: { errorClass: "indeterminate" } });
      expect(recordOf(again).fields[EMAIL]).toBe("ada@x.example");
      expect((await itemsOf(rig)).map(({ value }) => value)).toEqual(["ada@x.example"]);
    },
  );
});
