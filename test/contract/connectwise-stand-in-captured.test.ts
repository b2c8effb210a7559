import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;

const folder = path.resolve(import.meta.dirname, "../fixtures/connectwise");
const captured = (file: string): unknown =>
  JSON.parse(readFileSync(path.join(folder, file), "utf8"));

/** A captured text whose communication types have ids that nothing here has. */
const withOwnTypes = (file: string): unknown =>
  JSON.parse(
    readFileSync(path.join(folder, file), "utf8").replaceAll(
      /("type": \{\s*"id": "?)(\d+)/g,
      (_, before: string, id: string) => `${before}${Number(id) + 100}`,
    ),
  );

beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.control.post("/reset", { dataset: "empty" }));

/** Names and types of an answer's values; what `_info` holds was cut from some captures. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([name, each]) => [name, name === "_info" ? "info" : shapeOf(each)])
      .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
  );
}

/** Items without what differs from one server to the next. */
const items = (value: unknown) =>
  (value as Record<string, unknown>[]).map(({ id: _id, type, ...rest }) => {
    const { _info, ...reference } = type as Record<string, unknown>;
    return { ...rest, type: reference };
  });

describe("what a real server answered", () => {
  it.each([
    ["contacts/contact-emma-diaz.json"],
    ["contacts/contact-jorge-smith.json"],
    ["contacts/one-contact.json"],
  ])("%s has the shape of the stand-in's answer", async (file) => {
    const [contact] = captured(file) as [Record<string, Answer> & { id: number }];
    const { company, customFields: _fields, site: _site, ...fields } = contact;
    const phoneNumber = contact["defaultPhoneNbr"];
    await rig.control.post("/reset", {
      records: {
        companies: [{ ...company, phoneNumber, territory: { name: "Bob Technology Services" } }],
        contacts: [fields].map((each) => ({ ...each, company })),
      },
    });

    const answer = await rig.api.get(`/company/contacts/${contact.id}`);

    const { customFields: fieldsOfOurs, ...ours } = answer.data as unknown as Record<
      string,
      unknown
    >;
    const { customFields: _cut, ...theirs } = contact;
    const [whole] = captured("contacts/one-contact.json") as Answer[];
    // Not all of the captured ones have these.
    const some = { companyLocation: {}, relationshipOverride: "", portalSecurityLevel: 1 };
    expect({ ...(shapeOf(ours) as object), ...some }).toEqual({
      ...(shapeOf(theirs) as object),
      ...some,
    });
    expect(shapeOf(fieldsOfOurs)).toEqual(shapeOf(whole?.customFields));
  });

  it("is what the same POST answers here, on a server that hides the items", async () => {
    await rig.control.post("/quirks", { createHidesItems: true });
    const { communicationItems, ...body } = captured("contacts/post-request.json") as {
      communicationItems: Record<string, unknown>[];
    };
    const types = { Email: 9, Phone: 4, Fax: 2 };
    const request = communicationItems.map((item) => ({
      ...item,
      type: { id: types[item["communicationType"] as keyof typeof types] },
    }));

    const answer = await rig.api.post("/company/contacts", {
      ...body,
      communicationItems: request,
    });

    expect(shapeOf(answer.data)).toEqual(shapeOf(captured("contacts/post-response.json")));
    expect(Object.keys(answer.data["_info"])).toEqual(
      Object.keys((captured("contacts/post-response.json") as Answer)["_info"]),
    );
  });

  it("is what the same patch of communication items leads to here", async () => {
    const scenario = "contacts/patch-communicationItems-s1";
    const before = withOwnTypes(`${scenario}-1-before.json`) as Answer;
    const workFax = { value: "0", type: { id: 126, name: "Work Fax" }, communicationType: "Fax" };
    await rig.control.post("/reset", {
      records: {
        contacts: [
          { id: 5, firstName: "Bob", communicationItems: before.communicationItems },
          { id: 6, firstName: "Bo", communicationItems: [workFax] },
        ],
      },
    });

    const patch = withOwnTypes(`${scenario}-2-patch.json`);
    const { data } = await rig.api.patch("/company/contacts/5", patch);

    expect(items(data.communicationItems)).toEqual(items(withOwnTypes(`${scenario}-3-after.json`)));
  });

  it("took a patch that removes and adds in one go, as the stand-in does", async () => {
    const kinds = { 101: "Email", 102: "Phone", 103: "Fax", 126: "Fax" };
    const types = Object.entries(kinds).map(([id, communicationType]) => ({
      value: id,
      type: { id: Number(id), name: `Type ${id}` },
      communicationType,
    }));
    await rig.control.post("/reset", {
      records: {
        contacts: [
          { id: 5, firstName: "Bob", lastName: "B", communicationItems: types.slice(0, 3) },
          { id: 6, firstName: "Bo", communicationItems: types.slice(3) },
        ],
      },
    });
    const operations = (withOwnTypes("contacts/put-as-patch.json") as { path: string }[]).filter(
      ({ path: each }) => each !== "customFields", // the definitions are that server's own
    );

    const { status, data } = await rig.api.patch("/company/contacts/5", operations);

    expect(status).toBe(200);
    expect(data).toMatchObject({ firstName: "Maurice Emard", lastName: "Andrew Schmeler" });
    expect(data.communicationItems.map(({ value }) => value)).toEqual([
      "+380111358",
      "professional.bob.updated@test.com",
      "+77767",
    ]);
  });

  it("has definitions of custom fields like the stand-in's", async () => {
    const [theirs, list] = captured("userDefinedFields/definitions.json") as [unknown, unknown];
    const params = { conditions: 'screenId = "ct300"' };
    const { data } = await rig.api.get("/system/userDefinedFields", { params });

    const ours = data.filter(({ caption }) => ["External ID", "Is Synced"].includes(caption));

    expect(shapeOf(ours[0])).toEqual(shapeOf(theirs));
    expect(shapeOf(ours[1])).toEqual(shapeOf(list));
  });

  it("refused with the same words", async () => {
    const nameless = await rig.api.post("/company/contacts", { lastName: "Bob" });
    const missing = await rig.api.delete("/company/contacts/57919");
    const nowhere = await rig.api.post("/company/contacts/search", {});
    const callback = await rig.api.post("/system/callbacks", {
      url: "nonsense",
      objectId: 1,
      type: "contact",
      level: "board",
    });

    expect(nameless.data).toEqual(captured("errors/contact-missing-firstName.json"));
    expect(missing.data).toEqual(captured("errors/contact-not-found.json"));
    expect(nowhere.data).toEqual(captured("errors/endpoint-does-not-exist.json"));
    expect(callback.data).toEqual(captured("errors/create-webhook-bad-request-1.json"));
  });

  it("made a subscription like the stand-in's of the same request", async () => {
    const answer = await rig.api.post(
      "/system/callbacks",
      captured("callbacks/subscribe-contacts-request.json"),
    );

    expect(shapeOf(answer.data)).toEqual(
      shapeOf(captured("callbacks/subscribe-contacts-response.json")),
    );
  });
});
