import { z } from "zod";

import { AppError } from "../../sync/errors.ts";
import type { Fields, FieldValue } from "../../sync/model.ts";
import type { ConnectwiseCommunicationType } from "../../sync/vendor-ports.ts";
import { loosely, notWritable } from "./patch.ts";
import type { PatchOperation } from "./patch.ts";
import { aboutField, explainPart, writeIgnored } from "./refusals.ts";
import { readCommunicationTypes } from "./schema.ts";
import { communicationsOf, itemBehind } from "./snapshot.ts";
import type { ConnectwiseClient } from "./transport.ts";
import { recordSchema } from "./wire.ts";
import type { CommunicationItem, WireRecord } from "./wire.ts";

/*
 * E-mail addresses, phone and fax numbers of a contact are items of their own. Each is changed, added
 * and deleted by itself, by its id: whatever else the contact has is never sent, hence never lost.
 */

/** ConnectWise's names of the kinds of items. */
const KINDS = { email: "Email", phone: "Phone", fax: "Fax" } as const;

/** Types are asked for again after this time when one is named that is not among them. */
const TYPES_LAST_MS = 60_000;

/** The communication types of one connection. */
export interface CommunicationTypes {
  /** The type that a path's last part means: `email`, or a type's id. @throws AppError class invalid */
  behind(part: string): Promise<ConnectwiseCommunicationType>;
}

/** Keeps the types of a connection from their first use on. */
export function createCommunicationTypes(client: ConnectwiseClient): CommunicationTypes {
  let readAt = 0;
  let known: Promise<readonly ConnectwiseCommunicationType[]> | undefined;
  const read = (): Promise<readonly ConnectwiseCommunicationType[]> => {
    readAt = Date.now();
    known = readCommunicationTypes(client).catch((thrown: unknown) => {
      known = undefined;
      throw thrown;
    });
    return known;
  };
  return {
    async behind(part) {
      const found = typeBehind(await (known ?? read()), part);
      if (found !== undefined) return found;
      const isOld = Date.now() - readAt > TYPES_LAST_MS;
      const type = isOld ? typeBehind(await read(), part) : undefined;
      if (type !== undefined) return type;
      throw unknownType(part);
    },
  };
}

function typeBehind(
  types: readonly ConnectwiseCommunicationType[],
  part: string,
): ConnectwiseCommunicationType | undefined {
  if (part !== "email") return types.find(({ id }) => id === part);
  const emails = types.filter(({ kind }) => kind === "email");
  return emails.find(({ isDefault }) => isDefault) ?? emails[0];
}

function unknownType(part: string): AppError {
  const path = `communications/${part}`;
  if (part === "email") {
    return new AppError("ConnectWise has no communication type for e-mail addresses.", {
      code: "no_email_type",
      errorClass: "invalid",
      field: path,
      remedy: "Add one in ConnectWise (System > Setup Tables > Communication Type).",
    });
  }
  return new AppError(`ConnectWise has no communication type ${part} any more.`, {
    code: "unknown_reference",
    errorClass: "invalid",
    field: path,
    remedy: "Map the field to another communication type.",
  });
}

/** `+1 555 0100 ext. 12`, `555 0100 x12` and `+15550100;ext=12`: the number and its extension. */
const WITH_EXTENSION =
  /^(?<number>.*\d.*?)[\s,;]*(?:\bext(?:ension|n)?\b\.?|\bx|(?<=\d)x|#)[\s.:=]*(?<extension>\d{1,15})$/iu;

/** What an item is to hold; only phones have extensions. */
interface Content {
  readonly value: string;
  readonly extension: string | null;
}

/** Splits a text as people write it into a phone number and its extension. */
export function splitExtension(text: string): Content {
  const { number, extension } = WITH_EXTENSION.exec(text)?.groups ?? {};
  if (number === undefined || extension === undefined) return { value: text, extension: null };
  return { value: number.trim(), extension };
}

function contentOf(text: string, kind: string | null): Content {
  return kind === KINDS.phone ? splitExtension(text) : { value: text, extension: null };
}

function textOf(value: FieldValue): string | null {
  const text = value === null ? "" : String(value).trim();
  return text === "" ? null : text;
}

function partOf(path: string): string {
  const part = path.slice(path.indexOf("/") + 1);
  if (part === "emails") throw notWritable(path, "it holds all e-mail addresses at once");
  return part;
}

function rank([path, text]: readonly [path: string, text: string | null]): number {
  if (text === null) return 2;
  return path === "communications/email" ? 0 : 1;
}

/** The default address and changes go first, deletions last. */
function inOrder(fields: Fields): [path: string, text: string | null][] {
  const entries = Object.entries(fields).map(([path, value]): [string, string | null] => [
    path,
    textOf(value),
  ]);
  return entries.toSorted((a, b) => rank(a) - rank(b));
}

function newItem(
  type: ConnectwiseCommunicationType,
  text: string,
  items: readonly Pick<CommunicationItem, "kind">[],
): Record<string, unknown> & { readonly communicationType: string } {
  const kind = KINDS[type.kind];
  const { value, extension } = contentOf(text, kind);
  return {
    type: { id: Number(type.id) },
    value,
    ...(extension === null ? {} : { extension }),
    // Another default would lose its flag to this one.
    defaultFlag: !items.some((item) => item.kind === kind),
    communicationType: kind,
  };
}

/**
 * Builds the items of a new contact.
 *
 * @throws AppError class invalid, with the field, for what cannot be an item
 */
export async function newItems(
  fields: Fields,
  types: CommunicationTypes,
): Promise<readonly Record<string, unknown>[]> {
  const bodies: ReturnType<typeof newItem>[] = [];
  for (const [path, text] of inOrder(fields)) {
    if (text === null) continue;
    // oxlint-disable-next-line no-await-in-loop -- known after the first
    const type = await types.behind(partOf(path));
    const others = bodies.map(({ communicationType: kind }) => ({ kind }));
    bodies.push(newItem(type, text, others));
  }
  return bodies;
}

/** A contact whose items are written. */
export interface ContactItems {
  readonly client: ConnectwiseClient;
  readonly types: CommunicationTypes;
  /** Path of the items below `/apis/3.0`. */
  readonly endpoint: string;
}

function itemFrom(answer: WireRecord): CommunicationItem | undefined {
  return communicationsOf({ id: answer.id, communicationItems: [answer] })?.[0];
}

/** Reads what an item became, and refuses an answer that does not hold what was sent. */
function keptItem(answer: WireRecord, sent: Content, path: string): CommunicationItem {
  const item = itemFrom(answer);
  const isKept =
    item !== undefined &&
    loosely(item.value) === loosely(sent.value) &&
    loosely(item.extension) === loosely(sent.extension);
  if (isKept) return item;
  throw writeIgnored(
    path,
    "Check in ConnectWise whether this e-mail address or number can be changed.",
  );
}

function changesOf(item: CommunicationItem, { value, extension }: Content): PatchOperation[] {
  const operations: PatchOperation[] = [];
  if (item.value !== value) operations.push({ op: "replace", path: "value", value });
  if (item.kind !== KINDS.phone || item.extension === extension) return operations;
  if (extension === null) operations.push({ op: "remove", path: "extension" });
  else operations.push({ op: "replace", path: "extension", value: extension });
  return operations;
}

async function changeItem(
  { client, endpoint }: ContactItems,
  item: CommunicationItem,
  path: string,
  text: string,
): Promise<CommunicationItem> {
  const content = contentOf(text, item.kind);
  const body = changesOf(item, content);
  if (body.length === 0) return item;
  const call = { method: "PATCH", path: `${endpoint}/${item.id}`, body } as const;
  const { data } = await client.write({ ...call, schema: recordSchema });
  const kept = item.kind === KINDS.phone ? content : { ...content, extension: item.extension };
  return keptItem(data, kept, path);
}

async function addItem(
  { client, endpoint, types }: ContactItems,
  items: readonly CommunicationItem[],
  path: string,
  text: string,
): Promise<CommunicationItem> {
  const type = await types.behind(partOf(path));
  const body = newItem(type, text, items);
  const { data } = await client.write({
    method: "POST",
    path: endpoint,
    body,
    schema: recordSchema,
  });
  return keptItem(data, contentOf(text, body.communicationType), path);
}

async function deleteItem({ client, endpoint }: ContactItems, id: string): Promise<void> {
  await client.write({ method: "DELETE", path: `${endpoint}/${id}`, schema: z.unknown() });
}

/** The items after one path was written. */
async function writePath(
  contact: ContactItems,
  items: readonly CommunicationItem[],
  path: string,
  text: string | null,
): Promise<readonly CommunicationItem[]> {
  const item = itemBehind(items, partOf(path));
  if (text === null) {
    if (item === undefined) return items;
    await deleteItem(contact, item.id);
    return items.filter((each) => each !== item);
  }
  if (item === undefined) return [...items, await addItem(contact, items, path, text)];
  const changed = await changeItem(contact, item, path, text);
  return items.map((each) => (each === item ? changed : each));
}

/**
 * Brings items in line with some fields: a call for each that differs, none for the others.
 *
 * @param items - all items that the contact has
 * @returns all items that it has now
 * @throws AppError with the path; see {@link explainPart} about items that were deleted meanwhile
 */
export async function writeItems(
  contact: ContactItems,
  items: readonly CommunicationItem[],
  fields: Fields,
): Promise<readonly CommunicationItem[]> {
  let now = items;
  for (const [path, text] of inOrder(fields)) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- each rests on what the one before left
      now = await writePath(contact, now, path, text);
    } catch (thrown) {
      const error = explainPart(thrown);
      throw error instanceof AppError ? aboutField(error, path) : error;
    }
  }
  return now;
}
