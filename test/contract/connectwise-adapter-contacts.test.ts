import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Fields, FieldValue, RecordSnapshot } from "../../server/sync/model.ts";
import type { WriteResult } from "../../server/sync/ports.ts";
import {
  callsOf,
  createOne,
  readOne,
  startAdapterRig,
  updateOne,
} from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import { COMMUNICATION_TYPE } from "./connectwise-stand-in-rig.ts";
import type { Answer } from "./connectwise-stand-in-rig.ts";
import { recordOf } from "./crm-adapter-subject.ts";

let rig: AdapterRig;
beforeEach(async () => {
  rig = await startAdapterRig({}, { timeoutMs: 3_000 });
  await load([]);
});
afterEach(() => rig.close());

const EMAIL = "communications/email";
const EMAILS = "communications/emails";
const DIRECT = `communications/${COMMUNICATION_TYPE.direct}`;
const MOBILE = `communications/${COMMUNICATION_TYPE.cell}`;
const FAX = `communications/${COMMUNICATION_TYPE.fax}`;
const PRIVATE_EMAIL = "communications/12";
const PATHS = ["firstName", EMAIL, EMAILS, DIRECT, MOBILE, FAX];

const CONTACTS = "/company/contacts";
const ITEM = `${CONTACTS}/:id/communications/:id`;
const NEW_ITEM = `POST ${CONTACTS}/:id/communications`;

const ID = "30";
const CONTACT = { id: 30, firstName: "Ada", company: { id: 250 } };

function load(contacts: readonly object[]): Promise<unknown> {
  const companies = [
    { id: 250, identifier: "Bob", name: "Bob Ltd" },
    { id: 251, identifier: "Eve", name: "Eve Ltd" },
  ];
  return rig.control.post("/reset", { records: { companies, contacts } });
}

/** A contact with the items, as people would have entered them. */
const loadItems = (...communicationItems: object[]): Promise<unknown> =>
  load([{ ...CONTACT, communicationItems }]);

const mail = (value: string, more: object = {}): object => ({
  value,
  type: { id: COMMUNICATION_TYPE.email },
  communicationType: "Email",
  ...more,
});
const phone = (value: string, more: object = {}): object => ({
  value,
  type: { id: COMMUNICATION_TYPE.direct },
  communicationType: "Phone",
  ...more,
});

const read = (paths: readonly string[] = PATHS): Promise<RecordSnapshot> =>
  readOne(rig, "contact", ID, paths);

/** Reads the contact and updates it, as the engine does. */
async function update(fields: Fields): Promise<WriteResult> {
  return updateOne(rig, "contact", ID, { fields, before: await read() });
}

/** The items as the server has them. */
async function items(): Promise<Answer> {
  return (await rig.api.get(`${CONTACTS}/${ID}/communications`)).data;
}

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
      { [DIRECT]: "+1 555 0100 x12", [MOBILE]: null },
    ],
    [
      "two numbers of a type",
      [phone("1", { defaultFlag: false }), phone("2", { defaultFlag: true })],
      { [DIRECT]: "2" },
    ],
  ])("with %s are flat paths", async (_what, given, expected) => {
    await loadItems(...given);

    expect((await read()).fields).toMatchObject(expected);
  });

  it("are listed, scanned and polled with the contact, without a call more", async () => {
    await loadItems(mail("ada@x.example"));

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
      [MOBILE]: "+1 555 0199",
      [EMAIL]: "ada@x.example",
      [FAX]: null,
    };

    const calls = await callsOf(rig, async () => {
      const created = await createOne(rig, "contact", fields);
      expect(created.fields).toMatchObject({
        [EMAIL]: "ada@x.example",
        [EMAILS]: "ada@x.example",
        [DIRECT]: "+1 555 0100 x12",
        [MOBILE]: "+1 555 0199",
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
      "GET /company/communicationTypes": 1,
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

  it("are changed one by one, by their ids; all others stay as they are", async () => {
    await loadItems(
      mail("old@x.example", { defaultFlag: false }),
      mail("ada@x.example", { defaultFlag: true }),
      phone("+1 555 0100", { extension: "7" }),
    );
    const before = await items();

    const calls = await callsOf(rig, async () => {
      const result = await update({ [EMAIL]: "new@x.example", [DIRECT]: "+1 555 0100 ext 8" });
      expect(recordOf(result).fields).toMatchObject({
        firstName: "Ada",
        [EMAIL]: "new@x.example",
        [EMAILS]: "new@x.example;old@x.example",
        [DIRECT]: "+1 555 0100 x8",
      });
    });

    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 1, [`PATCH ${ITEM}`]: 2 });
    const after = await items();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after).toMatchObject([
      { value: "old@x.example", defaultFlag: false },
      { value: "new@x.example", defaultFlag: true, domain: "@x.example" },
      { value: "+1 555 0100", extension: "8", defaultFlag: true },
    ]);
  });

  it("are added without taking the default from another", async () => {
    await loadItems(phone("+1 555 0100"));

    const calls = await callsOf(rig, async () => {
      const result = await update({ [MOBILE]: "+1 555 0199 x1", [EMAIL]: "ada@x.example" });
      expect(recordOf(result).fields).toMatchObject({
        [DIRECT]: "+1 555 0100",
        [MOBILE]: "+1 555 0199 x1",
        [EMAIL]: "ada@x.example",
      });
    });

    expect(calls).toEqual({
      [`GET ${CONTACTS}`]: 1,
      "GET /company/communicationTypes": 1,
      [NEW_ITEM]: 2,
    });
    expect(await items()).toMatchObject([
      { value: "+1 555 0100", defaultFlag: true },
      { value: "ada@x.example", defaultFlag: true, type: { id: COMMUNICATION_TYPE.email } },
      { value: "+1 555 0199", extension: "1", defaultFlag: false },
    ]);
  });

  it("are deleted when their path is emptied, and nothing else is", async () => {
    await loadItems(
      mail("ada@x.example", { defaultFlag: true }),
      mail("private@x.example", { type: { id: 12 }, defaultFlag: false }),
      phone("1"),
    );

    const calls = await callsOf(rig, async () => {
      const result = await update({ [DIRECT]: null, [PRIVATE_EMAIL]: "", [MOBILE]: null });
      expect(recordOf(result).fields).toMatchObject({ [EMAIL]: "ada@x.example", [DIRECT]: null });
    });

    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 1, [`DELETE ${ITEM}`]: 2 });
    expect((await items()).map(({ value }) => value)).toEqual(["ada@x.example"]);
  });

  it("that hold a value already cost no call", async () => {
    await loadItems(mail("ada@x.example"), phone("+1 555 0100", { extension: "12" }));
    const fields = { [EMAIL]: "ada@x.example", [DIRECT]: "+1 555 0100 ext. 12" };

    const calls = await callsOf(rig, () => update(fields));

    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 1 });
  });

  it("lose an extension that was taken away", async () => {
    await loadItems(phone("+1 555 0100", { extension: "12" }));

    const result = await update({ [DIRECT]: "+1 555 0100" });

    expect(recordOf(result).fields[DIRECT]).toBe("+1 555 0100");
    expect((await items())[0]).not.toHaveProperty("extension");
  });

  it("are written after the contact's own fields, from what the answer to these shows", async () => {
    await loadItems(mail("ada@x.example"));
    const before = await read();
    await rig.control.post("/edit", {
      type: "contact",
      id: ID,
      fields: { communicationItems: [mail("other@x.example")] },
    });
    const fields = { firstName: "Adele", [EMAIL]: "new@x.example", [MOBILE]: "5" };

    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "contact", ID, { fields, before });
      expect(recordOf(result).fields).toMatchObject(fields);
    });

    expect(calls).toEqual({
      [`PATCH ${CONTACTS}/:id`]: 1,
      [`PATCH ${ITEM}`]: 1,
      "GET /company/communicationTypes": 1,
      [NEW_ITEM]: 1,
    });
    expect((await read()).fields).toMatchObject({ ...fields, [EMAILS]: "new@x.example" });
  });

  it("are read first when the contact comes without its details", async () => {
    await loadItems(mail("ada@x.example"));
    const before = await read(["firstName"]);
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
    await loadItems(mail("ada@x.example"), phone("1"));
    const before = await read();
    const [gone] = (await items()).map(({ id }) => id);
    await rig.api.delete(`${CONTACTS}/${ID}/communications/${gone}`);
    const fields = { [DIRECT]: "2", [EMAIL]: "new@x.example" };

    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "contact", ID, { fields, before });
      expect(recordOf(result).fields).toMatchObject(fields);
    });

    expect(calls).toEqual({
      [`PATCH ${ITEM}`]: 2,
      [`GET ${CONTACTS}/:id`]: 1,
      "GET /company/communicationTypes": 1,
      [NEW_ITEM]: 1,
    });
    expect((await items()).map(({ value }) => value)).toEqual(["2", "new@x.example"]);
  });

  it("that somebody deleted before us are deleted", async () => {
    await loadItems(phone("1"));
    const before = await read();
    const [gone] = (await items()).map(({ id }) => id);
    await rig.api.delete(`${CONTACTS}/${ID}/communications/${gone}`);

    const result = await updateOne(rig, "contact", ID, { fields: { [DIRECT]: null }, before });

    expect(recordOf(result).fields[DIRECT]).toBeNull();
  });

  it("of a contact that is gone are class gone", async () => {
    await loadItems(mail("ada@x.example"));
    const before = await read();
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
    await loadItems();

    expect(await update({ [path ?? ""]: value })).toMatchObject({
      ok: false,
      error: { code, errorClass: "invalid", field: path },
    });
  });

  it.each(["500-after", "timeout-after", "partial"])(
    "whose answer is lost by a %s are unclear and written once",
    async (kind) => {
      await loadItems();
      await rig.control.post("/faults", { next: [{ match: `POST /v4`, kind }] });

      const result = await update({ [EMAIL]: "ada@x.example" });
      const again = await update({ [EMAIL]: "ada@x.example" });

      expect(result).toMatchObject({ ok: false, error: { errorClass: "indeterminate" } });
      expect(recordOf(again).fields[EMAIL]).toBe("ada@x.example");
      expect((await items()).map(({ value }) => value)).toEqual(["ada@x.example"]);
    },
  );
});

describe("contacts in ConnectWise", () => {
  it("flatten references, types and custom fields", async () => {
    const created = await createOne(rig, "contact", {
      firstName: "Ada",
      "company/id": "250",
      "types/id": "2;1",
      "department/id": "3",
      "customFields/41": "E-7",
      "customFields/38": 5,
      "customFields/37": true,
    });
    const expected = {
      "company/id": "250",
      "company/name": "Bob Ltd",
      "company/identifier": "Bob",
      "types/name": "Decision Maker;End User",
      "department/name": "Management",
      "site/name": "Main",
      inactiveFlag: false,
      "customFields/41": "E-7",
      "customFields/38": 5,
      "customFields/37": true,
      "customFields/43": "false",
    };

    const found = await readOne(rig, "contact", created.id, Object.keys(expected));

    expect(created.fields).toMatchObject(expected);
    expect(found.fields).toEqual(expected);
  });

  it("that were deleted are missing, and the rest of the answer is there", async () => {
    await load([CONTACT, { ...CONTACT, id: 31 }]);
    await rig.control.post("/delete", { type: "contact", id: 31 });

    const found = await rig.adapter.read("contact", ["30", "31", "32"], ["firstName"]);
    const { records } = await rig.adapter.list("contact", null, ["firstName"]);

    expect([...found.keys()]).toEqual(["30"]);
    expect(records.map(({ id }) => id)).toEqual(["30"]);
  });

  it.each<[string, Fields, object]>([
    ["no first name", { lastName: "L" }, { code: "missing_required", field: "firstName" }],
    [
      "a company that is gone",
      { firstName: "A", "company/id": "999" },
      { code: "unknown_reference", field: "company", remedy: /company that exists/u },
    ],
    [
      "a type after the create",
      { firstName: "A", "communications/99": "1" },
      { code: "unknown_reference", field: "communications/99" },
    ],
    [
      "a text too long",
      { firstName: "A", userDefinedField1: "x".repeat(51) },
      { code: "too_long", field: "userDefinedField1" },
    ],
  ])("with %s are refused with field and remedy", async (_what, fields, error) => {
    const [result] = await rig.adapter.create("contact", [{ sourceId: "1", fields }]);

    const { remedy = /./u, ...rest } = error as { remedy?: RegExp };
    expect(result).toMatchObject({ ok: false, error: { errorClass: "invalid", ...rest } });
    expect(result?.ok === false && result.error.remedy).toMatch(remedy);
  });

  it("name the permission that is missing", async () => {
    await rig.control.post("/permissions", { deny: [CONTACTS] });

    const reading = rig.adapter.changesHead("contact", 0, PATHS);

    await expect(reading).rejects.toMatchObject({
      errorClass: "forbidden",
      remedy: expect.stringContaining("Companies > Contacts in ConnectWise: Inquire") as string,
    });
  });

  it("are patched on a server that takes no patch without custom fields", async () => {
    await load([{ ...CONTACT, customFields: [{ id: 41, value: "E-7" }] }]);
    await rig.control.post("/quirks", { patchNeedsCustomFields: true });

    const result = await update({ firstName: "Adele" });

    expect(recordOf(result).fields).toMatchObject({ firstName: "Adele", "customFields/41": "E-7" });
  });

  it("created by us are told from those of others by e-mail address, else by name and company", async () => {
    const highMark = await rig.adapter.highMark("contact");
    const ada = { firstName: "Ada", lastName: "Lovelace", "company/id": "250" };
    const withEmail = await createOne(rig, "contact", { ...ada, [EMAIL]: "ada@x.example" });
    const nameOnly = await createOne(rig, "contact", ada);
    await createOne(rig, "contact", { ...ada, "company/id": "251" });
    const after = await rig.adapter.highMark("contact");
    // Another address is the default by now.
    await rig.control.post("/edit", {
      type: "contact",
      id: withEmail.id,
      fields: {
        communicationItems: [
          mail("new@x.example", { defaultFlag: true }),
          mail("ada@x.example", { defaultFlag: false }),
        ],
      },
    });
    const email = { ...ada, [EMAIL]: "ADA@x.example" };
    const probes = [
      { sourceId: "by-email", fields: email, highMark },
      { sourceId: "by-email-later", fields: email, highMark: after },
      { sourceId: "other-email", fields: { ...ada, [EMAIL]: "b@x.example" }, highMark },
      { sourceId: "by-name", fields: ada, highMark: withEmail.id },
      { sourceId: "other-name", fields: { ...ada, lastName: null }, highMark },
      { sourceId: "nothing", fields: {}, highMark },
    ];

    const calls = await callsOf(rig, async () => {
      const found = await rig.adapter.findCreated("contact", probes, PATHS);
      const ids = [...found].map(([sourceId, records]) => [sourceId, records.map(({ id }) => id)]);
      expect(Object.fromEntries(ids)).toEqual({
        "by-email": [withEmail.id],
        "by-name": [nameOnly.id],
      });
      expect(found.get("by-email")?.[0]?.fields[EMAIL]).toBe("new@x.example");
    });

    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 2 });
  });
});
