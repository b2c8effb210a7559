import { describe, expect, it } from "vitest";
import { errorOfOauth } from "../../../../server/adapters/hubspot/auth.ts";
import type { OauthStep } from "../../../../server/adapters/hubspot/auth.ts";
import {
  aboutField,
  errorOfAnswer,
  errorOfFailure,
  errorOfItem,
  parseRetryAfter,
} from "../../../../server/adapters/hubspot/errors.ts";
import type { CallKind, RefusedError } from "../../../../server/adapters/hubspot/errors.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");

function refused(
  status: number,
  body: unknown,
  options: { kind?: CallKind; retryAfter?: string } = {},
): RefusedError {
  const header = (name: string): string | null =>
    name === "retry-after" ? (options.retryAfter ?? null) : null;
  return errorOfAnswer({ status, header, body, now: NOW }, options.kind ?? "write");
}

function failure(code: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}

describe("Retry-After", () => {
  it.each([
    ["3", 3_000],
    ["0.2", 200],
    ["Mon, 23 Nov 2026 12:00:05 GMT", 5_000],
    ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
    ["-4", 0],
    ["soon", null],
    ["", null],
    [null, null],
  ])("reads %j as %s ms", (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });
});

describe("HubSpot's refusals", () => {
  // status, body, kind, class, code
  it.each([
    [400, { category: "VALIDATION_ERROR", message: "no" }, "write", "invalid", "validation_error"],
    [400, "<html>", "write", "invalid", "refused"],
    [401, { category: "EXPIRED_AUTHENTICATION" }, "read", "auth", "unauthorized"],
    [403, { category: "MISSING_SCOPES" }, "read", "forbidden", "missing_scopes"],
    [404, { category: "OBJECT_NOT_FOUND" }, "write", "gone", "not_found"],
    [404, { message: "no such page" }, "write", "configuration", "unknown_route"],
    [409, { category: "CONFLICT" }, "write", "exists", "already_exists"],
    [408, undefined, "write", "indeterminate", "server_error"],
    [500, { status: "error" }, "write", "indeterminate", "server_error"],
    [500, { status: "error" }, "read", "transient", "server_error"],
    [502, undefined, "read", "transient", "server_error"],
  ] as const)("takes %i %j on a %s%s as %s %s", (status, body, kind, errorClass, code) => {
    expect(refused(status, body, { kind })).toMatchObject({ errorClass, code });
  });

  // body, Retry-After, wait
  it.each([
    [{ policyName: "TEN_SECONDLY_ROLLING" }, undefined, 10_000],
    [{ policyName: "SECONDLY" }, undefined, 1_000],
    [{ policyName: "DAILY" }, undefined, 900_000],
    [{ policyName: "TEN_SECONDLY_ROLLING" }, "2", 2_000],
    [undefined, undefined, 10_000],
  ])("waits after a 429 with %j and Retry-After %s for %i ms", (body, retryAfter, wait) => {
    const error = refused(429, body, retryAfter === undefined ? {} : { retryAfter });

    expect(error).toMatchObject({ errorClass: "throttle", retryAfterMs: wait });
  });

  it("reads the property problems that are hidden in the message", () => {
    const problems = [
      {
        isValid: false,
        message: "x was not one of [a]",
        error: "INVALID_OPTION",
        name: "industry",
      },
      { isValid: false, message: "no number", error: "INVALID_NUMERIC", name: "employees" },
    ];

    const error = refused(400, {
      category: "VALIDATION_ERROR",
      message: `Property values were not valid: ${JSON.stringify(problems)}`,
    });

    expect(error).toMatchObject({
      errorClass: "invalid",
      code: "invalid_option",
      field: "industry",
      message: "x was not one of [a]",
    });
    expect(error.problems.map(({ field }) => field)).toEqual(["industry", "employees"]);
  });

  it("survives a message that only looks like a list", () => {
    const error = refused(400, { message: "wrong: [{not json}]" });

    expect(error).toMatchObject({ errorClass: "invalid", message: "wrong: [{not json}]" });
  });

  it("reads the property from the details where the message has no list", () => {
    const error = refused(400, {
      message: "invalid",
      errors: [{ message: "bad", code: "BAD", context: { propertyName: ["city"] } }],
    });

    expect(error).toMatchObject({ field: "city", code: "bad" });
  });

  it.each([
    [409, { category: "CONFLICT", message: "Contact already exists. Existing ID: 123" }],
    [
      400,
      {
        category: "VALIDATION_ERROR",
        message: `Property values were not valid: ${JSON.stringify([
          {
            error: "CONFLICTING_UNIQUE_VALUE",
            name: "cw_company_id",
            message: "Cannot set value on 99. 123 already has that value.",
          },
        ])}`,
      },
    ],
  ])("names the record that has a unique value already (%i)", (status, body) => {
    expect(refused(status, body)).toMatchObject({ errorClass: "exists", existingId: "123" });
  });

  it("keeps the ids and trace ids that an answer names", () => {
    const error = refused(404, {
      category: "OBJECT_NOT_FOUND",
      context: { ids: ["1", "2"], objectWriteTraceId: ["3"] },
    });

    expect(error).toMatchObject({ missingIds: ["1", "2"], traceIds: ["3"] });
  });

  it("leaves an input unclear when a 207 gives no reason we know", () => {
    expect(errorOfItem({ category: "ERRORS", message: "internal error" }, "write")).toMatchObject({
      errorClass: "indeterminate",
    });
  });
});

describe("calls without an answer", () => {
  it.each([
    ["ECONNRESET", "write", "indeterminate"],
    ["UND_ERR_HEADERS_TIMEOUT", "write", "indeterminate"],
    ["UND_ERR_BODY_TIMEOUT", "write", "indeterminate"],
    ["UND_ERR_SOCKET", "write", "indeterminate"],
    ["ECONNRESET", "read", "transient"],
    ["ECONNREFUSED", "write", "transient"],
    ["ENOTFOUND", "write", "transient"],
    ["UND_ERR_CONNECT_TIMEOUT", "write", "transient"],
  ] as const)("takes %s on a %s as %s", (code, kind, errorClass) => {
    expect(errorOfFailure(failure(code), kind).errorClass).toBe(errorClass);
  });
});

describe("OAuth refusals", () => {
  // step, status, body, class, code
  it.each([
    [
      "refresh",
      400,
      { error: "invalid_grant", status: "BAD_REFRESH_TOKEN" },
      "auth",
      "disconnected",
    ],
    ["refresh", 400, { error: "invalid_grant" }, "auth", "disconnected"],
    ["refresh", 400, { status: "BAD_HUB" }, "auth", "disconnected"],
    ["refresh", 403, { error: "access_denied" }, "auth", "disconnected"],
    [
      "refresh",
      400,
      { error: "invalid_client", status: "BAD_CLIENT_ID" },
      "configuration",
      "oauth_client",
    ],
    [
      "refresh",
      400,
      { error: "invalid_grant", status: "BAD_CLIENT_SECRET" },
      "configuration",
      "oauth_client",
    ],
    ["refresh", 401, { error: "invalid_client" }, "configuration", "oauth_client"],
    ["refresh", 400, { status: "SOMETHING_NEW" }, "configuration", "oauth_refused"],
    ["refresh", 400, "<html>", "configuration", "oauth_refused"],
    ["refresh", 415, undefined, "configuration", "oauth_refused"],
    ["refresh", 500, undefined, "transient", "server_error"],
    ["refresh", 429, undefined, "throttle", "rate_limited"],
    [
      "exchange",
      400,
      { error: "invalid_grant", status: "BAD_AUTH_CODE" },
      "invalid",
      "bad_auth_code",
    ],
    ["exchange", 400, { status: "BAD_REDIRECT_URI" }, "configuration", "oauth_client"],
  ] as [OauthStep, number, unknown, string, string][])(
    "takes %s %i %j as %s %s",
    (step, status, body, errorClass, code) => {
      const error = errorOfOauth({ status, body, header: () => null, now: NOW }, step);

      expect(error).toMatchObject({ errorClass, code });
    },
  );
});

describe("an error about a field", () => {
  it("keeps the field that HubSpot named", () => {
    const error = refused(400, { context: { propertyName: ["phone"] } });

    expect(aboutField(error, "email")).toMatchObject({ field: "phone" });
  });

  it("gets one, and keeps everything else", () => {
    const error = refused(409, { message: "Contact already exists. Existing ID: 42" });

    expect(aboutField(error, "email")).toMatchObject({
      message: "Contact already exists. Existing ID: 42",
      code: "already_exists",
      errorClass: "exists",
      existingId: "42",
      field: "email",
    });
  });
});

describe("a refused association", () => {
  it("is known by the two records it names", () => {
    const context = { fromObjectId: ["9"], toObjectId: ["5", "6"] };

    expect(errorOfItem({ category: "OBJECT_NOT_FOUND", context }, "write")).toMatchObject({
      errorClass: "gone",
      traceIds: ["9>5", "9>6"],
    });
  });
});
