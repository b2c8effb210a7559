import { z } from "zod";

import { AppError } from "../../sync/errors.ts";
import type { ObjectType } from "../../sync/model.ts";
import type { ConnectwiseClient } from "./transport.ts";
import { objectOf } from "./objects.ts";
import { callbackSchema } from "./wire.ts";
import type { WireCallback } from "./wire.ts";

/** What the callbacks of one connection should be. */
export interface CallbackWish {
  /** Lockstep's own address, without a slash at the end. */
  readonly publicUrl: string;
  readonly webhookKey: string;
  readonly objectTypes: readonly ObjectType[];
}

/** What was done about callbacks. */
export interface CallbackOutcome {
  /** False when the API member may not set callbacks up: changes then arrive by poll only. */
  readonly isAllowed: boolean;
  readonly created: number;
  /** Callbacks that ConnectWise had switched off after failures, or that were not as wished. */
  readonly repaired: number;
  readonly deleted: number;
  /** Identifier of our API member, where an answer told it. */
  readonly memberIdentifier: string | null;
}

const ENDPOINT = "/system/callbacks";
const LEVEL = "owner";
const ALL_RECORDS = 1;

/** URL to register; ConnectWise puts the record's id behind it. */
export function callbackUrl(wish: Pick<CallbackWish, "publicUrl" | "webhookKey">): string {
  return `${wish.publicUrl.replace(/\/+$/u, "")}/webhooks/connectwise/${wish.webhookKey}?recordId=`;
}

/** Whether an entry leads to this connection's address, in whatever spelling. */
function isOurs(entry: WireCallback, url: string): boolean {
  return (entry.url ?? "").split("?", 1)[0]?.toLowerCase() === url.split("?", 1)[0]?.toLowerCase();
}

async function listCallbacks(client: ConnectwiseClient): Promise<WireCallback[]> {
  const entries: WireCallback[] = [];
  for (let page = 1; ; page += 1) {
    const query = { page, pageSize: 1000, orderBy: "id asc" };
    const { data } = await client.get({ path: ENDPOINT, query, schema: callbackSchema.array() });
    entries.push(...data);
    if (data.length < 1000) return entries;
  }
}

function wanted(type: string, url: string): Record<string, unknown> {
  return {
    url,
    type,
    level: LEVEL,
    objectId: ALL_RECORDS,
    description: "Lockstep: tells HubSpot about changes",
    payloadVersion: "3.0.0",
    inactiveFlag: false,
    isSelfSuppressedFlag: true,
  };
}

function isFor(entry: WireCallback, type: string, url: string): boolean {
  return (
    entry.url === url &&
    entry.type?.toLowerCase() === type &&
    entry.level?.toLowerCase() === LEVEL &&
    entry.objectId === ALL_RECORDS
  );
}

interface Tally {
  created: number;
  repaired: number;
  deleted: number;
  memberIdentifier: string | null;
}

/** Only answers to our own writes tell who we are: an entry at rest may have been saved by anybody. */
function note(tally: Tally, entry: WireCallback): void {
  tally.memberIdentifier = entry._info?.updatedBy ?? tally.memberIdentifier;
}

async function createEntry(
  client: ConnectwiseClient,
  body: Record<string, unknown>,
  tally: Tally,
): Promise<void> {
  try {
    const call = { method: "POST", path: ENDPOINT, body, schema: callbackSchema } as const;
    note(tally, (await client.write(call)).data);
    tally.created += 1;
  } catch (thrown) {
    // Another process was faster, or an earlier call arrived after all.
    if (!(thrown instanceof AppError) || thrown.errorClass !== "exists") throw thrown;
  }
}

async function repairEntry(
  client: ConnectwiseClient,
  entry: WireCallback,
  tally: Tally,
): Promise<void> {
  if (entry.inactiveFlag !== true && entry.isSelfSuppressedFlag === true) return;
  const path = `${ENDPOINT}/${entry.id}`;
  const body = [
    { op: "replace", path: "inactiveFlag", value: false },
    { op: "replace", path: "isSelfSuppressedFlag", value: true },
  ];
  note(tally, (await client.write({ method: "PATCH", path, body, schema: callbackSchema })).data);
  tally.repaired += 1;
}

async function deleteEntry(
  client: ConnectwiseClient,
  entry: WireCallback,
  tally: Tally,
): Promise<void> {
  try {
    const path = `${ENDPOINT}/${entry.id}`;
    await client.write({ method: "DELETE", path, schema: z.unknown() });
    tally.deleted += 1;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errorClass !== "gone") throw thrown;
  }
}

async function reconcileCallbacks(
  client: ConnectwiseClient,
  wish: CallbackWish,
  tally: Tally,
): Promise<void> {
  const url = callbackUrl(wish);
  const surplus = new Set((await listCallbacks(client)).filter((entry) => isOurs(entry, url)));
  for (const objectType of wish.objectTypes) {
    const type = objectOf(objectType).callbackType;
    const existing = [...surplus].find((entry) => isFor(entry, type, url));
    if (existing === undefined) await createEntry(client, wanted(type, url), tally);
    else {
      surplus.delete(existing);
      await repairEntry(client, existing, tally);
    }
  }
  for (const entry of surplus) await deleteEntry(client, entry, tally);
}

/**
 * Makes the connection's callbacks as wished: missing ones are created, ones that ConnectWise
 * switched off are switched on, surplus ones of ours deleted. Call it again from time to time.
 *
 * @throws AppError, except that a missing permission is an outcome
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export async function ensureCallbacks(
  client: ConnectwiseClient,
  wish: CallbackWish,
): Promise<CallbackOutcome> {
  const tally: Tally = { created: 0, repaired: 0, deleted: 0, memberIdentifier: null };
  try {
    await reconcileCallbacks(client, wish, tally);
    return { isAllowed: true, ...tally };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errorClass !== "forbidden") throw thrown;
    return { isAllowed: false, ...tally };
  }
}
