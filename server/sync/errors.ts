/**
 * What went wrong, in the classes that decide what happens next (docs/sync-algorithm.md).
 * `indeterminate` means a write may or may not have happened: the next step is always a read.
 */
export type ErrorClass =
  | "throttle"
  | "auth"
  | "forbidden"
  | "transient"
  | "indeterminate"
  | "exists"
  | "gone"
  | "invalid"
  | "configuration"
  | "internal";

/** What an {@link AppError} carries besides its message. */
export interface AppErrorDetails {
  /** Stable snake_case code; code branches on this or on the class, never on the message. */
  readonly code: string;
  readonly errorClass: ErrorClass;
  /** The field the error is about, in the spelling of the side that reported it. */
  readonly field?: string;
  /** What a person can do about it, in one sentence. */
  readonly remedy?: string;
  /** Wait this long before the next call, in milliseconds, where the vendor said so. */
  readonly retryAfterMs?: number;
  /** Id of an existing record that stands in the way (class `exists`). */
  readonly existingId?: string;
  /** The vendor's request id, for support cases. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

const RETRYABLE: ReadonlySet<ErrorClass> = new Set(["throttle", "transient", "indeterminate"]);

/** Root of every error that Lockstep throws on purpose. */
export class AppError extends Error {
  readonly code: string;
  readonly errorClass: ErrorClass;
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly existingId: string | undefined;
  readonly requestId: string | undefined;

  constructor(message: string, details: AppErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AppError";
    this.code = details.code;
    this.errorClass = details.errorClass;
    this.field = details.field;
    this.remedy = details.remedy;
    this.retryAfterMs = details.retryAfterMs;
    this.existingId = details.existingId;
    this.requestId = details.requestId;
  }

  /** True when the same call may succeed later without anyone changing anything. */
  get retryable(): boolean {
    return RETRYABLE.has(this.errorClass);
  }
}

/** Turns anything thrown into an {@link AppError}; unknown things become class `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(message, { code: "unexpected", errorClass: "internal", cause: thrown });
}

/** The error about something that a person sent: where it stands, and what to do instead. */
export function invalidInput(
  field: string,
  code: string,
  message: string,
  remedy: string,
): AppError {
  return new AppError(message, { code, errorClass: "invalid", field, remedy });
}

/** The error of whatever needs a ConnectWise connection before there is one. */
export function notConfigured(): AppError {
  return new AppError("ConnectWise is not connected yet", {
    code: "not_configured",
    errorClass: "invalid",
    remedy: "Connect ConnectWise first.",
  });
}
