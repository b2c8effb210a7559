import { describe, expect, it } from "vitest";

import { objectOf } from "../../../../server/adapters/connectwise/objects.ts";
import {
  completePaths,
  projection,
  toFieldValue,
  toSnapshot,
} from "../../../../server/adapters/connectwise/snapshot.ts";

const company = objectOf("company");
const record = {
  id: "7",
  name: "Acme",
  city: "",
  annualRevenue: 5,
  status: { id: 1, name: "Active" },
  types: [
    { id: 10, name: "Vendor" },
    { id: 9, name: "Client" },
  ],
  customFields: [
    { id: 12, caption: "Tier", value: "Gold" },
    { id: 13, caption: "Notes", value: null },
  ],
  deletedFlag: true,
  _info: { lastUpdated: "2026-03-01T10:00:00Z" },
};

const at = (lastUpdated?: string): number =>
  toSnapshot({ id: "1", _info: { lastUpdated } }, company, []).modifiedAt;

describe("snapshot of a company", () => {
  it("holds exactly the paths asked for, flat, with ids as text", () => {
    const paths = ["name", "annualRevenue", "status/id", "status/name", "types/id", "types/name"];
    expect(toSnapshot(record, company, paths)).toEqual({
      id: "7",
      fields: {
        name: "Acme",
        annualRevenue: 5,
        "status/id": "1",
        "status/name": "Active",
        "types/id": "9;10",
        "types/name": "Client;Vendor",
      },
      modifiedAt: Date.parse("2026-03-01T10:00:00Z"),
      isDeleted: true,
    });
  });

  it("tells an empty field (null) from a custom field the record does not have (absent)", () => {
    const paths = [
      "city",
      "website",
      "market/id",
      "customFields/12",
      "customFields/13",
      "customFields/99",
    ];
    expect(toSnapshot(record, company, paths).fields).toEqual({
      city: null,
      website: null,
      "market/id": null,
      "customFields/12": "Gold",
      "customFields/13": null,
    });
  });

  it("reads a time without a zone as UTC, and a missing one as 0", () => {
    expect(at("2026-03-01T10:00:00")).toBe(Date.parse("2026-03-01T10:00:00Z"));
    expect(at()).toBe(0);
  });

  it("of a complete answer has every known field, so that a removed value shows as null", () => {
    const { fields } = toSnapshot(record, company, completePaths(record, company));
    expect(fields).toMatchObject({
      website: null,
      "territoryManager/id": null,
      "customFields/12": "Gold",
    });
  });
});

describe("values from ConnectWise", () => {
  it.each([
    ["Ac\u200Bme\uFEFF\u0000", "Acme"],
    ["Ac\u200Dme", "Acme"],
    [
      "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
      "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
    ],
    ["\u{1F469}\u200D\u{1F4BB}", "\u{1F469}\u200D\u{1F4BB}"],
    ["  ", null],
    ["", null],
    [{}, null],
    [0, 0],
    [false, false],
  ])("turn %j into %j", (value, expected) => {
    expect(toFieldValue(value)).toBe(expected);
  });
});

describe("projection", () => {
  it("names each field once, and always the block with the time", () => {
    const paths = ["status/id", "status/name", "customFields/12", "customFields/13"];
    expect(projection(paths, company)).toBe("id,status,customFields,deletedFlag,_info");
  });
});
