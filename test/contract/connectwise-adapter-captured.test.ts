import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { refusalToError } from "../../server/adapters/connectwise/errors.ts";
import { createConnectwiseAdapter } from "../../server/adapters/connectwise/index.ts";
import { objectOf } from "../../server/adapters/connectwise/objects.ts";
import { explainCreate } from "../../server/adapters/connectwise/refusals.ts";
import { toSnapshot } from "../../server/adapters/connectwise/snapshot.ts";
import { readCallback } from "../../server/adapters/connectwise/webhook.ts";
import { recordListSchema } from "../../server/adapters/connectwise/wire.ts";
import type { HttpClient, HttpRequest } from "../../server/adapters/http-client.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
import { CLIENT_ID, startAdapterRig } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import { replace } from "./connectwise-stand-in-rig.ts";
import { createOpenLimiter, recordOf } from "./crm-adapter-subject.ts";

const folder = path.resolve(import.meta.dirname, "../fixtures/connectwise");
const textOf = (file: string): string => readFileSync(path.join(folder, file), "utf8");
const captured = (file: string): unknown => JSON.parse(textOf(file));

const CONTACT = objectOf("contact");

type Json = Record<string, unknown>;

const isBranch = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** Paths at which two JSON values differ, with what the second one has there. */
function differences(a: unknown, b: unknown, at = ""): Record<string, unknown> {
  if (!isBranch(a) || !isBranch(b)) return a === b ? {} : { [at]: b };
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.assign(
    {},
    ...[...names].map((name) => differences(a[name], b[name], `${at}/${name}`)),
  ) as Json;
}

let rig: AdapterRig;
let adapter: CrmAdapter;
let sent: HttpRequest[];
beforeEach(async () => {
  rig = await startAdapterRig();
  sent = [];
  const http: HttpClient = {
    ...rig.http,
    send: (request) => {
      if (request.method !== "GET") sent.push(request);
      return rig.http.send(request);
    },
  };
  const { connection } = rig;
  const limiter = createOpenLimiter([]);
  adapter = createConnectwiseAdapter({ connection, http, limiter, clientId: CLIENT_ID });
});
afterEach(() => rig.close());

/** Writes as they were sent: method, path below the records, body. */
const writes = (): unknown[] =>
  sent.map(({ method, url, json }) => [method, url.split("/company/contacts/")[1], json]);

/** Puts a captured contact into the stand-in, with its company and the types it names. */
async function load(file: string): Promise<{ id: string; raw: () => Promise<Json> }> {
  const [contact] = captured(file) as [Json & { id: number; company: Json }];
  await rig.control.post("/reset", {
    records: { companies: [contact.company], contacts: [{ ...contact, customFields: [] }] },
  });
  const raw = async (): Promise<Json> =>
    (await rig.api.get(`/company/contacts/${contact.id}`)).data as unknown as Json;
  return { id: String(contact.id), raw };
}

describe("captured contacts", () => {
  it.each([
    [
      "contacts/contact-emma-diaz.json",
      {
        lastName: "Diaz",
        "company/id": "250",
        "site/name": "Main",
        "types/id": null,
        "communications/email": "emma@test.com",
        "communications/27": "+166155555",
        "communications/20": "6548568",
        "communications/2": null,
        inactiveFlag: false,
      },
    ],
    [
      "contacts/contact-jorge-smith.json",
      {
        title: "President",
        "relationship/name": "Payments",
        "department/id": "2",
        "types/name": "Decision Maker",
        "communications/email": null,
        "communications/emails": null,
        "communications/22": "+13344455",
        "communications/55": "+10203005",
      },
    ],
    [
      "contacts/one-contact.json",
      {
        "companyLocation/id": "2",
        "communications/email": null,
        "communications/22": null,
        defaultPhoneType: "Site",
        "customFields/16": "false",
        "customFields/59": null,
      },
    ],
  ])("%s are read as what they hold", (file, expected) => {
    const [wire] = recordListSchema.parse(captured(file));

    const snapshot = wire && toSnapshot(wire, CONTACT, Object.keys(expected));

    expect(snapshot?.fields).toEqual(expected);
  });

  it("are read the same with every id as text", () => {
    const file = "contacts/contact-emma-diaz.json";
    const withTexts: unknown = JSON.parse(textOf(file).replaceAll(/"id": (\d+)/gu, '"id": "$1"'));
    const paths = ["company/id", "communications/email", "communications/27", "site/id"];
    const read = (value: unknown): unknown =>
      recordListSchema.parse(value).map((wire) => toSnapshot(wire, CONTACT, paths));

    expect(read(withTexts)).toEqual(read(captured(file)));
  });

  it("are changed in nothing but what was asked for", async () => {
    const { id, raw } = await load("contacts/contact-emma-diaz.json");
    const before = await raw();
    const items = before["communicationItems"] as { id: number; type: { id: number } }[];
    const phonePath = `communications/${items[0]?.type.id}`;
    const paths = ["title", "communications/email", phonePath];
    const record = (await adapter.read("contact", [id], paths)).get(id);
    const fields = { title: "CTO", "communications/email": "e.diaz@test.com", [phonePath]: "5 x7" };

    const results = await adapter.update("contact", [
      { id, fields, ...(record && { before: record }) },
    ]);

    expect(recordOf(results[0]).fields).toMatchObject(fields);
    expect(writes()).toEqual([
      ["PATCH", id, [replace("title", "CTO")]],
      ["PATCH", `${id}/communications/${items[2]?.id}`, [replace("value", "e.diaz@test.com")]],
      [
        "PATCH",
        `${id}/communications/${items[0]?.id}`,
        [replace("value", "5"), replace("extension", "7")],
      ],
    ]);
    const {
      "/_info/lastUpdated": _time,
      "/_info/updatedBy": _who,
      "/_info/image_href": _image,
      ...changed
    } = differences(before, await raw());
    expect(changed).toEqual({
      "/title": "CTO",
      "/defaultPhoneNbr": "5",
      "/defaultPhoneExtension": "7",
      "/communicationItems/0/value": "5",
      "/communicationItems/0/extension": "7",
      "/communicationItems/2/value": "e.diaz@test.com",
    });
  });

  it("that have no items get the first one as their default, and keep the site's phone", async () => {
    const { id, raw } = await load("contacts/one-contact.json");
    const before = await raw();
    const record = (await adapter.read("contact", [id], ["communications/email"])).get(id);
    const fields = { "communications/email": "j@test.com" };

    await adapter.update("contact", [{ id, fields, ...(record && { before: record }) }]);

    const type = { id: 9 };
    const body = { type, value: "j@test.com", defaultFlag: true, communicationType: "Email" };
    expect(writes()).toEqual([["POST", `${id}/communications`, body]]);
    expect(Object.keys(differences(before, await raw()))).toEqual(["/communicationItems"]);
  });

  it("lose one item and keep the others", async () => {
    const { id, raw } = await load("contacts/contact-jorge-smith.json");
    const before = await raw();
    const items = before["communicationItems"] as { id: number; type: { id: number } }[];
    const landline = `communications/${items[1]?.type.id}`;
    const record = (await adapter.read("contact", [id], [landline])).get(id);

    await adapter.update("contact", [
      { id, fields: { [landline]: null }, ...(record && { before: record }) },
    ]);

    expect(writes()).toEqual([["DELETE", `${id}/communications/${items[1]?.id}`, undefined]]);
    expect(differences(before, await raw())).toEqual({ "/communicationItems/1": undefined });
  });
});

describe("other captured bodies", () => {
  it.each(["create", "update"])("tell of the contact that a callback is about (%s)", (event) => {
    const file = `callbacks/contact-${event}.json`;
    const { ID } = captured(file) as { ID: number };

    const hint = readCallback(Buffer.from(textOf(file)), { memberIdentifier: "Lockstep" });

    expect(hint).toMatchObject({
      objectType: "contact",
      recordId: String(ID),
      kind: `${event}d`,
      isEcho: false,
    });
  });

  it("name the field that a contact lacks, and what to do", () => {
    const text = textOf("errors/contact-missing-firstName.json");
    const response = { status: 400, headers: {}, text, json: JSON.parse(text) as unknown };

    const error = explainCreate(refusalToError(response, { isWrite: true, now: 0 }), CONTACT);

    expect(error).toMatchObject({
      code: "missing_required",
      errorClass: "invalid",
      field: "firstName",
      remedy: "Give the contact a first name in HubSpot.",
    });
  });

  it.each([
    ["errors/contact-not-found.json", "gone"],
    // In the cloud wrong keys are answered like this, too.
    ["errors/endpoint-does-not-exist.json", "auth"],
  ])("tell a record that is gone from keys that are wrong (%s)", (file, errorClass) => {
    const text = textOf(file);
    const response = { status: 404, headers: {}, text, json: JSON.parse(text) as unknown };

    expect(refusalToError(response, { isWrite: false, now: 0 }).errorClass).toBe(errorClass);
  });
});
