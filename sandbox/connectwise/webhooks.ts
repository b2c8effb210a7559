import { createHash, createHmac, randomUUID } from "node:crypto";
import type { Faults } from "../shared/faults.ts";
import { createWebhookDelivery } from "../shared/webhook-delivery.ts";
import type { QueuedEvent, RenderedDelivery, WebhookDelivery } from "../shared/webhook-delivery.ts";
import type { ChangeAction, WriteContext } from "./record-type.ts";
import { typeOf } from "./record-types.ts";
import { referenceId } from "./references.ts";
import type { Actor, AnyRecord, Callback, Company, Store } from "./store.ts";

/** One change on its way to one subscriber. */
interface CallbackEvent {
  readonly callbackId: number;
  readonly type: AnyRecord["type"];
  readonly recordId: number;
  readonly action: ChangeAction;
  readonly actor: Actor;
  /** The reduced record as JSON text at the time of the change; null for a deletion. */
  readonly entity: string | null;
}

/** What deliveries need to know; times in milliseconds. */
export interface CallbackDeliveryOptions {
  readonly store: Store;
  readonly faults: Faults;
  readonly companyId: string;
  /** `v2026_4/` or `v4_6_release/`. */
  codebase(): string;
  readonly retryDelaysMs: readonly number[];
  readonly timeoutMs: number;
}

/** Statuses after which ConnectWise tries again; 5xx and time-outs are not among them. */
const RETRIED = new Set([404, 409, 419, 429]);

/**
 * The signature of a callback: HMAC-SHA256 over the raw body, keyed with SHA-256 of the signing key.
 *
 * @returns base64, as sent in `x-content-signature`
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
function signCallback(body: string, signingKey: string): string {
  const key = createHash("sha256").update(signingKey, "utf8").digest();
  return createHmac("sha256", key).update(body, "utf8").digest("base64");
}

/** The callback's URL with record id and action appended, as ConnectWise does it. */
function callbackUrl(url: string, recordId: number, action: string): string {
  if (url.endsWith("=")) return `${url}${recordId}&action=${action}`;
  return `${url}${url.includes("?") ? "&" : "?"}id=${recordId}&action=${action}`;
}

/** The id that a callback of some level has to name, or all of them. */
function idsAt(level: string, record: AnyRecord, store: Store): (number | undefined)[] {
  switch (level) {
    case record.type:
      return [record.id];
    case "company":
      return [referenceId(record.fields["company"])];
    case "type":
      return "typeLinks" in record ? record.typeLinks.map(({ typeId }) => typeId) : [];
    case "territory":
      return [referenceId(companyOf(record, store)?.fields["territory"])];
    case "status":
    case "statusid":
      return [referenceId(record.fields["status"])];
    default:
      return [];
  }
}

const companyOf = (record: AnyRecord, store: Store): Company | undefined =>
  record.type === "company" ? record : store.companies.get(referenceId(record.fields["company"]));

function isAbout(callback: Callback, record: AnyRecord, store: Store): boolean {
  const { type, level, objectId } = callback.fields;
  if (String(type).toLowerCase() !== record.type) return false;
  const name = String(level).toLowerCase();
  return name === "owner" || idsAt(name, record, store).includes(objectId as number);
}

/** Sends changes to the subscribers. */
export interface CallbackDelivery {
  /** Queues a change for every active callback that is about this record. */
  readonly notify: WriteContext["notify"];
  readonly queue: WebhookDelivery<CallbackEvent>;
}

/** Builds the delivery; nothing is sent before the first change. */
export function createCallbackDelivery(options: CallbackDeliveryOptions): CallbackDelivery {
  const { store } = options;
  const queue = createWebhookDelivery<CallbackEvent>({
    render: (events) => renderCallback(events, options),
    label: (event) => `${event.type}.${event.action}`,
    faults: options.faults,
    maxPerDelivery: 1,
    batchWindowMs: 20,
    timeoutMs: options.timeoutMs,
    maxConcurrent: 10,
    retryDelaysMs: options.retryDelaysMs,
    isRetried: (status) => RETRIED.has(status),
  });
  const notify: CallbackDelivery["notify"] = (action, record, actor) => {
    const callbacks = store.state.callbacks.filter(
      (callback) =>
        callback.fields["inactiveFlag"] !== true &&
        isAbout(callback, record, store) &&
        !(callback.fields["isSelfSuppressedFlag"] === true && callback.memberId === actor.memberId),
    );
    if (callbacks.length === 0) return;
    queue.enqueue(
      callbacks.map((callback) => ({
        callbackId: callback.id,
        type: record.type,
        recordId: record.id,
        action,
        actor,
        entity: action === "deleted" ? null : entityOf(store, record, callback),
      })),
    );
  };
  return { notify, queue };
}

const entityOf = (store: Store, record: AnyRecord, callback: Callback): string =>
  JSON.stringify(typeOf(record).presentEntity(store, record, `http://${callback.host}`));

function renderCallback(
  events: readonly QueuedEvent<CallbackEvent>[],
  options: CallbackDeliveryOptions,
): RenderedDelivery | undefined {
  const event = events[0]?.event;
  const { store, companyId } = options;
  const callback = store.state.callbacks.find((each) => each.id === event?.callbackId);
  if (!event || !callback || callback.fields["inactiveFlag"] === true) return undefined;
  const key = store.state.signingKeys[callback.keyId] ?? "";
  const path = `${options.codebase()}/system/callbackkey/index.rails`;
  const body = JSON.stringify({
    Action: event.action,
    CallbackObjectRecId: callback.id,
    CompanyId: companyId,
    Entity: event.entity,
    FromUrl: callback.host,
    ID: event.recordId,
    MemberId: event.actor.identifier,
    MessageId: randomUUID(),
    Metadata: {
      key_url: `http://${callback.host}/${path}?companyName=${companyId}&id=${callback.keyId}`,
    },
    PartnerId: "61ddc2817bcddc0001c74208",
    ProductInstanceId: "639c96cab2eb560001dd1324",
    Type: event.type,
  });
  return {
    url: callbackUrl(String(callback.fields["url"]), event.recordId, event.action),
    body,
    headers: { "content-type": "application/json", "x-content-signature": signCallback(body, key) },
  };
}
