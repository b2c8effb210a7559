import { describe, expect, it } from "vitest";

import { refusalToError } from "../../../../server/adapters/connectwise/errors.ts";
import { objectOf } from "../../../../server/adapters/connectwise/objects.ts";
import {
  aboutField,
  explainCreate,
  explainUpdate,
} from "../../../../server/adapters/connectwise/refusals.ts";
import type { AppError } from "../../../../server/sync/errors.ts";
import type { RecordSnapshot } from "../../../../server/sync/model.ts";

const opportunity = objectOf("deal");

function refusal(status: number, body: unknown, permission?: string): AppError {
  const text = JSON.stringify(body);
  const response = { status, headers: { "x-cw-request-id": "r-1" }, text, json: body };
  return refusalToError(response, { isWrite: true, now: 0, permission });
}

function refused(code: string, field: string): AppError {
  return refusal(400, {
    code: "InvalidObject",
    message: "object is invalid",
    errors: [{ code, message: "Why.", resource: "opportunity", field }],
  });
}

const security = { code: "Security", message: "You do not have security permission." };
const denied = refusal(403, security, "Sales > Opportunity");

const before = (isClosed: boolean): RecordSnapshot => ({
  id: "7",
  fields: { isClosed },
  modifiedAt: 0,
  isDeleted: false,
});

describe("refusals in the words of a record", () => {
  it("name a stored value that makes every update fail", () => {
    const error = refused("OutOfRange", "yearEstablished");
    const explained = explainUpdate(error, objectOf("company"), new Set(["customFields"]));
    expect(explained).toMatchObject({
      code: "stored_value_invalid",
      errorClass: "invalid",
      field: "yearEstablished",
      requestId: "r-1",
    });
    expect(explained.message).toMatch(/this company .* Why\./u);
    const sent = new Set(["yearEstablished"]);
    expect(explainUpdate(error, objectOf("company"), sent)).toBe(error);
  });

  it("say which contact or sales rep would do", () => {
    const error = explainCreate(refused("NotFound", "contact"), opportunity);
    expect(error).toMatchObject({ code: "unknown_reference", field: "contact" });
    expect(error.remedy).toContain("a contact of its company");
    const rep = explainUpdate(
      refused("NotFound", "primarySalesRep"),
      opportunity,
      new Set(["primarySalesRep"]),
    );
    expect(rep.remedy).toContain("active ConnectWise member");
  });

  it("leave what a value is wrong with alone", () => {
    const error = refused("MaxLengthField", "name");
    expect(explainCreate(error, opportunity)).toBe(error);
  });

  it("of a create never say that the record itself is gone", () => {
    const gone = refusal(404, { code: "NotFound", message: "Contact 9 not found" });
    expect(explainCreate(gone, opportunity)).toMatchObject({
      code: "unknown_reference",
      errorClass: "invalid",
      message: "Contact 9 not found",
      requestId: "r-1",
    });
  });

  it.each([
    [before(true), "Sales > Opportunity and Sales > Closed Opportunity"],
    [undefined, "Sales > Opportunity and Sales > Closed Opportunity"],
    [before(false), "Sales > Opportunity in ConnectWise"],
  ])("name the permission that changing it takes (%#)", (record, permission) => {
    const error = explainUpdate(denied, opportunity, new Set(["name"]), record);
    expect(error).toMatchObject({ code: "permission_missing", errorClass: "forbidden" });
    expect(error.remedy).toContain(permission);
  });

  it("of a part carry the part's path, whatever ConnectWise calls the field", () => {
    const error = aboutField(refused("MaxLengthField", "value"), "communications/4");
    expect(error).toMatchObject({ code: "too_long", field: "communications/4", message: "Why." });
    expect(aboutField(error, "communications/9")).toBe(error);
  });
});
