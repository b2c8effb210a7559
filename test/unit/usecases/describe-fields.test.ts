import { describe, expect, it } from "vitest";

import type { FieldMapping, FieldValue, Side } from "../../../server/sync/model.ts";
import { row } from "../../../server/sync/objects/row.ts";
import { fieldWords } from "../../../server/usecases/describe-fields.ts";
import { both, choice, field, member, options, owner, property } from "./definitions.ts";

const definitions = both({
  properties: [
    property("city", "string", { label: "City" }),
    property("industry", "enumeration", {
      label: "Industry",
      options: options({ IT: "Computers" }),
    }),
    property("tags", "enumeration", {
      label: "Tags",
      fieldType: "checkbox",
      options: options({ a: "Alpha", b: "Beta" }),
    }),
    property("is_vip", "bool", { label: "VIP" }),
    property("born", "date", { label: "Born" }),
    property("closedate", "datetime", { label: "Close date" }),
    property("amount", "number", { label: "Amount" }),
    property("hubspot_owner_id", "enumeration", { label: "Owner" }),
    property("pipeline", "enumeration", { label: "Pipeline" }),
    property("dealstage", "enumeration", { label: "Deal stage" }),
  ],
  owners: [owner("7", { name: "Dana Kim" })],
  pipelines: [
    {
      pipelineId: "default",
      label: "Sales",
      stages: [{ stageId: "won", label: "Closed won", outcome: "won" }],
    },
  ],
  connectwise: {
    fields: [
      field("status/id", "reference", {
        label: "Status id",
        options: [{ value: "1", label: "Open" }],
      }),
      field("stage/id", "reference", {
        label: "Stage id",
        options: [{ value: "3", label: "Quote" }],
      }),
      field("types/name", "list", { label: "Types name" }),
      field("primarySalesRep/id", "reference", { label: "Primary sales rep id" }),
      field("closeDate", "date", { label: "Close date" }),
    ],
    members: [member("9", { name: "Marco Rossi" })],
    choices: { type: [choice("1", "Client")] },
  },
});
const references: FieldMapping = row("associations/contacts", "contact/id", {
  transform: "references",
  references: "contact",
});
const words = fieldWords({
  both: definitions,
  mapping: { fields: [references] },
  nameOf: (_path, _side, id) => (id === "31" ? "Ann Ray" : null),
});

describe("a field in words", () => {
  // side, path, value -> label, kind, text
  it.each<[Side, string, FieldValue, string, string, string | null]>([
    ["hubspot", "city", "Tampa", "City", "text", "Tampa"],
    ["hubspot", "city", null, "City", "text", null],
    ["hubspot", "city", "  ", "City", "text", null],
    ["hubspot", "industry", "IT", "Industry", "option", "Computers"],
    ["hubspot", "industry", "GONE", "Industry", "option", "GONE"],
    ["hubspot", "tags", "a;b", "Tags", "option", "Alpha, Beta"],
    ["hubspot", "is_vip", "true", "VIP", "boolean", "Yes"],
    ["hubspot", "is_vip", false, "VIP", "boolean", "No"],
    ["hubspot", "born", "2026-03-31", "Born", "date", "2026-03-31"],
    ["hubspot", "born", "1774915200000", "Born", "date", "2026-03-31"],
    [
      "hubspot",
      "closedate",
      "2026-03-31T10:00:00Z",
      "Close date",
      "datetime",
      "2026-03-31T10:00:00.000Z",
    ],
    ["hubspot", "closedate", "soon", "Close date", "datetime", "soon"],
    ["hubspot", "amount", 12.5, "Amount", "number", "12.5"],
    ["hubspot", "hubspot_owner_id", "7", "Owner", "person", "Dana Kim"],
    [
      "hubspot",
      "pipeline+dealstage",
      "default|won",
      "Pipeline / Deal stage",
      "option",
      "Sales / Closed won",
    ],
    ["hubspot", "associations/contacts", "31;32", "Contacts", "record", "Ann Ray, 32"],
    ["hubspot", "never_described", "x", "Never described", "text", "x"],
    ["connectwise", "stage/id+status/id", "3|1", "Stage / Status", "option", "Quote / Open"],
    ["connectwise", "types/name", "Client;Partner", "Types", "option", "Client, Partner"],
    ["connectwise", "primarySalesRep/id", "9", "Primary sales rep", "person", "Marco Rossi"],
    ["connectwise", "closeDate", "2026-03-31T00:00:00Z", "Close date", "date", "2026-03-31"],
    ["connectwise", "contact/id", "31", "Contact", "record", "Ann Ray"],
  ])("%s %s %j is %s, %s, %j", (side, path, value, label, kind, text) => {
    expect(words.describe(side, path, value)).toEqual({ path, label, kind, value, text });
  });

  it("goes by its path before the vendors were asked", () => {
    const bare = fieldWords({ both: null, mapping: { fields: [] } });

    expect(bare.describe("connectwise", "addressLine1", "1 Main Street")).toEqual({
      path: "addressLine1",
      label: "Address line 1",
      kind: "text",
      value: "1 Main Street",
      text: "1 Main Street",
    });
  });
});
