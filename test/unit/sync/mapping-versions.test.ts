import { describe, expect, it } from "vitest";
import { nextVersion } from "../../../server/sync/mapping-versions.ts";
import type {
  FieldMapping,
  MappingVersion,
  StageMap,
  ValueMap,
} from "../../../server/sync/model.ts";
import { row } from "../../../server/sync/objects/row.ts";

const map = (parts: Partial<ValueMap> = {}): ValueMap => ({
  toHubspot: {},
  toConnectwise: {},
  unmapped: "problem",
  ...parts,
});
const stages = (reopens: boolean): StageMap => ({ rows: [], reopens });

const name = row("name", "name");
const industry = row("industry", "market/id", { transform: "value-map", valueMap: "industry" });
const stage = row("pipeline+dealstage", "stage/id+status/id", {
  transform: "stage",
  valueMap: "stage",
});

const BEFORE: MappingVersion = {
  version: 4,
  fields: [name, industry, stage],
  valueMaps: { industry: map() },
  stageMaps: { stage: stages(true) },
};

const change = (
  draft: Partial<MappingVersion>,
  existing: "apply" | "from-now-on" = "from-now-on",
) => nextVersion(BEFORE, { ...BEFORE, ...draft }, existing);

/** The field of the new version that has this property. */
function fieldOf(next: ReturnType<typeof change>, hubspot: string): FieldMapping | undefined {
  return next?.mapping.fields.find((one) => one.hubspot === hubspot);
}

describe("the next version of a mapping", () => {
  it("is none when nothing is different, whatever the order", () => {
    expect(change({ fields: [stage, name, industry] })).toBeNull();
    expect(change({ valueMaps: { industry: map(), unused: map() } })).toBeNull();
  });

  it.each<[string, Partial<MappingVersion>, string[]]>([
    ["a new row", { fields: [...BEFORE.fields, row("phone", "phoneNumber")] }, ["added"]],
    ["a row that is gone", { fields: [industry, stage] }, ["removed"]],
    [
      "another direction",
      { fields: [{ ...name, direction: "off" }, industry, stage] },
      ["direction"],
    ],
    [
      "another transform",
      { fields: [{ ...name, transform: "email" }, industry, stage] },
      ["transform"],
    ],
    ["another rule", { fields: [{ ...name, conflictRule: "ask" }, industry, stage] }, ["rule"]],
    [
      "another blank rule",
      { fields: [{ ...name, blankRule: "clear" }, industry, stage] },
      ["rule"],
    ],
    [
      "another value map",
      { valueMaps: { industry: map({ toHubspot: { "8": "LAW" } }) } },
      ["value-map"],
    ],
    ["another stage map", { stageMaps: { stage: stages(false) } }, ["stage-map"]],
  ])("says what %s does", (_what, draft, kinds) => {
    const next = change(draft);

    expect(next?.mapping.version).toBe(5);
    expect(next?.changes.map((one) => one.kinds)).toEqual([kinds]);
  });

  it("tells a row with another end from the one that was there", () => {
    const other = row("name", "nickname");

    const next = change({ fields: [other, industry, stage] });

    expect(next?.changes).toEqual([
      { hubspot: "name", connectwise: "nickname", kinds: ["added"] },
      { hubspot: "name", connectwise: "name", kinds: ["removed"] },
    ]);
    expect(fieldOf(next, "name")?.key).toBe("name@5");
  });

  it("lets links meet what is new afresh, or take it as it is", () => {
    const fields = [...BEFORE.fields, row("phone", "phoneNumber")];

    const applied = change({ fields }, "apply");
    const kept = change({ fields }, "from-now-on");

    expect(fieldOf(applied, "phone")).toMatchObject({ key: "phone@5" });
    expect(fieldOf(applied, "phone")?.asIsBefore).toBeUndefined();
    expect(fieldOf(kept, "phone")).toMatchObject({ key: "phone@5", asIsBefore: 5 });
    expect([applied?.touchesLinks, kept?.touchesLinks]).toEqual([true, true]);
  });

  it("gives up bases that a new transform or stage map would misread, with either choice", () => {
    const email: FieldMapping = { ...name, transform: "email" };
    for (const existing of ["apply", "from-now-on"] as const) {
      const next = change(
        { fields: [email, industry, stage], stageMaps: { stage: stages(false) } },
        existing,
      );

      expect(fieldOf(next, "name")?.key).toBe("name@5");
      expect(fieldOf(next, "pipeline+dealstage")?.key).toBe("pipeline+dealstage@5");
      expect(fieldOf(next, "industry")?.key).toBe("industry");
    }
  });

  it("keeps bases when a value map or a direction counts from now on, and not when it applies", () => {
    const wider = {
      ...BEFORE,
      fields: [{ ...name, direction: "to-hubspot" as const }, industry, stage],
    };
    const draft = { ...BEFORE, valueMaps: { industry: map({ toHubspot: { "8": "LAW" } }) } };

    const kept = nextVersion(wider, draft, "from-now-on");
    const applied = nextVersion(wider, draft, "apply");

    expect(kept?.mapping.fields.map(({ key }) => key)).toEqual([
      "name",
      "industry",
      "pipeline+dealstage",
    ]);
    expect(kept?.touchesLinks).toBe(false);
    expect(applied?.mapping.fields.map(({ key }) => key)).toEqual([
      "name@5",
      "industry@5",
      "pipeline+dealstage",
    ]);
  });

  it("does not look at links for less than that", () => {
    const narrower = change(
      { fields: [{ ...name, direction: "to-hubspot" }, industry, stage] },
      "apply",
    );
    const ruled = change({ fields: [{ ...name, conflictRule: "ask" }, industry, stage] }, "apply");

    expect([narrower?.touchesLinks, ruled?.touchesLinks]).toEqual([false, false]);
  });

  it("carries a row's key on, and what it says about earlier links", () => {
    const aged = { ...name, key: "name@2", asIsBefore: 2 };
    const before = { ...BEFORE, fields: [aged, industry, stage] };

    const next = nextVersion(before, { ...before, fields: [name, stage] }, "apply");

    expect(fieldOf(next, "name")).toMatchObject({ key: "name@2", asIsBefore: 2 });
  });
});
