import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "../../sync/errors.ts";
import type { ObjectType } from "../../sync/model.ts";
import { objectOfWebhook } from "./objects.ts";
import type { HubspotObject } from "./objects.ts";
import { webhookEventSchema } from "./wire.ts";
import type { WireWebhookEvent } from "./wire.ts";

/** A request that claims to come from HubSpot: a webhook, or a `hubspot.fetch` of our own screens. */
export interface SignedRequest {
  readonly method: string;
  /** Full public address as HubSpot called it, with its query; built from PUBLIC_URL, not from Host. */
  readonly url: string;
  /** The body's bytes as they came; empty for a GET. */
  readonly rawBody: Uint8Array;
  readonly signature: string | undefined;
  /** Milliseconds as text. */
  readonly timestamp: string | undefined;
}

/** Older or newer requests are refused, so that a recorded one cannot be played again later. */
const MAX_AGE_MS = 5 * 60_000;

/** Characters that HubSpot signs decoded. @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests */
const SIGNED_DECODED: ReadonlyMap<string, string> = new Map([
  ["%3A", ":"],
  ["%2F", "/"],
  ["%3F", "?"],
  ["%40", "@"],
  ["%21", "!"],
  ["%24", "$"],
  ["%27", "'"],
  ["%28", "("],
  ["%29", ")"],
  ["%2A", "*"],
  ["%2C", ","],
  ["%3B", ";"],
]);

function toSignedUrl(url: string): string {
  return url.replaceAll(
    /%[0-9a-f]{2}/giu,
    (code) => SIGNED_DECODED.get(code.toUpperCase()) ?? code,
  );
}

function isFresh(timestamp: string, now: number): boolean {
  // Number("") is 0 and Number(" 1 ") is 1: only plain digits are a time.
  return /^\d+$/u.test(timestamp) && Math.abs(now - Number(timestamp)) <= MAX_AGE_MS;
}

/**
 * Tells whether HubSpot signed a request with our secret within the last five minutes (version 3).
 * Takes the same time whatever is wrong with the signature.
 *
 * @param now - wall-clock milliseconds
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function isSignedByHubspot(
  request: SignedRequest,
  clientSecret: string,
  now: number,
): boolean {
  const { signature, timestamp } = request;
  if (signature === undefined || timestamp === undefined || !isFresh(timestamp, now)) return false;
  const expected = createHmac("sha256", clientSecret)
    .update(request.method.toUpperCase())
    .update(toSignedUrl(request.url))
    .update(request.rawBody)
    .update(timestamp)
    .digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** What a webhook says happened. */
export type HintKind = "created" | "changed" | "deleted" | "restored" | "merged";

/** A notice that records may have changed; the records are read anew, whatever it says. */
export interface WebhookHint {
  readonly portalId: string;
  readonly objectType: ObjectType;
  /** The record, or all records of a merge. */
  readonly recordIds: readonly string[];
  readonly kind: HintKind;
  /** True when a write of ours caused it; a person's edit may still hide behind it. */
  readonly isEcho: boolean;
  /** Wall-clock milliseconds. */
  readonly occurredAt: number;
  /** The same for each delivery of the same event; HubSpot's event id alone is not unique. */
  readonly deliveryKey: string;
}

const KINDS: ReadonlyMap<string, HintKind> = new Map([
  ["creation", "created"],
  ["propertyChange", "changed"],
  ["deletion", "deleted"],
  ["restore", "restored"],
  ["merge", "merged"],
  ["associationChange", "changed"],
  // A deletion for privacy is told as a deletion as well; either may be lost.
  ["privacyDeletion", "deleted"],
]);

/** Records of one type that an event is about. */
interface Subject {
  readonly object: HubspotObject | null;
  readonly ids: readonly (string | null | undefined)[];
}

/** The records at both ends of an association; `DEAL_TO_CONTACT` names the types. */
function endsOf(event: WireWebhookEvent, object: HubspotObject | null): readonly Subject[] {
  const [from = "", to = ""] = (event.associationType ?? "").toLowerCase().split("_to_");
  return [
    { object: objectOfWebhook(from) ?? object, ids: [event.fromObjectId] },
    { object: objectOfWebhook(to), ids: [event.toObjectId] },
  ];
}

function subjectsOf(event: WireWebhookEvent): readonly Subject[] {
  const [name = "", happening = ""] = event.subscriptionType.split(".");
  const object = objectOfWebhook(name === "object" ? (event.objectTypeId ?? "") : name);
  if (happening === "associationChange") return endsOf(event, object);
  const { objectId, primaryObjectId, newObjectId, mergedObjectIds } = event;
  return [{ object, ids: [objectId, primaryObjectId, newObjectId, ...(mergedObjectIds ?? [])] }];
}

function deliveryKeyOf(
  event: WireWebhookEvent,
  { objectType }: HubspotObject,
  recordIds: readonly string[],
): string {
  const { portalId, subscriptionType, eventId = "", occurredAt } = event;
  const subject = [portalId, subscriptionType, recordIds.join(",")];
  // Records at the two ends of an association can have the same id.
  return [...subject, eventId, occurredAt, event.propertyName ?? objectType].join(":");
}

function toHints(event: WireWebhookEvent, appId: string): readonly WebhookHint[] {
  const kind = KINDS.get(event.subscriptionType.split(".")[1] ?? "");
  if (kind === undefined) return [];
  return subjectsOf(event).flatMap(({ object, ids }) => {
    const recordIds = [...new Set(ids.filter((id): id is string => typeof id === "string"))];
    if (object === null || recordIds.length === 0) return [];
    return {
      portalId: event.portalId,
      objectType: object.objectType,
      recordIds,
      kind,
      isEcho: event.changeSource === "INTEGRATION" && event.sourceId === appId,
      occurredAt: event.occurredAt,
      deliveryKey: deliveryKeyOf(event, object, recordIds),
    };
  });
}

/**
 * Translates a delivery of up to 100 events. An association gives a hint for each of its ends. Events of kinds or object types that are not synced,
 * and single events that make no sense, are left out.
 *
 * @param body - the parsed body of a verified request
 * @throws AppError - invalid `bad_webhook` when it is not a list
 * @see https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 */
export function parseWebhook(body: unknown, appId: string): readonly WebhookHint[] {
  if (!Array.isArray(body)) {
    throw new AppError("a HubSpot webhook is a list of events", {
      code: "bad_webhook",
      errorClass: "invalid",
    });
  }
  return body.flatMap((each: unknown) => {
    const parsed = webhookEventSchema.safeParse(each);
    return parsed.success ? toHints(parsed.data, appId) : [];
  });
}
