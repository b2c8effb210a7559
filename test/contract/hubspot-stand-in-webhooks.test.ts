import { createServer } from "node:http";
import type { Server } from "node:http";
import { Signature } from "@hubspot/api-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { signRequest } from "../../sandbox/hubspot/webhooks.ts";
import { app, startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

const COMPANIES = "/crm/objects/2026-09/companies";

interface Delivery {
  body: string;
  headers: Record<string, string | string[] | undefined>;
  events: Record<string, unknown>[];
}

let hubspot: InstalledStandIn;
let receiver: Server;
let target = "";
let deliveries: Delivery[] = [];
let answers: number[] = [];

beforeEach(async () => {
  deliveries = [];
  answers = [];
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      deliveries.push({ body, headers: request.headers, events: JSON.parse(body) });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  target = `http://127.0.0.1:${port}/webhooks/hubspot?a=%2Fb`;
  hubspot = await startInstalled({
    webhookTargetUrl: target,
    webhookBatchWindowMs: 20,
    webhookRetryDelaysMs: [10, 10],
  });
});
afterEach(async () => {
  await hubspot.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const events = () => deliveries.flatMap((delivery) => delivery.events);
const waitForEvents = (count: number) =>
  vi.waitFor(() => expect(events().length).toBeGreaterThanOrEqual(count), { timeout: 10_000 });
const edit = async (fields: object, id?: string, type = "company"): Promise<string> =>
  (await hubspot.control("edit", { type, id, fields })).data.id;

const contactToCompany = { associationCategory: "HUBSPOT_DEFINED", associationTypeId: 279 };

describe("webhooks", () => {
  it("signs as HubSpot's own client checks", async () => {
    const url = "https://www.example.com/webhook_uri";
    const body = "{'example_field':'example_value'}";
    const secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";

    const signature = signRequest(secret, { method: "POST", url, body, timestamp: 1693657560000 });

    expect(signature).toBe("K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=");
  });

  it("signs deliveries over the decoded address", async () => {
    await edit({ name: "Acme" });
    await waitForEvents(1);

    const [delivery] = deliveries;
    const timestamp = Number(delivery?.headers["x-hubspot-request-timestamp"]);
    const isValid = Signature.isValid({
      signatureVersion: "v3",
      signature: String(delivery?.headers["x-hubspot-signature-v3"]),
      method: "POST",
      clientSecret: app.clientSecret,
      requestBody: delivery?.body ?? "",
      url: target.replace("%2F", "/"),
      timestamp,
    });
    expect(isValid).toBe(true);
  });

  it("tells a person's edit from the app's own write", async () => {
    const id = await edit({ name: "Acme" });
    await hubspot.api.patch(`${COMPANIES}/${id}`, { properties: { phone: "1", about_us: "x" } });
    await waitForEvents(3);

    expect(events()).toMatchObject([
      { subscriptionType: "object.creation", objectId: Number(id), changeSource: "CRM_UI" },
      { subscriptionType: "object.propertyChange", propertyName: "name", propertyValue: "Acme" },
      { propertyName: "phone", changeSource: "INTEGRATION", sourceId: "4242", attemptNumber: 0 },
    ]);
    expect(events()).toHaveLength(3); // about_us is not subscribed to
  });

  it("reports deletion, restore and merge", async () => {
    const [id, other] = [await edit({ name: "A" }), await edit({ name: "B" })];
    await hubspot.control("delete", { type: "company", id });
    await hubspot.control("restore", { type: "company", id });
    await hubspot.control("merge", { type: "company", winner: id, loser: other });
    await waitForEvents(7);

    expect(events().slice(4)).toMatchObject([
      { subscriptionType: "object.deletion", objectId: Number(id) },
      { subscriptionType: "object.restore", objectId: Number(id) },
      {
        subscriptionType: "object.merge",
        primaryObjectId: Number(id),
        mergedObjectIds: [Number(other)],
      },
    ]);
  });

  it("tries again after a refusal and says which try it is", async () => {
    answers = [500, 503];
    await edit({ name: "Acme" });
    await waitForEvents(6);

    expect(deliveries.map((delivery) => delivery.events[0]?.["attemptNumber"])).toEqual([0, 1, 2]);
  });

  it("puts no more than 100 events into one delivery", async () => {
    const inputs = Array.from({ length: 80 }, (_, index) => ({
      properties: { name: `Company ${index}` },
      associations: [],
    }));
    await hubspot.api.post(`${COMPANIES}/batch/create`, { inputs });
    await waitForEvents(160);

    expect(deliveries.map((delivery) => delivery.events.length)).toEqual([100, 60]);
  });

  it("loses, doubles and turns around events when told so", async () => {
    await hubspot.control("faults", {
      next: [
        { match: "object.creation", kind: "webhook-drop" },
        { match: "propertyChange", kind: "webhook-duplicate" },
      ],
    });
    const id = await edit({ name: "Acme" });
    await waitForEvents(2);
    const doubled = events();
    await hubspot.control("faults", { next: [{ match: "", kind: "webhook-reorder" }] });
    deliveries = [];
    await edit({ name: "First" }, id);
    await edit({ name: "Second" }, id);
    await waitForEvents(2);

    expect(doubled).toHaveLength(2);
    expect(doubled[0]).toEqual(doubled[1]);
    expect(events().map((event) => event["propertyValue"])).toEqual(["Second", "First"]);
  });

  it("sends nothing at all when every webhook is dropped", async () => {
    await hubspot.control("faults", { seed: 1, rate: 1, kinds: ["webhook-drop"] });
    const id = await edit({ name: "Lost" });
    await hubspot.control("faults", { seed: 1, rate: 0 });
    await edit({ name: "Told" }, id);
    await waitForEvents(1);

    expect(events().map((event) => event["propertyValue"])).toEqual(["Told"]);
  });
});

describe("webhooks of contacts, deals and associations", () => {
  it("carry the type's id and the properties subscribed to for that type", async () => {
    const contact = await edit({ email: "ann@acme.com", jobtitle: "CFO" }, undefined, "contact");
    await edit({ dealname: "Wifi", amount: "5" }, undefined, "deal");
    await waitForEvents(8);

    expect(events()).toMatchObject([
      { subscriptionType: "object.creation", objectTypeId: "0-1", objectId: Number(contact) },
      { subscriptionType: "object.propertyChange", objectTypeId: "0-1", propertyName: "email" },
      { objectTypeId: "0-1", propertyName: "jobtitle", propertyValue: "CFO" },
      { subscriptionType: "object.creation", objectTypeId: "0-3" },
      { objectTypeId: "0-3", propertyName: "dealstage" },
      { objectTypeId: "0-3", propertyName: "dealname" },
      { objectTypeId: "0-3", propertyName: "amount" },
      { objectTypeId: "0-3", propertyName: "pipeline", changeSource: "CALCULATED" },
    ]);
  });

  it("tell an association from both sides, its primary kind in messages of its own", async () => {
    const [company, contact] = [await edit({}), await edit({}, undefined, "contact")];
    await waitForEvents(3);
    deliveries = [];

    await hubspot.api.post("/crm/associations/2026-09/contacts/companies/batch/create", {
      inputs: [{ from: { id: contact }, to: { id: company }, types: [contactToCompany] }],
    });
    await waitForEvents(4);

    const common = { subscriptionType: "object.associationChange", associationRemoved: false };
    const there = { fromObjectId: Number(contact), toObjectId: Number(company) };
    const back = { fromObjectId: Number(company), toObjectId: Number(contact) };
    expect(events()).toMatchObject([
      {
        ...common,
        ...there,
        associationType: "CONTACT_TO_COMPANY",
        objectTypeId: "0-1",
        isPrimaryAssociation: false,
        changeSource: "INTEGRATION",
        sourceId: "4242",
      },
      { ...common, ...back, associationType: "COMPANY_TO_CONTACT", isPrimaryAssociation: false },
      { ...common, ...there, isPrimaryAssociation: true },
      { ...common, ...back, isPrimaryAssociation: true },
    ]);
    expect(events()[0]).not.toHaveProperty("objectId");
  });

  it("tell both companies when another one becomes primary", async () => {
    const [one, two] = [await edit({ name: "One" }), await edit({ name: "Two" })];
    const contact = await edit({}, undefined, "contact");
    const employ = (companies: string[]) =>
      hubspot.control("edit", {
        type: "contact",
        id: contact,
        fields: {},
        associations: { companies },
      });
    await employ([one, two]);
    await waitForEvents(11);
    deliveries = [];

    await employ([two, one]);
    await waitForEvents(4);

    const ofContact = events().filter(({ associationType }) => {
      return associationType === "CONTACT_TO_COMPANY";
    });
    expect(ofContact).toMatchObject([
      { toObjectId: Number(one), associationRemoved: true, isPrimaryAssociation: true },
      { toObjectId: Number(two), associationRemoved: false, isPrimaryAssociation: true },
    ]);
    expect(ofContact[0]).toMatchObject({ changeSource: "CRM_UI", sourceId: "userId:71000" });
  });

  it("tell the deletion for privacy, and the deletion", async () => {
    const id = await edit({ email: "ann@acme.com" }, undefined, "contact");
    await waitForEvents(2);
    deliveries = [];

    await hubspot.control("privacy-delete", { type: "contact", id });
    await waitForEvents(2);

    expect(events()).toMatchObject([
      { subscriptionType: "contact.privacyDeletion", objectId: Number(id) },
      { subscriptionType: "object.deletion", objectId: Number(id), objectTypeId: "0-1" },
    ]);
  });

  it("tell merges and restores of contacts and deals", async () => {
    const [one, two] = [
      await edit({ email: "ann@acme.com" }, undefined, "contact"),
      await edit({ email: "bob@acme.com" }, undefined, "contact"),
    ];
    const deal = await edit({ dealname: "Wifi" }, undefined, "deal");
    await waitForEvents(8);
    deliveries = [];

    await hubspot.control("merge", { type: "contact", winner: one, loser: two });
    await hubspot.control("delete", { type: "deal", id: deal });
    await hubspot.control("restore", { type: "deal", id: deal });
    await waitForEvents(4);

    expect(events()).toMatchObject([
      { subscriptionType: "object.merge", objectTypeId: "0-1", mergedObjectIds: [Number(two)] },
      { propertyName: "hs_additional_emails", propertyValue: "bob@acme.com" },
      { subscriptionType: "object.deletion", objectTypeId: "0-3" },
      { subscriptionType: "object.restore", objectTypeId: "0-3" },
    ]);
  });

  it("name the subscription after the type where the app says so", async () => {
    await hubspot.close();
    hubspot = await startInstalled({
      webhookTargetUrl: target,
      webhookBatchWindowMs: 20,
      subscriptionStyle: "legacy",
    });

    await edit({}, undefined, "contact");
    await waitForEvents(3);

    expect(events()[0]).toMatchObject({ subscriptionType: "contact.creation" });
    expect(events()[0]).not.toHaveProperty("objectTypeId");
  });
});
