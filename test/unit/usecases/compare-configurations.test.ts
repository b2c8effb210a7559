import { describe, expect, it } from "vitest";

import { compareConfigurations } from "../../../server/usecases/compare-configurations.ts";
import type {
  NamedRow,
  ObjectConfiguration,
} from "../../../server/usecases/export-configuration.ts";

const NAME: NamedRow = {
  hubspot: "name",
  connectwise: "name",
  direction: "both",
  transform: "text",
  conflictRule: "most-recent",
  blankRule: "keep",
};
const BEFORE: ObjectConfiguration = {
  isOn: true,
  policy: {
    direction: "both",
    createIn: { hubspot: true, connectwise: true },
    blocksFreeEmail: true,
    defaults: { "status/id": "Active", "market/id": "Retail" },
  },
  rows: [NAME],
  filters: { hubspot: null, connectwise: null },
};

function compare(change: Partial<ObjectConfiguration>, fixed: readonly string[] = []) {
  const changes = compareConfigurations(BEFORE, { ...BEFORE, ...change }, ({ hubspot }) =>
    fixed.includes(hubspot),
  );
  return changes.map(({ part, kind, field, before, after }) => [part, kind, field, before, after]);
}

describe("differences between configurations [S33]", () => {
  it("are none between a configuration and itself, whatever the order of its names", () => {
    const { defaults, ...policy } = BEFORE.policy;
    const turned = Object.fromEntries(Object.entries(defaults).toReversed());

    expect(compare({ policy: { defaults: turned, ...policy } })).toEqual([]);
  });

  it("are told setting by setting; what is not spoken of stays", () => {
    const policy = {
      createIn: { connectwise: false },
      namesFromEmail: true,
      defaults: { "status/id": "New", "type/id": "Client" },
    };

    expect(compare({ isOn: false, policy })).toEqual([
      ["policy", "changed", "isOn", true, false],
      ["policy", "changed", "policy.createIn.connectwise", true, false],
      ["policy", "added", "policy.namesFromEmail", null, true],
      ["policy", "changed", "policy.defaults.status/id", "Active", "New"],
      ["policy", "removed", "policy.defaults.market/id", "Retail", null],
      ["policy", "added", "policy.defaults.type/id", null, "Client"],
    ]);
  });

  it("are told row by row, with what a row leaves out as it is", () => {
    const phone: NamedRow = { hubspot: "phone", connectwise: "phoneNumber", direction: "both" };
    const bare: NamedRow = { hubspot: "name", connectwise: "name", direction: "to-hubspot" };

    expect(compare({ rows: [phone, bare] })).toEqual([
      ["rows", "added", "rows.phone", null, phone],
      ["rows", "changed", "rows.name", NAME, { ...NAME, direction: "to-hubspot" }],
    ]);
    expect(compare({ rows: [] })).toEqual([["rows", "removed", "rows.name", NAME, null]]);
  });

  it("take a row with another end for another row's worth of choices", () => {
    const other: NamedRow = { hubspot: "name", connectwise: "identifier", direction: "both" };

    expect(compare({ rows: [other] })).toEqual([["rows", "changed", "rows.name", NAME, other]]);
  });

  it("do not remove rows that stay because their ends belong to the object", () => {
    expect(compare({ rows: [] }, ["name"])).toEqual([]);
  });

  it("are told of filters as a whole", () => {
    const all = { groups: [] };

    expect(compare({ filters: { hubspot: all, connectwise: null } })).toEqual([
      ["filters", "added", "filters.hubspot", null, all],
    ]);
  });
});
