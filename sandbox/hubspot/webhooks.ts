import { createHmac } from "node:crypto";
import type { Faults } from "../shared/faults.ts";
import { createWebhookDelivery } from "../shared/webhook-delivery.ts";
import type { QueuedEvent, RenderedDelivery, WebhookDelivery } from "../shared/webhook-delivery.ts";
import type { Change } from "./store.ts";

/** One event as it is delivered, without its attempt number. @see https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide */
export type WebhookEvent = Record<string, unknown> & { subscriptionType: string };

/** What the app subscribed to, and where deliveries go. */
export interface WebhookOptions {
  /** The one target of the app; undefined sends nothing. */
  targetUrl: () => string | undefined;
  clientSecret: string;
  appId: number;
  portalId: number;
  /** Properties whose changes are subscribed to. */
  properties: readonly string[];
  /** `object`: `object.creation` with an objectTypeId. `legacy`: `company.creation`. */
  style: "object" | "legacy";
  faults: Faults;
  now: () => number;
  /** How long events are collected, in milliseconds. */
  batchWindowMs: number;
  /** Waits before further tries, in milliseconds. */
  retryDelaysMs: readonly number[];
}

/** The company properties this app subscribes to unless told otherwise. */
export const defaultSubscriptions: readonly string[] = [
  "name",
  "domain",
  "phone",
  "address",
  "address2",
  "city",
  "state",
  "zip",
  "country",
  "numberofemployees",
  "annualrevenue",
  "hubspot_owner_id",
  "lifecyclestage",
  "support_tier",
];

const CHANGE_FLAGS: Partial<Record<Change["kind"], string>> = {
  creation: "CREATED",
  deletion: "DELETED",
  restore: "RESTORED",
};

/** What HubSpot decodes in the URI before it signs. */
const DECODED: Record<string, string> = {
  "%3A": ":",
  "%2F": "/",
  "%3F": "?",
  "%40": "@",
  "%21": "!",
  "%24": "$",
  "%27": "'",
  "%28": "(",
  "%29": ")",
  "%2A": "*",
  "%2C": ",",
  "%3B": ";",
};

/**
 * Signs a request as version 3 does.
 *
 * @param signed.timestamp - milliseconds since 1970, as sent in the header
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function signRequest(
  clientSecret: string,
  signed: { method: string; url: string; body: string; timestamp: number },
): string {
  const uri = signed.url.replaceAll(
    /%[0-9A-F]{2}/gi,
    (code) => DECODED[code.toUpperCase()] ?? code,
  );
  return createHmac("sha256", clientSecret)
    .update(`${signed.method}${uri}${signed.body}${signed.timestamp}`)
    .digest("base64");
}

/** Turns changes of records into deliveries. */
export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #delivery: WebhookDelivery<WebhookEvent>;
  #nextEventId = 1;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#delivery = createWebhookDelivery<WebhookEvent>({
      render: (events) => this.#render(events),
      label: ({ subscriptionType }) => subscriptionType,
      faults: options.faults,
      maxPerDelivery: 100,
      batchWindowMs: options.batchWindowMs,
      timeoutMs: 5_000,
      maxConcurrent: 10,
      retryDelaysMs: options.retryDelaysMs,
    });
  }

  /** Sends the event of a change, where the app subscribed to it. */
  tell(change: Change): void {
    if (this.#options.targetUrl() === undefined) return;
    const { property } = change;
    if (property !== undefined && !this.#options.properties.includes(property.name)) return;
    this.#delivery.enqueue([this.#eventOf(change)]);
  }

  /** Forgets what is under way. */
  clear(): void {
    this.#delivery.clear();
  }

  close(): void {
    this.#delivery.close();
  }

  #eventOf(change: Change): WebhookEvent {
    const { kind, objectType, id, source, at, property, merged } = change;
    const isLegacy = this.#options.style === "legacy";
    const eventId = this.#nextEventId;
    this.#nextEventId += 1;
    return {
      eventId,
      subscriptionId:
        5_000_000 + subscriptionNumber(kind, this.#options.properties, property?.name),
      portalId: this.#options.portalId,
      appId: this.#options.appId,
      occurredAt: at,
      subscriptionType: `${isLegacy ? objectType.singular : "object"}.${kind}`,
      objectId: Number(id),
      ...(isLegacy ? {} : { objectTypeId: objectType.typeId }),
      changeSource: source.type,
      sourceId: source.id,
      ...(CHANGE_FLAGS[kind] === undefined ? {} : { changeFlag: CHANGE_FLAGS[kind] }),
      ...(property === undefined
        ? {}
        : { propertyName: property.name, propertyValue: property.value, isSensitive: false }),
      ...(merged === undefined
        ? {}
        : {
            primaryObjectId: Number(id),
            mergedObjectIds: [Number(merged.id)],
            newObjectId: Number(id),
            numberOfPropertiesMoved: merged.moved,
          }),
    };
  }

  #render(events: readonly QueuedEvent<WebhookEvent>[]): RenderedDelivery | undefined {
    const url = this.#options.targetUrl();
    if (url === undefined) return undefined;
    const body = JSON.stringify(
      events.map(({ event, attempt }) => ({ ...event, attemptNumber: attempt })),
    );
    const timestamp = this.#options.now();
    const { clientSecret } = this.#options;
    return {
      url,
      body,
      headers: {
        "content-type": "application/json",
        "user-agent": "HubSpot Connect 2.0 (http://dev.hubspot.com/)",
        "x-hubspot-request-timestamp": String(timestamp),
        "x-hubspot-signature-v3": signRequest(clientSecret, {
          method: "POST",
          url,
          body,
          timestamp,
        }),
      },
    };
  }
}

function subscriptionNumber(
  kind: Change["kind"],
  properties: readonly string[],
  name: string | undefined,
): number {
  const kinds: readonly Change["kind"][] = ["creation", "deletion", "restore", "merge"];
  return name === undefined ? kinds.indexOf(kind) : kinds.length + properties.indexOf(name);
}
