import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { FieldValue, RecordSnapshot } from "../../server/sync/model.ts";
import { callsOf, createOne, updateOne } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import {
  CELL,
  CONTACTS,
  DIRECT,
  EMAIL,
  EMAILS,
  FAX,
  ITEM,
  PATHS,
  TYPES,
  loadItems,
  mail,
  phone,
  readContact,
  startContactRig,
} from "./connectwise-contact-rig.ts";
import { COMMUNICATION_TYPE } from "./connectwise-stand-in-rig.ts";
import { recordOf } from "./crm-adapter-subject.ts";

let rig: AdapterRig;
beforeEach(async () => {
  rig = await startContactRig();
});
afterEach(() => rig.close());

describe("communication items in ConnectWise", () => {
  it.each<[string, object[], Record<string, FieldValue>]>([
    ["no items", [], { [EMAIL]: null, [EMAILS]: null, [DIRECT]: null }],
    [
      "several addresses",
      [mail("Old@x.example", { defaultFlag: false }), mail("ada@x.example", { defaultFlag: true })],
      { [EMAIL]: "ada@x.example", [EMAILS]: "ada@x.example;old@x.example" },
    ],
    [
      "no default",
      [mail("b@x.example", { defaultFlag: false }), mail("a@x.example", { defaultFlag: false })],
      { [EMAIL]: "b@x.example" },
    ],
    [
      "an extension",
      [phone("+1 555 0100", { extension: "12" })],
      { [DIRECT]: "+1 555 0100 x12", [CELL]: null },
    ],
    [
      "two numbers of a type",
      [phone("1", { defaultFlag: false }), phone("2", { defaultFlag: true })],
      { [DIRECT]: "2" },
    ],
  ])("with %s are flat paths", async (_what, given, expected) => {
    await loadItems(rig, ...given);

    expect((await readContact(rig)).fields).toMatchObject(expected);
  });

  it("are listed, scanned and polled with the contact, without a call more", async () => {
    await loadItems(rig, mail("ada@x.example"));

    const listed = await callsOf(rig, async () => {
      const page = await rig.adapter.list("contact", null, PATHS);
      const head = await rig.adapter.changesHead("contact", 0, PATHS);
      const scan = await rig.adapter.changesScan("contact", 0, null, PATHS);
      const found = [page, head, scan].map(({ records }) => records[0]?.fields[EMAIL]);
      expect(found).toEqual(["ada@x.example", "ada@x.example", "ada@x.example"]);
    });

    expect(listed).toEqual({ [`GET ${CONTACTS}`]: 3 });
  });

  it("go along with a new contact, each kind with one default", async () => {
    const fields = {
      firstName: "Ada",
      "company/id": "250",
      [DIRECT]: "+1 555 0100 ext. 12",
      [CELL]: "+1 555 0199",
      [EMAIL]: "ada@x.example",
      [FAX]: null,
    };

    const calls = await callsOf(rig, async () => {
      const created = await createOne(rig, "contact", fields);
      expect(created.fields).toMatchObject({
        [EMAIL]: "ada@x.example",
        [EMAILS]: "ada@x.example",
        [DIRECT]: "+1 555 0100 x12",
        [CELL]: "+1 555 0199",
        [FAX]: null,
      });
      const { data } = await rig.api.get(`${CONTACTS}/${created.id}`);
      expect(data.communicationItems).toMatchObject([
        { type: { id: COMMUNICATION_TYPE.email }, communicationType: "Email", defaultFlag: true },
        { value: "+1 555 0100", extension: "12", communicationType: "Phone", defaultFlag: true },
        { type: { id: COMMUNICATION_TYPE.cell }, value: "+1 555 0199", defaultFlag: false },
      ]);
    });

    expect(calls).toEqual({
      [TYPES]: 1,
      [`POST ${CONTACTS}`]: 1,
      [`GET ${CONTACTS}/:id`]: 1, // this test's own
    });
  });

  it("ask for the communication types once in the adapter's life", async () => {
    const create = (name: string): Promise<RecordSnapshot> =>
      createOne(rig, "contact", { firstName: name, [EMAIL]: `${name}@x.example` });
    await create("ada");

    const calls = await callsOf(rig, () => create("ben"));

    expect(calls).toEqual({ [`POST ${CONTACTS}`]: 1 });
  });

  it("of a created contact are absent when the answer hides them, and read before they are written", async () => {
    await rig.control.post("/quirks", { createHidesItems: true });

    const created = await createOne(rig, "contact", { firstName: "Ada", [EMAIL]: "a@x.example" });
    const fields = { [EMAIL]: "b@x.example" };
    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "contact", created.id, { fields, before: created });
      expect(recordOf(result).fields[EMAIL]).toBe("b@x.example");
    });

    expect(created.fields).not.toHaveProperty([EMAIL]);
    expect(created.details).toBeUndefined();
    expect(calls).toEqual({ [`GET ${CONTACTS}/:id`]: 1, [`PATCH ${ITEM}`]: 1 });
  });
});
