import type { AppError, ErrorClass } from "../../server/sync/errors.ts";
import type { Fields, FieldValue, RecordSnapshot } from "../../server/sync/model.ts";
import type { RecordPage, UpdateInput, WriteResult } from "../../server/sync/adapter-ports.ts";
import type { Dice } from "./dice.ts";
import type { EngineModules } from "./engine-modules.ts";
import type { Process, Scheduler } from "./scheduler.ts";
import { idsIn } from "./ids.ts";
import type { VendorRecord } from "./vendor-record.ts";
import type { VendorRecords } from "./vendor-records.ts";
import { shownPaths } from "./world-objects.ts";
import { objectOf, type Place } from "./world.ts";

/** What a process needs to call a vendor. */
export interface Line {
  readonly process: Process;
  readonly scheduler: Scheduler;
  readonly records: VendorRecords;
  readonly dice: Dice;
  readonly AppError: EngineModules["AppError"];
  /** Chance that a call goes wrong; 0 in the quiet phase. */
  readonly faultRate: () => number;
  /** Records of a listing's or search's page. */
  readonly pageSize: () => number;
  /** Longest time a call takes, in milliseconds. */
  readonly callMs: number;
  /** Counts calls. */
  readonly onCall: () => void;
}

type Fault =
  | "none"
  | "slow"
  | "throttle"
  | "transient-before"
  | "transient-after"
  | "unclear-before"
  | "unclear-after"
  | "partial";

const WRITE_FAULTS: readonly Fault[] = [
  "slow",
  "throttle",
  "transient-before",
  "transient-after",
  "unclear-before",
  "unclear-after",
  "unclear-after",
  "partial",
];
const READ_FAULTS: readonly Fault[] = ["slow", "throttle", "transient-before"];

function chooseFault(line: Line, kind: "read" | "write"): Fault {
  if (!line.dice.chance(line.faultRate())) return "none";
  return line.dice.pick(kind === "read" ? READ_FAULTS : WRITE_FAULTS);
}

/** An error as an adapter would make it. */
export function failure(
  line: Line,
  errorClass: ErrorClass,
  code: string,
  details: { readonly field?: string | undefined; readonly existingId?: string } = {},
): AppError {
  const retryAfterMs = errorClass === "throttle" ? line.dice.between(1, 10) * 1000 : undefined;
  return new line.AppError(`the vendor answered ${code}`, {
    code,
    errorClass,
    ...(details.field === undefined ? {} : { field: details.field }),
    ...(details.existingId === undefined ? {} : { existingId: details.existingId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function faultError(line: Line, fault: Fault): AppError {
  if (fault === "throttle") return failure(line, "throttle", "rate_limited");
  if (fault.startsWith("transient")) return failure(line, "transient", "server_error");
  return failure(line, "indeterminate", "timeout");
}

function timing(line: Line, fault: Fault): { delayMs: number; deadlineMs: number } {
  const delayMs = fault === "slow" ? line.dice.between(1000, line.callMs - 1000) : 0;
  return { delayMs, deadlineMs: line.callMs };
}

/** A read; it fails as a whole. */
export function ask<Result>(line: Line, label: string, effect: () => Result): Promise<Result> {
  line.onCall();
  const fault = chooseFault(line, "read");
  return line.scheduler.perform(
    line.process,
    "vendor",
    `${label}:${fault}`,
    () => {
      if (fault !== "none" && fault !== "slow") throw faultError(line, fault);
      return effect();
    },
    timing(line, fault),
  );
}

type WriteOne = () => WriteResult;

/** One call that writes several records; each input gets its own result. */
export function send(
  line: Line,
  label: string,
  writes: readonly WriteOne[],
): Promise<WriteResult[]> {
  line.onCall();
  const fault = chooseFault(line, "write");
  const isThrown = fault !== "none" && fault !== "slow" && line.dice.chance(0.15);
  return line.scheduler.perform(
    line.process,
    "vendor",
    `${label}:${fault}`,
    () => {
      const results = writes.map((write) => writeUnder(line, fault, write));
      if (isThrown && fault !== "partial") throw faultError(line, fault);
      return results;
    },
    timing(line, fault),
  );
}

function writeUnder(line: Line, fault: Fault, write: WriteOne): WriteResult {
  if (fault === "none" || fault === "slow") return write();
  if (fault === "partial") {
    const fate = line.dice.below(3);
    if (fate === 0) return write();
    if (fate === 1) write();
    return { ok: false, error: failure(line, "indeterminate", "result_missing") };
  }
  if (fault.endsWith("-after")) write();
  return { ok: false, error: faultError(line, fault) };
}

/** A record as an answer shows it; paths that are left out show everything. */
export function snapshotOf(
  records: VendorRecords,
  record: VendorRecord,
  paths?: readonly string[],
  source: Readonly<Record<string, FieldValue>> = record.fields,
): RecordSnapshot {
  const { aliases } = records.rulesOf(record);
  const fields: Record<string, FieldValue> = {};
  for (const path of paths ?? shownPaths(objectOf(records.world, record.objectType), record.side)) {
    fields[path] = path === "id" ? record.id : (source[aliases[path] ?? path] ?? null);
  }
  const { id, modifiedAt, isDeleted } = record;
  return { id, fields, modifiedAt, isDeleted };
}

/** Paths that a listing of changes shows. */
export function listedPaths(line: Line, place: Place, paths: readonly string[]): readonly string[] {
  const { hidden } = line.records.rulesOf(place);
  return paths.filter((path) => !hidden.includes(path));
}

/** Ids of records of which a field holds the words. */
export function idsHolding(
  records: readonly VendorRecord[],
  words: string,
  limit: number,
): readonly string[] {
  const wanted = words.toLowerCase();
  const holds = (value: FieldValue): boolean =>
    String(value ?? "")
      .toLowerCase()
      .includes(wanted);
  const found = records.filter(({ fields }) => Object.values(fields).some(holds));
  return found.slice(0, limit).map(({ id }) => id);
}

/** Why a vendor does not take values, whoever the record belongs to. */
export function refusal(
  line: Line,
  record: Place & { id?: string },
  fields: Fields,
): WriteResult | null {
  const { records } = line;
  const { side } = record;
  const refused = Object.keys(fields).find((path) => records.refuses(side, fields[path] ?? null));
  if (refused !== undefined) return refuse(line, "invalid_value", refused);
  for (const path of records.rulesOf(record).unique) {
    const holder = records.holder(record, path, fields[path] ?? null);
    if (holder === undefined || holder.id === record.id) continue;
    const details = { field: path, ...(side === "hubspot" ? { existingId: holder.id } : {}) };
    return { ok: false, error: failure(line, "exists", `${path}_taken`, details) };
  }
  return null;
}

/** An answer that names a field. */
export function refuse(line: Line, code: string, field: string): WriteResult {
  return { ok: false, error: failure(line, "invalid", code, { field }) };
}

/** Sets fields of an existing record. */
export function updateOne(line: Line, place: Place, input: UpdateInput): WriteResult {
  const { records } = line;
  const record = records.get(place.objectType, place.side, input.id);
  if (record === undefined || record.isDeleted) {
    return { ok: false, error: failure(line, "gone", "not_found") };
  }
  const wrong = refusal(line, record, input.fields) ?? refusedUpdate(line, record, input.fields);
  if (wrong !== null) return wrong;
  const dead = deadReference(records, record, input);
  const { [dead ?? ""]: _dead, ...fields } = withMoves(records, record, input);
  records.update(record, fields, "app");
  // Associations are written by calls of their own, after everything else.
  if (dead !== undefined) return refuse(line, "not_found", dead);
  const ignored = ignoredPath(record, input.fields);
  if (ignored !== undefined) return refuse(line, "write_ignored", ignored);
  return { ok: true, record: snapshotOf(records, record) };
}

/** A path that would associate a HubSpot record with one that is not there. */
function deadReference(
  records: VendorRecords,
  record: VendorRecord,
  { fields }: UpdateInput,
): string | undefined {
  const { references } = records.rulesOf(record);
  if (record.side === "connectwise") return undefined;
  return Object.keys(references).find((path) =>
    idsIn(fields[path]).some(
      (id) => records.get(references[path] ?? "", record.side, id)?.isDeleted !== false,
    ),
  );
}

/** What a vendor wants of a record that is updated. */
function refusedUpdate(line: Line, record: VendorRecord, fields: Fields): WriteResult | null {
  const { records } = line;
  const after = { ...record.fields, ...fields };
  const missing = records.rulesOf(record).requiredOnUpdate.find((path) => isEmpty(after[path]));
  if (missing !== undefined) return refuse(line, "missing_field", missing);
  const isMoved = ["company/id", "contact/id"].some(
    (path) => fields[path] !== undefined && fields[path] !== record.fields[path],
  );
  return isMoved ? wrongContact(line, record, after) : null;
}

/** ConnectWise takes only contacts that exist and, on some servers, belong to the company. */
export function wrongContact(line: Line, place: Place, fields: Fields): WriteResult | null {
  const { records } = line;
  for (const [path, type] of Object.entries(records.rulesOf(place).references)) {
    const id = fields[path] ?? null;
    if (place.side === "hubspot" || id === null) continue;
    const named = records.get(type, place.side, String(id));
    const isThere = named !== undefined && !named.isGone;
    if (!isThere) return refuse(line, "not_found", path);
    const isStranger = type === "contact" && named.fields["company/id"] !== fields["company/id"];
    if (isStranger && records.world.checksContacts) return refuse(line, "not_found", path);
  }
  return null;
}

/** True for what a vendor counts as no value. */
export function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || value === "";
}

/**
 * Lists of associations are not set but changed: what is new is added and what was there when the
 * record was read, and is not wanted, is taken away.
 */
function withMoves(records: VendorRecords, record: VendorRecord, input: UpdateInput): Fields {
  const fields: Record<string, FieldValue> = { ...input.fields };
  for (const path of records.rulesOf(record).several) {
    const wanted = input.fields[path];
    if (wanted === undefined) continue;
    const before = input.before?.fields[path] ?? record.fields[path] ?? null;
    const removed = idsIn(before).filter((id) => !idsIn(wanted).includes(id));
    const now = new Set([...idsIn(record.fields[path]), ...idsIn(wanted)]);
    for (const id of removed) now.delete(id);
    fields[path] = [...now].join(";");
  }
  return fields;
}

/** ConnectWise says yes to a close date of what is closed and does not keep it. */
function ignoredPath(record: VendorRecord, sent: Fields): string | undefined {
  if (record.side === "hubspot" || sent["closeDate"] === undefined) return undefined;
  return record.fields["closeDate"] === sent["closeDate"] ? undefined : "closeDate";
}

/** A page of records in id order. */
export function pageById(
  line: Line,
  all: readonly VendorRecord[],
  cursor: string | null,
  paths: readonly string[],
): RecordPage {
  const pageSize = line.pageSize();
  const rest = all.filter((record) => Number(record.id) > Number(cursor ?? 0));
  const page = rest.slice(0, pageSize);
  return {
    records: page.map((record) => snapshotOf(line.records, record, paths)),
    next: rest.length > pageSize ? (page.at(-1)?.id ?? null) : null,
    serverTime: line.scheduler.now,
  };
}
