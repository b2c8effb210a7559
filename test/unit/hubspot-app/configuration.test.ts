import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";
import { z } from "zod";

import { hubspotObject } from "../../../server/adapters/hubspot/objects.ts";
import { SCOPES } from "../../../server/adapters/hubspot/permissions.ts";
import { companyDefinition } from "../../../server/sync/objects/company.ts";
import { contactDefinition } from "../../../server/sync/objects/contact.ts";
import { dealDefinition } from "../../../server/sync/objects/deal.ts";
import { partsOf } from "../../../server/sync/paths.ts";

const ROOT = new URL("../../../", import.meta.url);

const Uid = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/u);

/** @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/app-configuration */
const App = z.strictObject({
  uid: Uid,
  type: z.literal("app"),
  config: z.strictObject({
    name: z.string().min(1).max(200),
    description: z.string().min(1).max(8192),
    distribution: z.literal("marketplace"),
    auth: z.strictObject({
      type: z.literal("oauth"),
      redirectUrls: z.array(z.string()).min(1),
      requiredScopes: z.array(z.string()).min(1),
      optionalScopes: z.array(z.string()),
      conditionallyRequiredScopes: z.array(z.string()),
    }),
    permittedUrls: z.strictObject({
      fetch: z.array(z.string()),
      iframe: z.array(z.string()),
      img: z.array(z.string()),
    }),
    support: z.object({ supportEmail: z.string() }),
  }),
});

/** @see https://developers.hubspot.com/docs/apps/developer-platform/add-features/configure-webhooks */
const Webhooks = z.strictObject({
  uid: Uid,
  type: z.literal("webhooks"),
  config: z.strictObject({
    settings: z.strictObject({ targetUrl: z.string(), maxConcurrentRequests: z.int().gt(5) }),
    subscriptions: z.strictObject({
      crmObjects: z.array(
        z.strictObject({
          subscriptionType: z.enum([
            "object.creation",
            "object.deletion",
            "object.merge",
            "object.restore",
            "object.associationChange",
            "object.propertyChange",
          ]),
          objectType: z.enum(["company", "contact", "deal"]),
          propertyName: z.string().optional(),
          active: z.literal(true),
        }),
      ),
      legacyCrmObjects: z.array(z.never()),
      hubEvents: z.array(
        z.strictObject({
          subscriptionType: z.literal("contact.privacyDeletion"),
          active: z.literal(true),
        }),
      ),
    }),
  }),
});

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, ROOT), "utf8"));
}

type Subscriptions = z.output<typeof Webhooks>["config"]["subscriptions"];

function readWebhooks(): Subscriptions {
  const webhooks = read("hubspot-app/src/app/webhooks/webhooks-hsmeta.json");
  return Webhooks.parse(webhooks).config.subscriptions;
}

function subscriptionsOf(type: string): Subscriptions["crmObjects"] {
  return readWebhooks().crmObjects.filter(({ objectType }) => objectType === type);
}

describe("the HubSpot project", () => {
  it("points at the folder that HubSpot's own lint rules expect", () => {
    expect(read("hsproject.json")).toEqual({
      name: "lockstep",
      srcDir: "hubspot-app/src",
      platformVersion: "2026.09",
    });
  });

  it("has an app configuration that HubSpot accepts", () => {
    const app = App.parse(read("hubspot-app/src/app/app-hsmeta.json"));

    expect(app.config.auth.redirectUrls).toEqual(["${PUBLIC_URL}/oauth/callback"]);
  });

  it("asks for the very scopes that the server's install link asks for", () => {
    const app = App.parse(read("hubspot-app/src/app/app-hsmeta.json"));

    expect(app.config.auth.requiredScopes).toEqual(SCOPES);
  });

  it.each([companyDefinition, contactDefinition, dealDefinition])(
    "subscribes to every property of a $objectType that people edit and the default mapping carries",
    ({ objectType, defaultMappings }) => {
      const associations = hubspotObject(objectType).associations.map(({ path }) => path);
      const mapped = defaultMappings
        .filter(({ isOwn }) => !isOwn)
        .flatMap(({ hubspot }) => partsOf(hubspot))
        .filter((path) => !associations.includes(path));

      const subscribed = subscriptionsOf(objectType).flatMap(
        ({ propertyName }) => propertyName ?? [],
      );

      expect(subscribed.toSorted()).toEqual(mapped.toSorted());
    },
  );

  // object type, whether the far end of an association is one that is synced as a field of it
  it.each([
    ["company", false],
    ["contact", true],
    ["deal", true],
  ])("hears of a %s that comes, goes, is merged or restored; of associations: %s", (type, has) => {
    const kinds = subscriptionsOf(type)
      .filter(({ propertyName }) => propertyName === undefined)
      .map(({ subscriptionType }) => subscriptionType.replace("object.", ""));

    expect(kinds).toEqual([
      "creation",
      "deletion",
      "merge",
      "restore",
      ...(has ? ["associationChange"] : []),
    ]);
  });

  it("hears of people who are to be forgotten", () => {
    expect(readWebhooks().hubEvents).toEqual([
      { subscriptionType: "contact.privacyDeletion", active: true },
    ]);
  });
});
