import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { listFields } from "../../server/adapters/connectwise/fields.ts";
import { objectOf } from "../../server/adapters/connectwise/objects.ts";
import {
  addChoices,
  createSetupTables,
  readDefinitions,
} from "../../server/adapters/connectwise/schema.ts";
import { userDefinedFieldSchema } from "../../server/adapters/connectwise/wire.ts";
import type { ObjectType } from "../../server/sync/model.ts";
import type { ConnectwiseDefinitions, ConnectwiseField } from "../../server/sync/vendor-ports.ts";
import { callsOf, startAdapterRig } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";

let rig: AdapterRig;
beforeEach(async () => {
  rig = await startAdapterRig();
});
afterEach(() => rig.close());

const read = (objectType: ObjectType): Promise<ConnectwiseDefinitions> =>
  readDefinitions(createSetupTables(rig.client), objectOf(objectType), "all");

const at = (definitions: ConnectwiseDefinitions, name: string): ConnectwiseField | undefined =>
  definitions.fields.find((field) => field.path === name);

const named = (choices: readonly { readonly name: string }[] | undefined): string[] =>
  (choices ?? []).map(({ name }) => name);

describe("definitions of companies", () => {
  it("hold statuses, choices, countries, members, custom fields and limits", async () => {
    const definitions = await read("company");

    expect(definitions.statuses).toContainEqual({
      id: "2",
      name: "Inactive",
      isDefault: false,
      isInactive: true,
    });
    expect(named(definitions.choices["type"])).toContain("Client");
    expect(named(definitions.choices["market"])).toContain("Finance");
    expect(definitions.communicationTypes).toEqual([]);
    expect(definitions.countries).toContainEqual({
      id: "4",
      name: "Germany",
      code: "DE",
      isDefault: false,
    });
    expect(at(definitions, "customFields/12")).toEqual({
      path: "customFields/12",
      label: "Support Tier",
      kind: "option",
      isReadOnly: false,
      options: ["Gold", "Silver", "Bronze"].map((value) => ({ value, label: value })),
    });
    expect(definitions.members).toContainEqual({
      id: "154",
      identifier: "lbauer",
      name: "Lena Bauer",
      emails: ["lena.bauer@lockstep-demo.example"],
      isInactive: true,
      isApiMember: false,
    });
    expect(definitions.limits["identifier"]).toBe(156);
  });
});

describe("definitions of contacts", () => {
  it("hold each communication type as a field of its own, under its name", async () => {
    const definitions = await read("contact");

    expect(definitions.communicationTypes).toContainEqual({
      id: "4",
      name: "Direct",
      kind: "phone",
      isDefault: true,
      isInactive: false,
    });
    expect(definitions.communicationTypes.map(({ kind }) => kind).toSorted()).toEqual([
      "email",
      "email",
      "fax",
      "phone",
      "phone",
      "phone",
    ]);
    expect(at(definitions, "communications/4")).toEqual({
      path: "communications/4",
      label: "Direct",
      kind: "text",
      isReadOnly: false,
      options: [],
    });
    expect(at(definitions, "communications/email")).toMatchObject({ label: "Email" });
    expect(definitions.limits).toMatchObject({
      "communications/email": 250,
      "communications/4": 250,
      userDefinedField1: 50,
    });
  });

  it("mark what nobody can write, and have no statuses", async () => {
    const definitions = await read("contact");

    const locked = definitions.fields.filter(({ isReadOnly }) => isReadOnly);
    expect(locked.map((field) => field.path)).toEqual(
      expect.arrayContaining(["id", "types/id", "types/name", "company/name", "defaultPhoneNbr"]),
    );
    expect(at(definitions, "company/id")).toMatchObject({ kind: "reference", isReadOnly: false });
    expect(at(definitions, "inactiveFlag")).toMatchObject({ kind: "boolean", isReadOnly: false });
    expect(at(definitions, "department/id")?.options).toContainEqual({
      value: "1",
      label: "Finance",
    });
    expect(definitions.statuses).toEqual([]);
  });
});

describe("definitions of opportunities", () => {
  it("tell by a status's flags how it ends", async () => {
    const { statuses } = await read("deal");

    expect(statuses.map(({ name, outcome, isInactive }) => [name, outcome, isInactive])).toEqual([
      ["Open", "open", false],
      ["Won", "won", false],
      ["Lost", "lost", false],
      ["No Decision", "lost", false],
      ["On hold", "open", true],
    ]);
    expect(statuses[0]?.isDefault).toBe(true);
  });

  it("hold the choices of references and of ids", async () => {
    const definitions = await read("deal");
    const { choices } = definitions;

    expect(named(choices["stage"])[0]).toBe("Prospect");
    expect(named(choices["type"])).toContain("New Business");
    expect(named(choices["rating"])).toEqual(["Hot", "Warm", "Cold"]);
    expect(named(choices["probability"])).toContain("75");
    expect(named(choices["location"])).toEqual(["Tampa", "Berlin"]);
    expect(named(choices["department"])).toEqual(["Sales", "Professional Services"]);
    expect(at(definitions, "locationId")).toEqual({
      path: "locationId",
      label: "Location",
      kind: "reference",
      isReadOnly: false,
      options: [
        { value: "2", label: "Tampa" },
        { value: "3", label: "Berlin" },
      ],
    });
    expect(at(definitions, "primarySalesRep/id")?.options).toContainEqual({
      value: "152",
      label: "Marco Rossi",
    });
    expect(definitions.limits).toEqual({ name: 100, source: 50, customerPO: 25 });
  });

  it("hold the paths that are made of others", async () => {
    const definitions = await read("deal");

    expect(at(definitions, "closeDate")).toMatchObject({ kind: "date", isReadOnly: false });
    expect(at(definitions, "isClosed")).toMatchObject({ kind: "boolean", isReadOnly: true });
    expect(at(definitions, "forecast/amount")).toMatchObject({ kind: "number", isReadOnly: false });
    expect(at(definitions, "forecast/recurring")).toMatchObject({ isReadOnly: true });
    expect(at(definitions, "closedDate")).toMatchObject({ isReadOnly: true });
  });
});

describe("custom fields", () => {
  it.each([
    ["contact", 31],
    ["deal", 51],
  ])(
    "of a %s are of every kind; passwords and buttons are left out",
    async (objectType, firstId) => {
      const definitions = await read(objectType);

      const kinds = definitions.fields
        .filter((field) => field.path.startsWith("customFields/"))
        .map((field) => [Number(field.path.slice(13)) - firstId, field.kind]);
      expect(kinds.slice(0, 12)).toEqual([
        [0, "text"], // TextArea
        [2, "number"], // Currency
        [3, "date"],
        [4, "text"], // Hyperlink
        [5, "text"], // IPAddress
        [6, "boolean"], // Checkbox
        [7, "number"],
        [8, "number"], // Percent
        [9, "text"], // PhoneNumber
        [10, "text"],
        [12, "option"], // List
        [13, "option"], // Option
      ]);
    },
  );

  it("captured from a real server are told by their screen", () => {
    const file = path.resolve(
      import.meta.dirname,
      "../fixtures/connectwise/userDefinedFields/definitions.json",
    );
    const customFields = z
      .array(userDefinedFieldSchema)
      .parse(JSON.parse(readFileSync(file, "utf8")));
    const tables = { customFields, statuses: [], countries: [], members: [], choices: {} };

    const fields = listFields(objectOf("contact"), { ...tables, communicationTypes: [] });

    expect(fields).toContainEqual({
      path: "customFields/16",
      label: "is_synced",
      kind: "option",
      isReadOnly: false,
      options: [
        { value: "true", label: "true" },
        { value: "false", label: "false" },
      ],
    });
    const own = fields.filter((field) => field.path.startsWith("customFields/"));
    expect(own).toHaveLength(customFields.length);
  });
});

const OBJECT_TYPES = ["company", "contact", "deal"];

describe("setting a connection up", () => {
  it("reads only what its settings rest on, in ten calls for three object types", async () => {
    const tables = createSetupTables(rig.client);

    const calls = await callsOf(rig, async () => {
      for (const objectType of OBJECT_TYPES) {
        await readDefinitions(tables, objectOf(objectType), "set-up");
      }
    });

    expect(calls).toEqual({
      "GET /system/members": 1,
      "GET /company/countries": 1,
      "GET /system/userDefinedFields": 1,
      "GET /company/communicationTypes": 1,
      "GET /system/locations": 1,
      "GET /system/departments": 1,
      "GET /company/companies/statuses": 1,
      "GET /company/companies/types": 1,
      "GET /sales/opportunities/statuses": 1,
      "GET /sales/opportunities/types": 1,
      "GET /sales/stages": 1,
    });
  });

  it("reads each table once, whichever object types want it", async () => {
    const tables = createSetupTables(rig.client);

    const calls = await callsOf(rig, async () => {
      for (const objectType of OBJECT_TYPES) {
        await readDefinitions(tables, objectOf(objectType), "all");
      }
    });

    expect(calls).toEqual({
      "GET /system/members": 1,
      "GET /company/countries": 1,
      "GET /system/userDefinedFields": 1,
      "GET /company/communicationTypes": 1,
      "GET /system/locations": 1,
      "GET /system/departments": 1,
      "GET /company/companies/statuses": 1,
      "GET /company/companies/types": 1,
      "GET /company/marketDescriptions": 1,
      "GET /company/ownershipTypes": 1,
      "GET /company/contacts/types": 1,
      "GET /company/contacts/departments": 1,
      "GET /company/contacts/relationships": 1,
      "GET /sales/opportunities/statuses": 1,
      "GET /sales/opportunities/types": 1,
      "GET /sales/opportunities/ratings": 1,
      "GET /sales/stages": 1,
      "GET /sales/probabilities": 1,
    });
  });

  it.each(OBJECT_TYPES)("adds what it left out of a %s, as if all had been read", async (type) => {
    const known = await readDefinitions(createSetupTables(rig.client), objectOf(type), "set-up");

    let whole = known;
    const calls = await callsOf(rig, async () => {
      whole = await addChoices(createSetupTables(rig.client), objectOf(type), known);
    });

    expect(whole).toEqual(await read(type));
    expect(Object.keys(calls).filter((route) => route.startsWith("GET /system/members"))).toEqual(
      [],
    );
    expect(whole).not.toEqual(known);
  });

  it("goes on without the choices that the API member may not read", async () => {
    await rig.control.post("/permissions", { deny: ["/sales/stages", "/company/contacts/types"] });

    const deal = await read("deal");
    const contact = await read("contact");

    expect([deal.choices["stage"], contact.choices["type"]]).toEqual([[], []]);
    expect(named(deal.choices["rating"])).toContain("Hot");
  });

  it("connects without the right to see custom fields", async () => {
    await rig.control.post("/permissions", { deny: ["/system/userDefinedFields"] });
    const tables = createSetupTables(rig.client);

    const { fields } = await readDefinitions(tables, objectOf("company"), "set-up");

    expect(fields.filter((field) => field.path.startsWith("customFields/"))).toEqual([]);
    await expect(read("company")).rejects.toMatchObject({ errorClass: "forbidden" });
  });

  it("does not pass off statuses that it may not read as none", async () => {
    await rig.control.post("/permissions", { deny: ["/sales/opportunities/statuses"] });

    await expect(read("deal")).rejects.toMatchObject({ errorClass: "forbidden" });
  });

  it("reads a table again after a failure", async () => {
    const tables = createSetupTables(rig.client);
    const object = objectOf("deal");
    await rig.control.post("/permissions", { deny: ["/system/members"] });
    await expect(readDefinitions(tables, object, "all")).rejects.toMatchObject({
      errorClass: "forbidden",
    });
    await rig.control.post("/permissions", { deny: [] });

    expect((await readDefinitions(tables, object, "all")).members.length).toBeGreaterThan(1);
  });
});
