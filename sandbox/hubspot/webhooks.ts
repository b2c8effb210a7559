import { createHmac } from "node:crypto";
import { controlTypes } from "../shared/control.ts";
import type { ControlType } from "../shared/control.ts";
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
  properties: Subscriptions;
  /** `object`: `object.creation` with an objectTypeId. `legacy`: `company.creation`. */
  style: "object" | "legacy";
  faults: Faults;
  now: () => number;
  /** How long events are collected, in milliseconds. */
  batchWindowMs: number;
  /** Waits before further tries, in milliseconds. */
  retryDelaysMs: readonly number[];
}

/** Properties whose changes are subscribed to, by type. */
export type Subscriptions = Readonly<Record<ControlType, readonly string[]>>;

const words = (text: string): string[] => text.trim().split(/\s+/);

/** The properties this app subscribes to unless told otherwise. */
export const defaultSubscriptions: Subscriptions = {
  company: words(`name domain phone address address2 city state zip country numberofemployees
    annualrevenue hubspot_owner_id lifecyclestage support_tier`),
  contact: words(`email hs_additional_emails firstname lastname phone mobilephone jobtitle address
    city state zip country lifecyclestage hubspot_owner_id hs_email_optout`),
  deal: words(`dealname pipeline dealstage amount closedate dealtype hubspot_owner_id description
    hs_priority`),
};

const CHANGE_FLAGS: Partial<Record<Change["kind"], string>> = {
  creation: "CREATED",
  deletion: "DELETED",
  restore: "RESTORED",
};

/** Ids of subscriptions begin here. */
const SUBSCRIPTION_IDS = 5_000_000;
const subscriptionKinds: readonly Change["kind"][] = [
  "creation",
  "deletion",
  "restore",
  "merge",
  "associationChange",
  "privacyDeletion",
];

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
    const { property, objectType } = change;
    const subscribed = this.#options.properties[objectType.singular];
    if (property !== undefined && !subscribed.includes(property.name)) return;
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
    const { kind, objectType, id, source, at } = change;
    // The one subscription about people's privacy belongs to contacts and has no other name.
    const isLegacy = this.#options.style === "legacy" || kind === "privacyDeletion";
    const eventId = this.#nextEventId;
    this.#nextEventId += 1;
    return {
      eventId,
      subscriptionId: this.#subscriptionId(change),
      portalId: this.#options.portalId,
      appId: this.#options.appId,
      occurredAt: at,
      subscriptionType: `${isLegacy ? objectType.singular : "object"}.${kind}`,
      ...(change.association === undefined ? { objectId: Number(id) } : {}),
      ...(isLegacy ? {} : { objectTypeId: objectType.typeId }),
      changeSource: source.type,
      sourceId: source.id,
      ...(CHANGE_FLAGS[kind] === undefined ? {} : { changeFlag: CHANGE_FLAGS[kind] }),
      ...detailsOf(change),
    };
  }

  /** A number for each subscription of the app: one a type and kind, one a property. */
  #subscriptionId({ kind, objectType, property }: Change): number {
    const { singular } = objectType;
    const base = SUBSCRIPTION_IDS + controlTypes.indexOf(singular) * 1_000;
    if (property === undefined) return base + subscriptionKinds.indexOf(kind);
    return base + 100 + this.#options.properties[singular].indexOf(property.name);
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

/** What an event says beside who changed which record how. */
function detailsOf({ id, objectType, property, merged, association }: Change): object {
  if (property !== undefined) {
    return { propertyName: property.name, propertyValue: property.value, isSensitive: false };
  }
  if (merged !== undefined) {
    return {
      primaryObjectId: Number(id),
      mergedObjectIds: [Number(merged.id)],
      newObjectId: Number(id),
      numberOfPropertiesMoved: merged.moved,
    };
  }
  if (association === undefined) return {};
  const { to, toId, isPrimary, isRemoved } = association;
  return {
    associationType: `${objectType.singular}_TO_${to.singular}`.toUpperCase(),
    fromObjectId: Number(id),
    toObjectId: Number(toId),
    associationRemoved: isRemoved,
    isPrimaryAssociation: isPrimary,
  };
}
