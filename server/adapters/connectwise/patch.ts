import { AppError } from "../../sync/errors.ts";
import type { Fields, FieldValue } from "../../sync/model.ts";
import { isRecordId } from "./conditions.ts";
import { headOf, isPart } from "./objects.ts";
import type { ConnectwiseObject, FieldKind } from "./objects.ts";

/** One operation of a PATCH. ConnectWise takes an array of them, but is not RFC 6902. */
export interface PatchOperation {
  readonly op: "replace" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

/** The error about a path that cannot be written, or not this way. */
export function notWritable(path: string, why: string): AppError {
  return new AppError(`The field ${path} cannot be written: ${why}.`, {
    code: "field_not_writable",
    errorClass: "invalid",
    field: path,
    remedy: "Change the direction of this field's mapping, or map another field.",
  });
}

/** The error about a value that cannot be sent. @param expected - what the field takes */
export function badValue(path: string, value: FieldValue, expected: string): AppError {
  return new AppError(`"${String(value)}" is not ${expected}.`, {
    code: "invalid_value",
    errorClass: "invalid",
    field: path,
    remedy: `Give the field ${expected} in HubSpot.`,
  });
}

/** A number from a number or its text. @throws AppError class invalid */
export function toNumber(path: string, value: FieldValue): number {
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return number;
  throw badValue(path, value, "a number");
}

function toBoolean(path: string, value: FieldValue): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  throw badValue(path, value, "true or false");
}

/** `2026-01-31` and other spellings of a moment as `2026-01-31T00:00:00Z`. */
function toDate(path: string, value: FieldValue): string {
  const time = typeof value === "number" ? value : Date.parse(String(value));
  if (Number.isNaN(time)) throw badValue(path, value, "a date");
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

const TO_JSON: Readonly<Record<FieldKind, (path: string, value: FieldValue) => unknown>> = {
  number: toNumber,
  boolean: toBoolean,
  date: toDate,
  text: (_path, value) => String(value),
};

function plainValue(path: string, value: FieldValue, object: ConnectwiseObject): unknown {
  const kind = object.fields[path];
  if (kind === undefined) throw notWritable(path, "it is not a field that Lockstep knows");
  return value === null ? null : TO_JSON[kind](path, value);
}

/** `{id: 5}`. @throws AppError class invalid */
function referenceTo(path: string, value: FieldValue): { id: number } {
  const id = String(value);
  if (!isRecordId(id)) throw badValue(path, value, "the id of a record in ConnectWise");
  return { id: Number(id) };
}

function customEntries(fields: Fields): { id: number; value: FieldValue }[] {
  return Object.entries(fields)
    .filter(([path]) => headOf(path) === "customFields")
    .map(([path, value]) => ({ id: referenceTo(path, path.slice(13)).id, value }));
}

function assertWritable(path: string, object: ConnectwiseObject, isCreate: boolean): void {
  const head = headOf(path);
  const isLocked = object.readOnly.includes(head) || object.derived[path]?.writes === null;
  if (isLocked) throw notWritable(path, "ConnectWise sets it by itself");
  if (!isCreate && object.createOnly.includes(head)) {
    throw notWritable(path, `ConnectWise takes it only when the ${object.noun} is created`);
  }
  if (head === "customFields" && !object.hasCustomFields) {
    throw notWritable(path, `a ${object.noun} has no custom fields`);
  }
}

function patchReference(path: string, value: FieldValue): PatchOperation {
  const head = headOf(path);
  // A part of a reference answers 200 and changes nothing: references are replaced whole.
  if (path !== `${head}/id`) throw notWritable(path, "a reference is set by its id");
  if (value === null) return { op: "remove", path: head };
  return { op: "replace", path: head, value: referenceTo(path, value) };
}

function patchField(path: string, value: FieldValue, object: ConnectwiseObject): PatchOperation {
  if (object.references.includes(headOf(path))) return patchReference(path, value);
  const json = plainValue(path, value, object);
  return json === null ? { op: "remove", path } : { op: "replace", path, value: json };
}

/**
 * The fields to write that are the record's own, under the names that writes know. Those of parts
 * are written by calls of their own.
 */
export function ownFields(fields: Fields, object: ConnectwiseObject): Fields {
  const own = Object.entries(fields).filter(([path]) => !isPart(path, object));
  return Object.fromEntries(
    own.map(([path, value]) => [object.derived[path]?.writes ?? path, value]),
  );
}

/**
 * Builds the body of a PATCH. Custom fields are one replace with the given ones; ConnectWise keeps
 * the others.
 *
 * @throws AppError class invalid, with the field, for paths and values that cannot be sent
 * @see https://developer.connectwise.com/Best_Practices/PSA_API_Requests
 */
export function buildPatch(fields: Fields, object: ConnectwiseObject): PatchOperation[] {
  const operations: PatchOperation[] = [];
  for (const [path, value] of Object.entries(fields)) {
    assertWritable(path, object, false);
    if (headOf(path) !== "customFields") operations.push(patchField(path, value, object));
  }
  const customs = customEntries(fields);
  if (customs.length > 0) operations.push({ op: "replace", path: "customFields", value: customs });
  return operations;
}

function createReference(path: string, value: FieldValue): Record<string, unknown> {
  const part = path.slice(headOf(path).length + 1);
  if (part === "id") return referenceTo(path, value);
  if (path === "site/name") return { name: String(value) }; // makes the first site
  throw notWritable(path, "a reference is set by its id");
}

function createList(path: string, value: FieldValue): { id: number }[] {
  if (path !== `${headOf(path)}/id`) throw notWritable(path, "references are set by their ids");
  return String(value)
    .split(";")
    .filter((id) => id !== "")
    .map((id) => referenceTo(path, id));
}

/**
 * Builds the body of a POST; empty fields are left out.
 *
 * @param fields - the record's own; see {@link ownFields}
 * @throws AppError class invalid, with the field, for paths and values that cannot be sent
 */
export function buildCreate(fields: Fields, object: ConnectwiseObject): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    if (value === null) continue;
    assertWritable(path, object, true);
    const head = headOf(path);
    if (head === "customFields") continue;
    if (object.references.includes(head)) body[head] = createReference(path, value);
    else if (object.lists.includes(head)) body[head] = createList(path, value);
    else body[head] = plainValue(path, value, object);
  }
  for (const [path, value] of Object.entries(object.createDefaults)) {
    if (body[headOf(path)] === undefined) body[headOf(path)] = createReference(path, value);
  }
  const customs = customEntries(fields).filter(({ value }) => value !== null);
  if (customs.length > 0) body["customFields"] = customs;
  return body;
}

/**
 * A value without what ConnectWise tidies by itself: blanks, case, punctuation, date forms. Fields
 * that cannot be empty show 0 or false after they were removed.
 */
export function loosely(value: FieldValue): string {
  if (value === null || value === 0 || value === false) return "";
  if (typeof value === "number") return String(value);
  const text = String(value).normalize("NFKC").toLowerCase();
  const date = /^(\d{4}-\d\d-\d\d)(?:t[\d:.]+z?)?$/u.exec(text)?.[1];
  if (date !== undefined) return date;
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? String(number) : text.replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/**
 * Finds a field that an update's answer does not hold although it was sent. ConnectWise answers 200
 * to some patches that change nothing.
 *
 * @returns the path, or undefined when everything arrived
 */
export function findIgnored(sent: Fields, held: Fields): string | undefined {
  return Object.entries(sent).find(([path, value]) => {
    const actual = held[path];
    return actual !== undefined && loosely(actual) !== loosely(value);
  })?.[0];
}
