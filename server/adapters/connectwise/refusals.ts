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
 * Explains the refusal of an update. ConnectWise checks the whole record on each one, so the field
 * may be one that was not sent: then the stored value stands in the way.
 *
 * @param sentHeads - fields of the update
 * @param before - the record as it was read, if it was: closed ones need a right of their own
 */
export function explainUpdate(
  error: AppError,
  object: ConnectwiseObject,
  sentHeads: ReadonlySet<string>,
  before?: RecordSnapshot,
): AppError {
  const { closed, usual } = object.permission;
  if (error.errorClass === "forbidden" && closed !== undefined) {
    const isOpen = before?.fields["isClosed"] === false;
    return copyOf(error, { remedy: grant(isOpen ? usual : `${usual} and ${closed}`, true) });
  }
  const { field, errorClass } = error;
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
