import type { ErrorReply } from "./wire-common.ts";

/** What is known of a request that came to nothing. */
export interface FailureFacts {
  /** Stable, to be branched on; `unreachable`, `timed_out` and `bad_answer` come from here, others from the server. */
  code: string;
  message: string;
  /** What in the request is wrong; null when it is not about one field. */
  field?: string | null | undefined;
  remedy?: string | null | undefined;
  /** Finds the request in the server's log. */
  requestId?: string | null;
  /** HTTP status; 0 when there was no answer. */
  status?: number;
}

/** A request that was refused, or that nobody answered. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly remedy: string | null;
  readonly requestId: string | null;
  readonly status: number;

  constructor({ code, message, field, remedy, requestId, status }: FailureFacts) {
    super(message);
    this.name = "ApiFailure";
    this.code = code;
    this.field = field ?? null;
    this.remedy = remedy ?? null;
    this.requestId = requestId ?? null;
    this.status = status ?? 0;
  }
}

/** Words whatever was thrown as an {@link ApiFailure}. */
export function toFailure(thrown: unknown): ApiFailure {
  if (thrown instanceof ApiFailure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiFailure({ code: "unexpected", message });
}

/** The request never reached the server, or its answer never reached us. */
export function unreachable(): ApiFailure {
  return new ApiFailure({
    code: "unreachable",
    message: "Lockstep's server cannot be reached.",
    remedy: "Try again in a minute. If it stays like this, tell whoever runs Lockstep's server.",
  });
}

/** The server took longer than we wait. */
export function timedOut(timeoutMs: number): ApiFailure {
  return new ApiFailure({
    code: "timed_out",
    message: `Lockstep's server did not answer within ${Math.round(timeoutMs / 1000)} seconds.`,
    remedy: "Try again. What was asked for may have been done meanwhile, which does no harm.",
  });
}

/** Reads the body of a refusal. @param body - parsed JSON, or undefined for an answer that is none */
export function readRefusal(status: number, body: unknown): ApiFailure {
  const reply = refusalIn(body);
  if (reply !== null) return new ApiFailure({ ...reply.error, status });
  if (status === 429) {
    return new ApiFailure({
      code: "too_many_requests",
      message: "HubSpot lets no more requests of Lockstep pass at the moment.",
      remedy: "Try again in a few seconds.",
      status,
    });
  }
  const { code, message, remedy } = unreachable();
  return new ApiFailure({ code, message, remedy, status });
}

/** HubSpot may hand an answer of 4xx or 5xx on as it is, or within one of its own. */
function refusalIn(body: unknown): ErrorReply | null {
  if (isRefusal(body)) return body;
  const inner: unknown = isRecord(body) ? body["responseBody"] : null;
  return isRefusal(inner) ? inner : null;
}

function isRefusal(body: unknown): body is ErrorReply {
  if (!isRecord(body)) return false;
  const error = body["error"];
  return (
    isRecord(error) && typeof error["code"] === "string" && typeof error["message"] === "string"
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
