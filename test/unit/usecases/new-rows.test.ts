import { describe, expect, it } from "vitest";

import type { FieldMapping, ObjectPolicy } from "../../../server/sync/model.ts";
import { previewMapping } from "../../../server/usecases/change-mapping.ts";
import type { MappingRow } from "../../../server/usecases/check-rows.ts";
import { company } from "./customer.ts";

/** The rows of a mapping after one was added to those that are there. */
function rowsWith(row: MappingRow, policy: Partial<ObjectPolicy>): readonly FieldMapping[] {
  const { settings, ...parts } = company;
  const own = settings.mapping.fields.filter(({ isOwn }) => !isOwn);
  const rows = own.map(({ hubspot, connectwise, direction }) => ({
    hubspot,
    connectwise,
    direction,
  }));
  const stored = { ...settings, policy: { ...settings.policy, ...policy } };
  const change = { rows: [...rows, row], existing: "from-now-on" } as const;
  return previewMapping(parts, stored, change)?.mapping.fields ?? [];
}

describe("a row that is added to a mapping", () => {
  const row = { hubspot: "description", connectwise: "faxNumber", direction: "both" } as const;

  // what the policy says | what the row says | the rule that it gets
  it.each([
    [undefined, undefined, "most-recent"],
    ["ask", undefined, "ask"],
    ["ask", "hubspot", "hubspot"],
  ] as const)("under the conflict default %s and its own rule %s has %s", (chosen, own, wanted) => {
    const policy = chosen === undefined ? {} : { conflictDefault: chosen };

    const rows = rowsWith({ ...row, conflictRule: own }, policy);

    expect(rows.find(({ hubspot }) => hubspot === "description")?.conflictRule).toBe(wanted);
  });

  it("leaves the rules of the others as they are", () => {
    const [before, after] = [rowsWith(row, {}), rowsWith(row, { conflictDefault: "ask" })];

    const others = (rows: typeof before) => rows.filter(({ hubspot }) => hubspot !== row.hubspot);
    expect(others(after)).toEqual(others(before));
  });
});
