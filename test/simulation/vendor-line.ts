import type { AppError, ErrorClass } from "../../server/sync/errors.ts";
import type { Fields, FieldValue, RecordSnapshot, Side } from "../../server/sync/model.ts";
import type { RecordPage, WriteResult } from "../../server/sync/ports.ts";
import type { Dice } from "./dice.ts";
import type { EngineModules } from "./engine-modules.ts";
import type { Process, Scheduler } from "./scheduler.ts";
import type { VendorRecord, VendorRecords } from "./vendor-records.ts";

/** What a process needs to call a vendor. */
export interface Line {
  readonly process: Process;
  readonly scheduler: Scheduler;
  readonly records: VendorRecords;
  readonly dice: Dice;
  readonly AppError: EngineModules["AppError"];
  /** Chance that a call goes wrong; 0 in the quiet phase. */
  readonly faultRate: () => number;
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
  field?: string,
): AppError {
  const retryAfterMs = errorClass === "throttle" ? line.dice.between(1, 10) * 1000 : undefined;
  return new line.AppError(`the vendor answered ${code}`, {
    code,
    errorClass,
    ...(field === undefined ? {} : { field }),
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

/** A record as an answer shows it. */
export function snapshotOf(
  record: VendorRecord,
  paths: readonly string[] | null,
  source: Readonly<Record<string, FieldValue>> = record.fields,
): RecordSnapshot {
  const known = paths ?? ALL_PATHS[record.side];
  const fields: Record<string, FieldValue> = {};
  for (const path of known) {
    if (path === "id") fields[path] = record.id;
    else fields[path] = source[path] ?? null;
  }
  return { id: record.id, fields, modifiedAt: record.modifiedAt, isDeleted: record.isDeleted };
}

const SHARED_PATHS = ["name", "city", "state", "zip"];
const ALL_PATHS: Readonly<Record<Side, readonly string[]>> = {
  hubspot: [
    ...SHARED_PATHS,
    "domain",
    "address",
    "numberofemployees",
    "cw_company_id",
    "cw_company_identifier",
    "cw_company_status",
  ],
  connectwise: [
    ...SHARED_PATHS,
    "id",
    "identifier",
    "website",
    "addressLine1",
    "numberOfEmployees",
    "status/id",
    "status/name",
    "deletedFlag",
  ],
};

/** The field that the vendor does not take, if any. */
export function refusedPath(line: Line, side: Side, fields: Fields): string | undefined {
  return Object.keys(fields).find((path) => line.records.refuses(side, fields[path] ?? null));
}

/** Sets fields of an existing record. */
export function updateOne(line: Line, side: Side, id: string, fields: Fields): WriteResult {
  const record = line.records.get(side, id);
  if (record === undefined || record.isDeleted) {
    return { ok: false, error: failure(line, "gone", "not_found") };
  }
  const refused = refusedPath(line, side, fields);
  if (refused !== undefined) {
    return { ok: false, error: failure(line, "invalid", "invalid_value", refused) };
  }
  line.records.update(record, fields, "app");
  return { ok: true, record: snapshotOf(record, null) };
}

/** A page of records in id order. */
export function pageById(
  line: Line,
  all: readonly VendorRecord[],
  cursor: string | null,
  paths: readonly string[],
): RecordPage {
  const { pageSize } = line.records.world;
  const rest = all.filter((record) => Number(record.id) > Number(cursor ?? 0));
  const page = rest.slice(0, pageSize);
  return {
    records: page.map((record) => snapshotOf(record, paths)),
    next: rest.length > pageSize ? (page.at(-1)?.id ?? null) : null,
    serverTime: line.scheduler.now,
  };
}
