import { describe, expect, it } from "vitest";

import {
  refusalToError,
  transportToError,
} from "../../../../server/adapters/connectwise/errors.ts";
import { permissionOf } from "../../../../server/adapters/connectwise/objects.ts";
import { readRetryAfter, TransportError } from "../../../../server/adapters/http-client.ts";
import type { HttpResponse } from "../../../../server/adapters/http-client.ts";

const NOW = Date.parse("2026-03-01T10:00:00Z");

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const isText = typeof body === "string";
  return {
    status,
    headers: { "x-cw-request-id": "r-1", ...headers },
    text: isText ? body : JSON.stringify(body),
    json: isText ? undefined : body,
  };
}

const read = { isWrite: false, now: NOW };
const write = { isWrite: true, now: NOW };
const invalid = (code: string, message: string, field: string): unknown => ({
  code: "InvalidObject",
  message: "company object is invalid",
  errors: [{ code, message, resource: "company", field }],
});

describe("refusals", () => {
  it.each([
    ["MissingRequiredField", "missing_required", "invalid"],
    ["MaxLengthField", "too_long", "invalid"],
    ["InvalidField", "invalid_value", "invalid"],
    ["OutOfRange", "out_of_range", "invalid"],
    ["ObjectExists", "already_exists", "exists"],
    ["NotFound", "unknown_reference", "invalid"],
    ["SomethingNew", "invalid", "invalid"],
  ])(
    "400 with %s becomes %s of class %s, with field and remedy",
    (vendorCode, code, errorClass) => {
      const error = refusalToError(answer(400, invalid(vendorCode, "Why.", "name")), write);
      expect(error).toMatchObject({
        code,
        errorClass,
        field: "name",
        message: "Why.",
        requestId: "r-1",
      });
      expect(error.remedy).toBeTruthy();
    },
  );

  it("names types where ConnectWise says typeIds", () => {
    const body = invalid("InvalidField", "typeIds can only be used when creating.", "typeIds");
    expect(refusalToError(answer(400, body), write).field).toBe("types");
  });

  it.each([
    [401, { code: "ConnectWiseApi", message: "UserNotAuthenticated" }, "keys_rejected", "auth"],
    [
      401,
      { code: "Unauthorized", message: "A clientId header is required." },
      "client_id_rejected",
      "auth",
    ],
    [403, { code: "Security", message: "Missing client ID" }, "client_id_rejected", "auth"],
    [
      403,
      { code: "Security", message: "You do not have permission." },
      "permission_missing",
      "forbidden",
    ],
    [
      404,
      { code: "ConnectWiseApi", message: "The endpoint does not exist." },
      "keys_rejected",
      "auth",
    ],
    [404, { code: "NotFound", message: "Company 5 not found" }, "not_found", "gone"],
    [404, "<html>maintenance</html>", "not_the_api", "transient"],
    [409, { code: "ConnectWiseApi", message: "in use" }, "record_in_use", "transient"],
    [
      415,
      { code: "ConnectWiseApi", message: "The version is not supported." },
      "call_refused",
      "configuration",
    ],
    [302, "", "redirected", "configuration"],
    [
      400,
      { code: "ApiFindCondition", message: "x is not a recognized name.", errors: null },
      "condition_refused",
      "configuration",
    ],
  ])("%i %j becomes %s of class %s", (status, body, code, errorClass) => {
    expect(refusalToError(answer(status, body), write)).toMatchObject({ code, errorClass });
  });

  it("500 is to be repeated for a read and unclear for a write", () => {
    const failure = answer(500, { code: "ConnectWiseApi", message: "boom" });
    expect(refusalToError(failure, read).errorClass).toBe("transient");
    expect(refusalToError(failure, write).errorClass).toBe("indeterminate");
  });

  it("500 of a server that fails on every update is not repeated", () => {
    const message = "String was not recognized as a valid DateTime.";
    expect(refusalToError(answer(500, { message }), write)).toMatchObject({
      code: "updates_broken",
      errorClass: "invalid",
    });
  });
});

describe("the permission of a call", () => {
  it.each([
    ["/company/contacts", "Companies > Contacts"],
    ["/company/contacts/5/communications/7", "Companies > Contacts"],
    ["/company/companies/count", "Companies > Company Maintenance"],
    ["/sales/opportunities/5", "Sales > Opportunity"],
    ["/sales/opportunities/5/forecast/7", "Sales > Opportunity Finance"],
    ["/sales/opportunities/statuses", undefined],
    ["/system/callbacks", undefined],
  ])("%s is %s", (path, permission) => {
    expect(permissionOf(path)).toBe(permission);
  });

  it("is named with the level that the call needs", () => {
    const forbidden = answer(403, { code: "Security", message: "No." });
    const permission = "Companies > Contacts";
    expect(refusalToError(forbidden, { ...read, permission }).remedy).toMatch(
      /Contacts in ConnectWise: Inquire/u,
    );
    expect(refusalToError(forbidden, { ...write, permission }).remedy).toMatch(/Add, Edit/u);
  });
});

describe("waiting time of a 429", () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ["{}", { "retry-after": "7" }, 7_000],
    ["{}", { "retry-after": "Sun, 01 Mar 2026 10:00:20 GMT" }, 20_000],
    ["{}", { "retry-after": "0" }, 1_000],
    ["{}", { "retry-after": "999999" }, 3_600_000],
    ['{"message":"Too many requests. Please try again in 30 seconds."}', {}, 30_000],
    ["<html>1015</html>", {}, undefined],
  ])("of %s with %j is %s ms", (text, headers, expected) => {
    expect(readRetryAfter({ status: 429, headers, text, json: undefined }, NOW)).toBe(expected);
  });

  it("is half a minute when ConnectWise does not say", () => {
    const error = refusalToError(answer(429, "<html>1015</html>"), read);
    expect(error).toMatchObject({ errorClass: "throttle", retryAfterMs: 30_000 });
  });
});

describe("calls without an answer", () => {
  it.each([
    ["timeout", "indeterminate"],
    ["reset", "indeterminate"],
    ["too_large", "indeterminate"],
    ["unreachable", "transient"],
    ["tls", "transient"],
  ] as const)("a write that ended with %s is %s", (fault, errorClass) => {
    const error = transportToError(new TransportError("psa.example.com", fault, "X"), true);
    expect(error.errorClass).toBe(errorClass);
    expect(
      transportToError(new TransportError("psa.example.com", fault, "X"), false).errorClass,
    ).toBe("transient");
  });
});
