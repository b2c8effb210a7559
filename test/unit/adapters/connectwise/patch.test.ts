import { describe, expect, it } from "vitest";

import { objectOf } from "../../../../server/adapters/connectwise/objects.ts";
import {
  buildCreate,
  buildPatch,
  findIgnored,
} from "../../../../server/adapters/connectwise/patch.ts";
import { AppError } from "../../../../server/sync/errors.ts";
import type { Fields } from "../../../../server/sync/model.ts";

const company = objectOf("company");

function errorOf(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error("nothing was refused");
}

describe("patch of a company", () => {
  it("replaces values, removes emptied ones and replaces references whole", () => {
    const fields = { city: "Bonn", website: null, "status/id": "2", "territoryManager/id": null };
    expect(buildPatch(fields, company)).toEqual([
      { op: "replace", path: "city", value: "Bonn" },
      { op: "remove", path: "website" },
      { op: "replace", path: "status", value: { id: 2 } },
      { op: "remove", path: "territoryManager" },
    ]);
  });

  it("sends all custom fields in one operation and nothing about the others", () => {
    const fields = { "customFields/12": "Gold", phoneNumber: "1", "customFields/15": null };
    expect(buildPatch(fields, company)).toEqual([
      { op: "replace", path: "phoneNumber", value: "1" },
      {
        op: "replace",
        path: "customFields",
        value: [
          { id: 12, value: "Gold" },
          { id: 15, value: null },
        ],
      },
    ]);
  });

  it("gives values the form their field has in JSON", () => {
    const fields = {
      numberOfEmployees: "25",
      leadFlag: "true",
      zip: 53111,
      dateAcquired: "2026-01-31",
    };
    expect(buildPatch(fields, company).map(({ value }) => value)).toEqual([
      25,
      true,
      "53111",
      "2026-01-31T00:00:00Z",
    ]);
  });

  it.each<[string, Fields, string]>([
    ["types", { "types/id": "1;2" }, "field_not_writable"],
    ["a part of a reference", { "status/name": "Active" }, "field_not_writable"],
    ["the id", { id: "5" }, "field_not_writable"],
    ["the deleted flag", { deletedFlag: true }, "field_not_writable"],
    ["an unknown field", { shoeSize: "5" }, "field_not_writable"],
    ["a number that is none", { annualRevenue: "a lot" }, "invalid_value"],
    ["a reference that is no id", { "status/id": "Active" }, "invalid_value"],
  ])("refuses %s with the field's name", (_what, fields, code) => {
    const error = errorOf(() => buildPatch(fields, company));
    expect(error).toMatchObject({ code, errorClass: "invalid", field: Object.keys(fields)[0] });
    expect(error.remedy).toBeTruthy();
  });
});

describe("new company", () => {
  it("carries types and references as ids, leaves empty fields out and gets its first site", () => {
    const fields = {
      name: "Acme",
      identifier: "Acme",
      city: null,
      "types/id": "2;1",
      "country/id": "4",
      "customFields/12": "Gold",
      "customFields/13": null,
    };
    expect(buildCreate(fields, company)).toEqual({
      name: "Acme",
      identifier: "Acme",
      types: [{ id: 2 }, { id: 1 }],
      country: { id: 4 },
      customFields: [{ id: 12, value: "Gold" }],
      site: { name: "Main" },
    });
  });

  it("takes another name for its first site", () => {
    expect(buildCreate({ name: "Acme", "site/name": "Bonn" }, company)).toMatchObject({
      site: { name: "Bonn" },
    });
  });
});

describe("check of an update's answer", () => {
  it("names a field that the answer does not hold", () => {
    expect(
      findIgnored({ city: "Bonn", "status/id": "2" }, { city: "Bonn", "status/id": "1" }),
    ).toBe("status/id");
    expect(findIgnored({ city: null }, { city: "Bonn" })).toBe("city");
    expect(findIgnored({ name: "Acme Incorporated" }, { name: "Acme" })).toBe("name");
  });

  it("accepts a value that the server only tidied", () => {
    const sent = {
      phoneNumber: "(555) 010-1",
      city: " BONN  ",
      dateAcquired: "2026-01-31",
      annualRevenue: "5.50",
    };
    const held = {
      phoneNumber: "5550101",
      city: "Bonn",
      dateAcquired: "2026-01-31T00:00:00Z",
      annualRevenue: 5.5,
    };
    expect(findIgnored(sent, held)).toBeUndefined();
  });

  it("accepts 0 and false for a removed value of a field that cannot be empty", () => {
    const sent = { annualRevenue: null, leadFlag: null };
    expect(findIgnored(sent, { annualRevenue: 0, leadFlag: false })).toBeUndefined();
    expect(findIgnored(sent, { annualRevenue: 5, leadFlag: false })).toBe("annualRevenue");
  });

  it("does not miss a custom field that the record does not have", () => {
    expect(findIgnored({ "customFields/12": "Gold" }, {})).toBeUndefined();
  });
});
