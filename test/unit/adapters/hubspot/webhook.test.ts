import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSignedByHubspot, parseWebhook } from "../../../../server/adapters/hubspot/webhook.ts";
import type { SignedRequest } from "../../../../server/adapters/hubspot/webhook.ts";

const SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
const MINUTE = 60_000;

function request(change: Partial<SignedRequest> = {}): SignedRequest {
  return {
    method: "POST",
    url: "https://www.example.com/webhook_uri",
    rawBody: Buffer.from("{'example_field':'example_value'}"),
    signature: "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=",
    timestamp: "1693657560000",
    ...change,
  };
}

function sign(text: string): string {
  return createHmac("sha256", SECRET).update(text).digest("base64");
}

describe("HubSpot's signature", () => {
  it.each([
    ["1693657560000", "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y="],
    ["1700000300000", "RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw="],
  ])("accepts the known request of %s", (timestamp, signature) => {
    const signed = request({ timestamp, signature });

    expect(isSignedByHubspot(signed, SECRET, Number(timestamp))).toBe(true);
  });

  // what is wrong, change
  it.each([
    ["another secret's signature", { signature: sign("other") }],
    ["a short signature", { signature: "K36dawei" }],
    ["an empty signature", { signature: "" }],
    ["no signature", { signature: undefined }],
    ["no timestamp", { timestamp: undefined }],
    ["another body", { rawBody: Buffer.from("{}") }],
    ["another path", { url: "https://www.example.com/other" }],
    ["another method", { method: "PUT" }],
  ])("refuses %s", (_what, change) => {
    expect(isSignedByHubspot(request(change), SECRET, 1_693_657_560_000)).toBe(false);
  });

  it.each(["", "NaN", "Infinity", "1e12", " 1693657560000", "-1"])(
    "refuses the timestamp %j even when it is signed",
    (timestamp) => {
      const signed = request({ timestamp, rawBody: new Uint8Array() });
      const signature = sign(`POST${signed.url}${timestamp}`);

      expect(isSignedByHubspot({ ...signed, signature }, SECRET, Number(timestamp) || 0)).toBe(
        false,
      );
    },
  );

  it.each([
    [5 * MINUTE, true],
    [-5 * MINUTE, true],
    [5 * MINUTE + 1, false],
    [-5 * MINUTE - 1, false],
  ])("judges a clock that is %i ms away as %s", (offset, isAccepted) => {
    expect(isSignedByHubspot(request(), SECRET, 1_693_657_560_000 + offset)).toBe(isAccepted);
  });

  it("checks a GET of our own screens with its query, decoded as HubSpot signs it", () => {
    const decoded = "https://app.example.com/api/pairs?userEmail=a@b.example&q=x/y%20z&portalId=1";
    const signed: SignedRequest = {
      method: "get",
      url: decoded.replace("@", "%40").replace("x/y", "x%2fy"),
      rawBody: new Uint8Array(),
      signature: sign(`GET${decoded}1700000000000`),
      timestamp: "1700000000000",
    };

    expect(isSignedByHubspot(signed, SECRET, 1_700_000_000_000)).toBe(true);
  });
});

describe("parsing a HubSpot webhook", () => {
  const event = {
    eventId: 1,
    subscriptionId: 2,
    portalId: 48_120_001,
    appId: 4242,
    occurredAt: 1_700_000_000_000,
    subscriptionType: "object.propertyChange",
    attemptNumber: 0,
    objectId: 123,
    objectTypeId: "0-2",
    changeSource: "CRM_UI",
    sourceId: "userId:7",
    propertyName: "phone",
    propertyValue: "555",
  };

  it("gives the record, the kind and the time", () => {
    expect(parseWebhook([event], "4242")).toEqual([
      {
        portalId: "48120001",
        objectType: "company",
        recordIds: ["123"],
        kind: "changed",
        isEcho: false,
        occurredAt: 1_700_000_000_000,
        deliveryKey: "48120001:object.propertyChange:123:1:1700000000000:phone",
      },
    ]);
  });

  // changeSource, sourceId, echo
  it.each([
    ["INTEGRATION", "4242", true],
    ["INTEGRATION", 4242, true],
    ["INTEGRATION", "777", false],
    ["CRM_UI", "4242", false],
    [undefined, undefined, false],
  ])("takes %s by %s as our own echo: %s", (changeSource, sourceId, isEcho) => {
    expect(parseWebhook([{ ...event, changeSource, sourceId }], "4242")[0]?.isEcho).toBe(isEcho);
  });

  it.each([
    ["company.creation", "created"],
    ["object.creation", "created"],
    ["company.deletion", "deleted"],
    ["object.restore", "restored"],
    ["contact.privacyDeletion", "deleted"],
  ])("reads %s as %s", (subscriptionType, kind) => {
    expect(parseWebhook([{ ...event, subscriptionType }], "4242")[0]?.kind).toBe(kind);
  });

  // subscriptionType, objectTypeId, object type
  it.each([
    ["object.creation", "0-1", "contact"],
    ["object.creation", "0-2", "company"],
    ["object.creation", "0-3", "deal"],
    ["contact.deletion", undefined, "contact"],
    ["deal.propertyChange", undefined, "deal"],
    ["contact.privacyDeletion", undefined, "contact"],
  ])("reads %s of %s as one of a %s", (subscriptionType, objectTypeId, objectType) => {
    const hints = parseWebhook([{ ...event, subscriptionType, objectTypeId }], "4242");

    expect(hints).toMatchObject([{ objectType, recordIds: ["123"] }]);
  });

  describe("of an association", () => {
    const association = {
      ...event,
      subscriptionType: "object.associationChange",
      objectId: undefined,
      objectTypeId: "0-3",
      propertyName: undefined,
      associationType: "DEAL_TO_CONTACT",
      fromObjectId: 9,
      toObjectId: 5,
      associationRemoved: false,
      isPrimaryAssociation: false,
    };

    it("gives a hint for each end, each with a key of its own", () => {
      const hints = parseWebhook([{ ...association, toObjectId: 9 }], "4242");

      expect(hints).toMatchObject([
        { objectType: "deal", recordIds: ["9"], kind: "changed" },
        { objectType: "contact", recordIds: ["9"], kind: "changed" },
      ]);
      expect(hints[0]?.deliveryKey).not.toBe(hints[1]?.deliveryKey);
    });

    it("is read under its older name, which tells the type", () => {
      const legacy = {
        ...association,
        subscriptionType: "contact.associationChange",
        objectTypeId: undefined,
        associationType: "CONTACT_TO_COMPANY",
      };

      expect(parseWebhook([legacy], "4242")).toMatchObject([
        { objectType: "contact", recordIds: ["9"] },
        { objectType: "company", recordIds: ["5"] },
      ]);
    });

    it("takes our own for an echo at both ends", () => {
      const own = { ...association, changeSource: "INTEGRATION", sourceId: 4242 };

      expect(parseWebhook([own], "4242").map(({ isEcho }) => isEcho)).toEqual([true, true]);
    });

    // associationType, hints
    it.each([
      ["DEAL_TO_TICKET", [{ objectType: "deal", recordIds: ["9"] }]],
      ["TICKET_TO_CONTACT", [{ objectType: "contact", recordIds: ["5"] }]],
      ["OUR_PARTNER", [{ objectType: "deal", recordIds: ["9"] }]],
      [undefined, [{ objectType: "deal", recordIds: ["9"] }]],
    ])("of kind %s gives hints for what it is known to be about", (associationType, hints) => {
      const objectTypeId = associationType?.startsWith("TICKET") === true ? "0-5" : "0-3";

      const found = parseWebhook([{ ...association, associationType, objectTypeId }], "4242");

      expect(found).toMatchObject(hints);
      expect(found).toHaveLength(hints.length);
    });
  });

  it("names all records of a merge once", () => {
    const merge = {
      ...event,
      subscriptionType: "object.merge",
      objectId: 1,
      primaryObjectId: 1,
      newObjectId: 1,
      mergedObjectIds: [2, 3],
    };

    expect(parseWebhook([merge], "4242")[0]).toMatchObject({
      kind: "merged",
      recordIds: ["1", "2", "3"],
    });
  });

  it("gives the same key for the next attempt and another one for another property", () => {
    const [first, again, other] = parseWebhook(
      [event, { ...event, attemptNumber: 3 }, { ...event, propertyName: "name" }],
      "4242",
    );

    expect(again?.deliveryKey).toBe(first?.deliveryKey);
    expect(other?.deliveryKey).not.toBe(first?.deliveryKey);
  });

  it.each([
    ["an unknown kind", { ...event, subscriptionType: "object.somethingNew" }],
    ["an object type that is not synced", { ...event, objectTypeId: "0-5" }],
    ["an event without a record", { ...event, objectId: undefined }],
    ["no event at all", "nonsense"],
    ["null", null],
  ])("leaves out %s and keeps the others", (_what, odd) => {
    expect(parseWebhook([odd, event], "4242")).toHaveLength(1);
  });

  it("refuses a body that is no list", () => {
    expect(() => parseWebhook({ ...event }, "4242")).toThrow("list of events");
  });
});
