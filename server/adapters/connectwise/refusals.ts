import { AppError } from "../../sync/errors.ts";
import type { AppErrorDetails } from "../../sync/errors.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import { grant } from "./errors.ts";
import { headOf } from "./objects.ts";
import type { ConnectwiseObject } from "./objects.ts";

/*
 * Refusals of writes, in the words of the record that was written.
 */

/** The same error with other details, or in other words. */
function copyOf(
  error: AppError,
  change: Partial<AppErrorDetails>,
  message = error.message,
): AppError {
  const { code, errorClass, field, remedy, retryAfterMs, existingId, requestId } = error;
  const kept = Object.entries({ field, remedy, retryAfterMs, existingId, requestId });
  return new AppError(message, {
    code,
    errorClass,
    ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)),
    ...change,
    cause: error,
  });
}

/** The error of a call about a part of a record, whose own field names nobody knows. */
export function aboutField(error: AppError, path: string): AppError {
  const isPath = error.field?.startsWith(`${headOf(path)}/`) ?? false;
  return isPath ? error : copyOf(error, { field: path });
}

/** The error of an update that ConnectWise accepted without doing it. */
export function writeIgnored(path: string, remedy: string): AppError {
  return new AppError(`ConnectWise accepted the update but did not keep ${path}.`, {
    code: "write_ignored",
    errorClass: "invalid",
    field: path,
    remedy,
  });
}

const PART_GONE = "part_gone";

/**
 * The failure of a write to a part, where 404 may mean the part or the whole record: a fresh read
 * tells, so until then it is only something to be tried again.
 */
export function explainPart(thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.errorClass !== "gone") return thrown;
  return copyOf(thrown, {
    code: PART_GONE,
    errorClass: "transient",
    remedy: "Lockstep tries again by itself.",
  });
}

/** Whether a write failed because what it was about has been deleted in the meantime. */
export function isPartGone(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === PART_GONE;
}

const ABOUT_VALUES: ReadonlySet<string> = new Set(["missing_required", "unknown_reference"]);

/** Says what helps where ConnectWise misses a value, or a record that a value refers to. */
function withRemedy(error: AppError, { remedies }: ConnectwiseObject): AppError {
  const remedy = error.field === undefined ? undefined : remedies[error.field];
  return remedy !== undefined && ABOUT_VALUES.has(error.code) ? copyOf(error, { remedy }) : error;
}

/** Explains the refusal of a create. A record that is not there cannot be the one to be created. */
export function explainCreate(error: AppError, object: ConnectwiseObject): AppError {
  if (error.errorClass !== "gone") return withRemedy(error, object);
  return copyOf(error, {
    code: "unknown_reference",
    errorClass: "invalid",
    remedy: `Check what the ${object.noun} refers to: something of it does not exist in ConnectWise.`,
  });
}

/**
 * Names the permissions of a write that was refused: closed records may need one more.
 *
 * @param needed - what the write takes in any case
 * @param before - the record as it was read, if it was
 */
export function explainForbidden(
  error: AppError,
  { permission: { closed } }: ConnectwiseObject,
  needed: string,
  before?: RecordSnapshot,
): AppError {
  const isOpen = closed === undefined || before?.fields["isClosed"] === false;
  return copyOf(error, { remedy: grant(isOpen ? needed : `${needed} and ${closed}`, true) });
}

/**
 * Explains the refusal of an update. ConnectWise checks the whole record on each one, so the field
 * may be one that was not sent: then the stored value stands in the way.
 *
 * @param sentHeads - fields of the update
 * @param before - the record as it was read, if it was
 */
export function explainUpdate(
  error: AppError,
  object: ConnectwiseObject,
  sentHeads: ReadonlySet<string>,
  before?: RecordSnapshot,
): AppError {
  const { field, errorClass } = error;
  if (errorClass === "forbidden") {
    return explainForbidden(error, object, object.permission.usual, before);
  }
  if (errorClass !== "invalid" || field === undefined) return error;
  if (sentHeads.has(field)) return withRemedy(error, object);
  return copyOf(
    error,
    {
      code: "stored_value_invalid",
      remedy: `Correct ${field} on this ${object.noun} in ConnectWise; the sync then goes on by itself.`,
    },
    `ConnectWise refuses every change of this ${object.noun} because of the value it holds in ${field}: ${error.message}`,
  );
}
