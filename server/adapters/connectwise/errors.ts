import { AppError } from "../../sync/errors.ts";
import type { AppErrorDetails, ErrorClass } from "../../sync/errors.ts";
import { readRetryAfter } from "../http-client.ts";
import type { HttpResponse, TransportError } from "../http-client.ts";
import { errorBodySchema } from "./wire.ts";
import type { WireError } from "./wire.ts";

/** What a refusal is judged by besides its status and body. */
export interface CallContext {
  /** True for calls that may change something: an unclear end is then `indeterminate`. */
  readonly isWrite: boolean;
  /** Milliseconds since 1970, for `Retry-After` dates. */
  readonly now: number;
  /** What security roles call the right to the call, where it is known. */
  readonly permission?: string | undefined;
}

/** How long to wait after a 429 that does not say, in milliseconds. */
const DEFAULT_RETRY_AFTER_MS = 30_000;

interface Meaning {
  readonly code: string;
  readonly errorClass: ErrorClass;
  readonly remedy: string;
}

const CHECK_KEYS =
  "Check company id, public key and private key in Lockstep's settings, and that the API member is active in ConnectWise.";

/** Meaning of the codes in ConnectWise's error bodies. */
const CODES: Readonly<Record<string, Meaning>> = {
  MissingRequiredField: {
    code: "missing_required",
    errorClass: "invalid",
    remedy: "Fill the field in HubSpot, or set a default for it in Lockstep's settings.",
  },
  MaxLengthField: {
    code: "too_long",
    errorClass: "invalid",
    remedy: "Shorten the value in HubSpot.",
  },
  InvalidField: {
    code: "invalid_value",
    errorClass: "invalid",
    remedy: "Correct the value in HubSpot.",
  },
  OutOfRange: {
    code: "out_of_range",
    errorClass: "invalid",
    remedy: "Correct the value so that it lies within the range.",
  },
  ObjectExists: {
    code: "already_exists",
    errorClass: "exists",
    remedy: "Link the record to the one that exists, or change its value.",
  },
  NotFound: {
    code: "unknown_reference",
    errorClass: "invalid",
    remedy: "Choose an option that exists in ConnectWise, or correct the value map.",
  },
  InvalidPatch: {
    code: "invalid_patch",
    errorClass: "invalid",
    remedy: "Report this to the operator of Lockstep.",
  },
  ApiFindCondition: {
    code: "condition_refused",
    errorClass: "configuration",
    remedy:
      "Remove the field from mappings and filters: this ConnectWise version does not know it.",
  },
};

const OTHER_400: Meaning = {
  code: "invalid",
  errorClass: "invalid",
  remedy: "Correct the record as the message says.",
};

/** Company PATCH on some self-hosted servers fails whatever is sent. */
const BROKEN_UPDATE = /not recognized as a valid DateTime/iu;

function readBody(response: HttpResponse): WireError {
  const parsed = errorBodySchema.safeParse(response.json);
  return parsed.success ? parsed.data : {};
}

/** A JSON name for what an error calls differently. */
function fieldName(field: string | null | undefined): string | undefined {
  if (field === null || field === undefined || field === "") return undefined;
  return field === "typeIds" ? "types" : field;
}

function withOptional(
  base: Meaning,
  more: {
    field?: string | undefined;
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
  },
): AppErrorDetails {
  const { field, requestId, retryAfterMs } = more;
  return {
    ...base,
    ...(field === undefined ? {} : { field }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

type FieldProblem = NonNullable<WireError["errors"]>[number];

function meaningOfCode(code: string | null | undefined): Meaning {
  const known = Object.entries(CODES).find(([name]) => name === code);
  return known?.[1] ?? OTHER_400;
}

function validationError(body: WireError, requestId: string | undefined): AppError {
  const { code, message, field }: Partial<FieldProblem> = body.errors?.[0] ?? body;
  return new AppError(
    message ?? "ConnectWise refused the record.",
    withOptional(meaningOfCode(code), { field: fieldName(field), requestId }),
  );
}

function authError(body: WireError): Meaning & { message: string } {
  const said = body.message ?? "";
  if (/client ?id/iu.test(said)) {
    return {
      message: `ConnectWise does not accept Lockstep's clientId: ${said}`,
      code: "client_id_rejected",
      errorClass: "auth",
      remedy:
        "The operator of Lockstep must set CONNECTWISE_CLIENT_ID to a public client id from developer.connectwise.com.",
    };
  }
  return {
    message: "ConnectWise does not accept the API keys.",
    code: "keys_rejected",
    errorClass: "auth",
    remedy: CHECK_KEYS,
  };
}

const FORBIDDEN: Meaning = {
  code: "permission_missing",
  errorClass: "forbidden",
  remedy: "Give the API member's security role the permission in ConnectWise, level All.",
};

/** What to do about a missing permission. @param permission - in the words of security roles */
export function grant(permission: string, isWrite: boolean): string {
  const levels = isWrite ? "Add, Edit and Inquire" : "Inquire";
  return `Give the API member's security role ${permission} in ConnectWise: ${levels}, level All.`;
}

function forbiddenError(
  body: WireError,
  { permission, isWrite }: CallContext,
): Meaning & { message: string } {
  if (/client ?id/iu.test(body.message ?? "")) return authError(body);
  const said = body.message ?? "no reason was given";
  const remedy = permission === undefined ? FORBIDDEN.remedy : grant(permission, isWrite);
  return { ...FORBIDDEN, remedy, message: `ConnectWise refuses access: ${said}` };
}

/** In the cloud 404 is also the answer to wrong keys; only `NotFound` speaks of a record. */
function notFoundError(response: HttpResponse, body: WireError): Meaning & { message: string } {
  if (body.code === "NotFound") {
    return {
      message: body.message ?? "The record does not exist in ConnectWise.",
      code: "not_found",
      errorClass: "gone",
      remedy: "Nothing, if it was deleted on purpose.",
    };
  }
  if (response.json === undefined) {
    return {
      message: "ConnectWise's address answers with a web page instead of the API.",
      code: "not_the_api",
      errorClass: "transient",
      remedy: "Check whether ConnectWise is under maintenance and whether the site is right.",
    };
  }
  return { ...authError({}), message: "ConnectWise answers 404, as it does to unknown keys." };
}

/** Words of each class for refusals without a body that explains them. */
function serverError(
  response: HttpResponse,
  body: WireError,
  isWrite: boolean,
): Meaning & { message: string } {
  const said = body.message ?? `status ${response.status}`;
  if (isWrite && BROKEN_UPDATE.test(said)) {
    return {
      message: `ConnectWise fails on every update of this record: ${said}`,
      code: "updates_broken",
      errorClass: "invalid",
      remedy: "Open and save the record in ConnectWise; if that fails, ask ConnectWise's support.",
    };
  }
  return {
    message: `ConnectWise failed: ${said}`,
    code: "server_error",
    errorClass: isWrite ? "indeterminate" : "transient",
    remedy: "Lockstep tries again by itself.",
  };
}

function refusal(
  response: HttpResponse,
  message: string,
  code: string,
): Meaning & { message: string } {
  return {
    message: `${message} (status ${response.status})`,
    code,
    errorClass: "configuration",
    remedy: "Check the ConnectWise site in Lockstep's settings and the server's version.",
  };
}

function meaningOf(
  response: HttpResponse,
  body: WireError,
  context: CallContext,
): Meaning & { message: string } {
  const { status } = response;
  if (status === 401) return authError(body);
  if (status === 403) return forbiddenError(body, context);
  if (status === 404) return notFoundError(response, body);
  if (status === 409) {
    return {
      message: body.message ?? "The record is in use in ConnectWise.",
      code: "record_in_use",
      errorClass: "transient",
      remedy: "Lockstep tries again by itself.",
    };
  }
  if (status >= 500) return serverError(response, body, context.isWrite);
  if (status >= 300 && status < 400) {
    return refusal(response, "The address redirects, which Lockstep does not follow", "redirected");
  }
  return refusal(response, body.message ?? "ConnectWise refuses the call", "call_refused");
}

/** Turns a refusal (any status but 2xx) into the error that says what happens next. */
export function refusalToError(response: HttpResponse, context: CallContext): AppError {
  const body = readBody(response);
  const requestId = response.headers["x-cw-request-id"];
  if (response.status === 429) {
    const retryAfterMs = readRetryAfter(response, context.now) ?? DEFAULT_RETRY_AFTER_MS;
    const meaning: Meaning = {
      code: "rate_limited",
      errorClass: "throttle",
      remedy: "Lockstep waits by itself.",
    };
    return new AppError(
      "ConnectWise asks to slow down.",
      withOptional(meaning, { requestId, retryAfterMs }),
    );
  }
  if (isValidation(response, body)) return validationError(body, requestId);
  const { message, ...meaning } = meaningOf(response, body, context);
  return new AppError(message, withOptional(meaning, { requestId }));
}

function isValidation(response: HttpResponse, body: WireError): boolean {
  const isExplained = body.errors?.[0] !== undefined;
  if (response.status === 409) return isExplained || body.code === "ObjectExists";
  if (response.status !== 400) return false;
  return isExplained || body.code === "InvalidObject" || Object.hasOwn(CODES, body.code ?? "");
}

const TRANSPORT_REMEDIES: Readonly<Record<TransportError["fault"], string>> = {
  timeout: "Check that ConnectWise is up; Lockstep tries again by itself.",
  reset: "Check that ConnectWise is up; Lockstep tries again by itself.",
  unreachable:
    "Check the ConnectWise site; a self-hosted server must be reachable from the addresses shown in Lockstep's settings.",
  tls: "Install a certificate on the ConnectWise server that is valid for this host name and issued by a public authority.",
  too_large: "Report this to the operator of Lockstep.",
};

/** Turns a call without a complete answer into an error: unclear for writes, to be repeated for reads. */
export function transportToError(fault: TransportError, isWrite: boolean): AppError {
  const codes = {
    timeout: "timeout",
    reset: "connection_reset",
    unreachable: "host_unreachable",
    tls: "tls_failed",
    too_large: "answer_too_large",
  } as const;
  return new AppError(fault.message, {
    code: codes[fault.fault],
    errorClass: isWrite && fault.mayHaveArrived ? "indeterminate" : "transient",
    remedy: TRANSPORT_REMEDIES[fault.fault],
    cause: fault,
  });
}

/** The error of a 2xx answer that cannot be read. */
export function unreadableAnswer(what: string, isWrite: boolean, requestId?: string): AppError {
  const meaning: Meaning = {
    code: "unreadable_answer",
    errorClass: isWrite ? "indeterminate" : "transient",
    remedy: "Lockstep tries again by itself.",
  };
  return new AppError(
    `ConnectWise's answer to ${what} cannot be read.`,
    withOptional(meaning, { requestId }),
  );
}
