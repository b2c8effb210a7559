import { describe, expect, it } from "vitest";
import {
  connectwiseKindOf,
  hubspotKindOf,
  PAIRINGS,
  pairingsOf,
  writableDirections,
} from "../../../server/sync/compatibility.ts";
import { TRANSFORMS } from "../../../server/sync/transforms/by-name.ts";
import type { ConnectwiseField } from "../../../server/sync/vendor-ports.ts";
import { field, property } from "../usecases/definitions.ts";

const TYPES = [
  { id: "2", name: "Direct", kind: "phone", isDefault: true, isInactive: false },
  { id: "3", name: "Fax", kind: "fax", isDefault: false, isInactive: false },
  { id: "4", name: "Second email", kind: "email", isDefault: false, isInactive: false },
] as const;

describe("the compatibility table", () => {
  it("names only transforms that exist, and says for each whether it needs a map", () => {
    for (const { transforms, map } of PAIRINGS) {
      for (const name of transforms) {
        expect(TRANSFORMS[name]).toBeDefined();
        expect(map === "none").toBe(!["value-map", "value-map-list", "country"].includes(name));
      }
    }
  });

  it.each([
    // HubSpot, ConnectWise, transforms in order
    ["text", "text", ["text", "email", "domain", "phone"]],
    ["text", "email", ["email", "text"]],
    ["phone", "phone", ["phone", "text"]],
    ["number", "number", ["number", "integer"]],
    ["boolean", "boolean", ["boolean"]],
    ["date", "date", ["date"]],
    ["datetime", "date", ["datetime-day"]],
    ["option", "reference", ["value-map"]],
    ["options", "list", ["value-map-list"]],
    ["owner", "member", ["value-map"]],
    ["text", "country", ["country"]],
    ["text", "option", ["value-map", "text"]],
  ])("lets %s go with %s", (hubspot, connectwise, transforms) => {
    expect(pairingsOf(hubspot, connectwise).flatMap((row) => row.transforms)).toEqual(transforms);
  });

  it.each([
    ["text", "number"],
    ["date", "text"],
    ["date", "number"],
    ["number", "option"],
    ["boolean", "text"],
    ["option", "number"],
    ["option", "list"],
    ["options", "option"],
    ["option", "member"],
    ["owner", "reference"],
    ["owner", "text"],
    ["text", "member"],
    ["text", "record"],
    ["option", "record"],
    ["other", "text"],
  ])("never lets %s go with %s", (hubspot, connectwise) => {
    expect(pairingsOf(hubspot, connectwise)).toEqual([]);
  });

  it("shows a choice as text in HubSpot, and makes one of text only through a given map", () => {
    const [mapped, shown] = pairingsOf("text", "option");

    expect(mapped).toMatchObject({
      map: "given",
      directions: ["both", "to-hubspot", "to-connectwise"],
    });
    expect(shown).toMatchObject({ map: "none", directions: ["to-hubspot"] });
  });

  it("leaves out directions into a field that nobody may write", () => {
    const [row] = pairingsOf("text", "text");
    const directions = (hubspot: boolean, connectwise: boolean) =>
      writableDirections(row ?? { directions: [] }, { hubspot, connectwise });

    expect(directions(false, true)).toEqual(["to-hubspot"]);
    expect(directions(true, false)).toEqual(["to-connectwise"]);
    expect(directions(true, true)).toEqual([]);
  });
});

describe("what a property holds", () => {
  it.each([
    // name, type, fieldType, kind
    ["city", "string", "text", "text"],
    ["about", "string", "textarea", "text"],
    ["contract", "string", "file", "other"],
    ["phone", "string", "phonenumber", "phone"],
    ["hs_calculated_phone", "phone_number", "phonenumber", "phone"],
    ["annualrevenue", "number", "number", "number"],
    ["is_public", "bool", "booleancheckbox", "boolean"],
    ["agreed", "enumeration", "booleancheckbox", "boolean"],
    ["closedate", "datetime", "date", "datetime"],
    ["renewal", "date", "date", "date"],
    ["industry", "enumeration", "select", "option"],
    ["services", "enumeration", "checkbox", "options"],
    ["hubspot_owner_id", "enumeration", "select", "owner"],
    ["place", "object_coordinates", "text", "other"],
    ["raw", "json", "text", "other"],
  ])("%s of type %s entered as %s is %s", (name, type, fieldType, kind) => {
    expect(hubspotKindOf(property(name, type, { fieldType }))).toBe(kind);
  });
});

describe("what a ConnectWise field holds", () => {
  it.each<[string, ConnectwiseField["kind"], string]>([
    ["city", "text", "text"],
    ["communications/email", "text", "email"],
    ["communications/2", "text", "phone"],
    ["communications/3", "text", "phone"],
    ["communications/4", "text", "email"],
    ["communications/9", "text", "text"],
    ["market/id", "reference", "reference"],
    ["market/name", "text", "text"],
    ["locationId", "reference", "reference"],
    ["territoryManager/id", "reference", "member"],
    ["primarySalesRep/id", "reference", "member"],
    ["country/id", "reference", "country"],
    ["company/id", "reference", "record"],
    ["parentCompany/id", "reference", "record"],
    ["billToSite/id", "reference", "record"],
    ["types/id", "list", "list"],
    ["customFields/12", "option", "option"],
  ])("%s of kind %s is %s", (path, kind, expected) => {
    expect(connectwiseKindOf(field(path, kind), TYPES)).toBe(expected);
  });
});
