import { AppError } from "../../sync/errors.ts";
import type { AppErrorDetails, ErrorClass } from "../../sync/errors.ts";
import { errorSchema, propertyProblemsSchema } from "./wire.ts";
import type { WireError } from "./wire.ts";

/** Whether a call changes something, which decides what an unclear outcome means. */
export type CallKind = "read" | "write";

/** An answer other than success. */
export interface RefusedAnswer {
  readonly status: number;
  /** Reads a header by its lower-case name. */
  readonly header: (name: string) => string | null;
  /** Parsed JSON; undefined when the body was something else, such as a proxy's HTML page. */
  readonly body: unknown;
  /** Wall-clock milliseconds, to turn a date in Retry-After into a wait. */
  readonly now: number;
}

/** What HubSpot says is wrong with one property. */
export interface PropertyProblem {
  readonly field: string | undefined;
  /** HubSpot's code in lower case, such as `invalid_option`. */
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** A definite refusal of a call, with what is needed to find the inputs that caused it. */
export class RefusedError extends AppError {
  /** Ids that do not exist, where the answer names them. */
  readonly missingIds: readonly string[];
  /**
   * The inputs in question, where the answer names them: `objectWriteTraceId` of records,
   * {@link pairKey} of associations.
   */
  readonly traceIds: readonly string[];
  readonly problems: readonly PropertyProblem[];

  constructor(message: string, details: AppErrorDetails, refusal: Refusal) {
    super(message, details);
    this.name = "RefusedError";
    this.missingIds = refusal.missingIds;
    this.traceIds = refusal.traceIds;
    this.problems = refusal.problems;
  }
}

/** The parts of an error body that point at inputs. */
interface Refusal {
  readonly missingIds: readonly string[];
  readonly traceIds: readonly string[];
  readonly problems: readonly PropertyProblem[];
}

/** A burst of the ten-second limit is over after this long; used when HubSpot names no time. */
const BURST_MS = 10_000;
const SEARCH_BURST_MS = 1_000;
const DAILY_MS = 15 * 60_000;
/** HubSpot asks to wait at least two seconds after a 423. */
const LOCK_MS = 2_000;
/** A portal that moves between data centres answers 477 for up to a day. */
const MIGRATION_MS = 60_000;

/** Returns `{ [key]: value }`, or nothing for undefined, as exact optional types want it. */
export function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const found: Partial<Record<K, V>> = {};
  if (value !== undefined) found[key] = value;
  return found;
}

/**
 * Reads a Retry-After header, which holds seconds or a date.
 *
 * @returns whole milliseconds from now, or null when there is none or it makes no sense
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function parseBody(body: unknown): WireError {
  const parsed = errorSchema.safeParse(body);
  return parsed.success ? parsed.data : {};
}

/** HubSpot hides the list of property problems as JSON in the message text. */
function problemsInMessage(message: string | undefined): readonly PropertyProblem[] {
  const list = /\[\s*\{.*\}\s*\]/su.exec(message ?? "")?.[0];
  if (list === undefined) return [];
  try {
    const parsed = propertyProblemsSchema.safeParse(JSON.parse(list));
    if (!parsed.success) return [];
    return parsed.data.map((each) => ({
      field: each.name,
      code: each.error?.toLowerCase(),
      message: each.message,
    }));
  } catch {
    return [];
  }
}

function problemsOf(error: WireError): readonly PropertyProblem[] {
  const embedded = problemsInMessage(error.message);
  if (embedded.length > 0) return embedded;
  const details = (error.errors ?? []).map((detail) => ({
    field: detail.context?.["propertyName"]?.[0] ?? detail.in,
    code: detail.code?.toLowerCase(),
    message: detail.message,
  }));
  if (details.length > 0) return details;
  const field = error.context?.["propertyName"]?.[0] ?? error.context?.["invalidPropertyName"]?.[0];
  return field === undefined ? [] : [{ field, code: undefined, message: error.message }];
}

/**
 * Observed in the wild, undocumented: these two sentences are the only place where HubSpot names
 * the record that already has a unique value.
 */
const EXISTING_ID = [/Existing ID:\s*(\d+)/iu, /(\d+) already has that value/iu];

function existingIdOf(error: WireError): string | undefined {
  const texts = [error.message, ...problemsOf(error).map(({ message }) => message)];
  for (const pattern of EXISTING_ID) {
    for (const each of texts) {
      const id = pattern.exec(each ?? "")?.[1];
      if (id !== undefined) return id;
    }
  }
  return undefined;
}

function isTakenValue({ code }: PropertyProblem): boolean {
  return code === "conflicting_unique_value";
}

/** Answer class by HTTP status, for those that need no look into the body. */
const CLASS_BY_STATUS: Readonly<Record<number, readonly [ErrorClass, string]>> = {
  401: ["auth", "unauthorized"],
  403: ["forbidden", "missing_scopes"],
  409: ["exists", "already_exists"],
  423: ["transient", "record_locked"],
  429: ["throttle", "rate_limited"],
  477: ["throttle", "portal_migrating"],
};

function unclear(kind: CallKind, code: string): readonly [ErrorClass, string] {
  return [kind === "write" ? "indeterminate" : "transient", code];
}

function classifyRefusal(error: WireError): readonly [ErrorClass, string] {
  const problems = problemsOf(error);
  if (problems.some(isTakenValue)) return ["exists", "already_exists"];
  return ["invalid", problems[0]?.code ?? error.category?.toLowerCase() ?? "refused"];
}

function classify(status: number, error: WireError, kind: CallKind): readonly [ErrorClass, string] {
  const known = CLASS_BY_STATUS[status];
  if (known !== undefined) return known;
  // After a 5xx or a 408 a write may have been done all the same.
  if (status >= 500 || status === 408) return unclear(kind, "server_error");
  if (status !== 404) return classifyRefusal(error);
  // Only HubSpot's own word for a missing record may lead to a delete; a wrong path also gives 404.
  return error.category === "OBJECT_NOT_FOUND"
    ? ["gone", "not_found"]
    : ["configuration", "unknown_route"];
}

function burstWait(policyName = ""): number {
  if (policyName.startsWith("DAILY")) return DAILY_MS;
  return policyName.startsWith("SECONDLY") ? SEARCH_BURST_MS : BURST_MS;
}

function waitOf(answer: RefusedAnswer, error: WireError): number | undefined {
  const told = parseRetryAfter(answer.header("retry-after"), answer.now);
  if (answer.status === 423) return Math.max(told ?? 0, LOCK_MS);
  if (answer.status === 477) return told ?? MIGRATION_MS;
  if (answer.status === 429) return told ?? burstWait(error.policyName);
  return told ?? undefined;
}

const REMEDIES: Partial<Record<string, string>> = {
  missing_scopes: "Connect HubSpot again and grant all permissions that Lockstep asks for.",
  portal_migrating: "Nothing to do: HubSpot is moving this account and answers again afterwards.",
  unknown_route: "Check HUBSPOT_API_URL and HUBSPOT_API_VERSION.",
};

/** Names the association of two records among the inputs of a batch. */
export function pairKey(fromId: string, toId: string): string {
  return `${fromId}>${toId}`;
}

/** @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide */
function namedPairs({ context }: WireError): readonly string[] {
  const [fromIds, toIds] = [context?.["fromObjectId"] ?? [], context?.["toObjectId"] ?? []];
  return fromIds.flatMap((fromId) => toIds.map((toId) => pairKey(fromId, toId)));
}

function refusalOf(error: WireError, wholeCall: boolean): Refusal {
  return {
    missingIds: error.context?.["ids"] ?? [],
    traceIds: [...(error.context?.["objectWriteTraceId"] ?? []), ...namedPairs(error)],
    problems: wholeCall || (error.errors ?? []).length > 0 ? problemsOf(error) : [],
  };
}

function messageOf(error: WireError, status: number): string {
  const [problem] = problemsOf(error);
  return problem?.message ?? error.message ?? `HubSpot answered ${status}`;
}

/**
 * Translates an answer other than success.
 *
 * @param kind - a 5xx leaves a write `indeterminate` and a read `transient`
 */
export function errorOfAnswer(answer: RefusedAnswer, kind: CallKind): RefusedError {
  const error = parseBody(answer.body);
  const [errorClass, code] = classify(answer.status, error, kind);
  return new RefusedError(
    messageOf(error, answer.status),
    {
      code,
      errorClass,
      ...optional("field", problemsOf(error)[0]?.field),
      ...optional("remedy", REMEDIES[code]),
      ...optional("retryAfterMs", waitOf(answer, error)),
      ...optional("existingId", errorClass === "exists" ? existingIdOf(error) : undefined),
      ...optional(
        "requestId",
        error.correlationId ?? answer.header("x-hubspot-correlation-id") ?? undefined,
      ),
    },
    refusalOf(error, true),
  );
}

/** HTTP status that stands for the category of one refused input of a 207. */
const STATUS_BY_CATEGORY: Readonly<Record<string, number>> = {
  OBJECT_NOT_FOUND: 404,
  CONFLICT: 409,
  MISSING_SCOPES: 403,
  RATE_LIMITS: 429,
  VALIDATION_ERROR: 400,
};

/** Translates one entry in the `errors` of a 207; an unknown category leaves a write indeterminate. */
export function errorOfItem(item: WireError, kind: CallKind): RefusedError {
  const status = STATUS_BY_CATEGORY[item.category ?? ""] ?? 500;
  return errorOfAnswer({ status, header: () => null, body: item, now: 0 }, kind);
}

/** The same error about a field, where HubSpot named none. */
export function aboutField(error: AppError, field: string): AppError {
  if (error.field !== undefined) return error;
  const { message, code, errorClass, remedy, retryAfterMs, existingId, requestId } = error;
  return new AppError(message, {
    code,
    errorClass,
    field,
    ...optional("remedy", remedy),
    ...optional("retryAfterMs", retryAfterMs),
    ...optional("existingId", existingId),
    ...optional("requestId", requestId),
    cause: error,
  });
}

/** Failures before the first byte was sent, after which nothing can have happened. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

function systemCodeOf(thrown: unknown): string {
  let current: unknown = thrown;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if ("code" in current && typeof current.code === "string") return current.code;
    current = current.cause;
  }
  return "";
}

/** Translates a call that brought no complete answer: time-out, reset, no connection. */
export function errorOfFailure(thrown: unknown, kind: CallKind): AppError {
  if (thrown instanceof AppError) return thrown;
  const systemCode = systemCodeOf(thrown);
  const isUnsent = NEVER_SENT.has(systemCode);
  const [errorClass, code] = isUnsent
    ? (["transient", "unreachable"] as const)
    : unclear(kind, "no_answer");
  const reason = systemCode === "" ? "" : ` (${systemCode})`;
  return new AppError(`HubSpot did not answer${reason}`, { code, errorClass, cause: thrown });
}

/** The error for a success answer that cannot be read: HTML, cut off, or of another shape. */
export function unreadableAnswer(kind: CallKind, cause: unknown): AppError {
  const [errorClass, code] = unclear(kind, "unreadable_answer");
  return new AppError("HubSpot's answer could not be read", { code, errorClass, cause });
}
