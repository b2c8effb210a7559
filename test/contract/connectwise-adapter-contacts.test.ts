import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Fields } from "../../server/sync/model.ts";
import { callsOf, createOne, readOne } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import {
  CONTACT,
  CONTACTS,
  EMAIL,
  PATHS,
  loadContacts,
  mail,
  startContactRig,
  updateContact,
} from "./connectwise-contact-rig.ts";
import { recordOf } from "./crm-adapter-subject.ts";

let rig: AdapterRig;
beforeEach(async () => {
  rig = await startContactRig();
});
afterEach(() => rig.close());

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
    await loadContacts(rig, [CONTACT, { ...CONTACT, id: 31 }]);
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
    await loadContacts(rig, [{ ...CONTACT, customFields: [{ id: 41, value: "E-7" }] }]);
    await rig.control.post("/quirks", { patchNeedsCustomFields: true });

    const result = await updateContact(rig, { firstName: "Adele" });

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

    // The third one asks who entered them, which this server does not say of contacts.
    expect(calls).toEqual({ [`GET ${CONTACTS}`]: 3 });
  });
});
