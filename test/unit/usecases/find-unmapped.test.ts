import { describe, expect, it } from "vitest";
import type { MappingVersion, ValueMap } from "../../../server/sync/model.ts";
import { findGone, findUnmapped } from "../../../server/usecases/find-unmapped.ts";
import { COMPANY, company, DEAL, deal } from "./customer.ts";
import { choice, member, options, owner, property } from "./definitions.ts";

const NOTHING = { before: null, open: [] };

const industry = company.settings.mapping.fields.find(({ hubspot }) => hubspot === "name");

/** A mapping of one field with a value map. */
function mapping(
  map: Partial<ValueMap>,
  direction: "both" | "to-hubspot" | "off" = "both",
): MappingVersion {
  if (industry === undefined) throw new Error("the default mapping has a name");
  return {
    version: 2,
    fields: [
      {
        ...industry,
        hubspot: "industry",
        connectwise: "market/id",
        direction,
        transform: "value-map",
        valueMap: "industry",
      },
    ],
    valueMaps: { industry: { toHubspot: {}, toConnectwise: {}, unmapped: "problem", ...map } },
  };
}

const withIndustry = (labels: Readonly<Record<string, string>>) => ({
  ...COMPANY,
  properties: [property("industry", "enumeration", { options: options(labels) })],
});

describe("options without a counterpart", () => {
  it("are one issue a field, with both sides' options and what to do", () => {
    const [issue, ...others] = findUnmapped(
      mapping({ toConnectwise: { LAW: "8" } }),
      COMPANY,
      NOTHING,
    );

    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      hubspot: "industry",
      connectwise: "market/id",
      code: "option_not_mapped",
      options: [
        { side: "hubspot", value: "IT", label: "Computing" },
        { side: "connectwise", value: "8", label: "Law" },
      ],
    });
    expect(issue?.message).toContain("HubSpot: Computing. ConnectWise: Law.");
    expect(issue?.remedy).toContain("value map");
  });

  it("are none when every option has a row or the map a fallback, or nothing travels", () => {
    const rows = { toConnectwise: { LAW: "8", IT: "8" }, toHubspot: { "8": "LAW" } };

    expect(findUnmapped(mapping(rows), COMPANY, NOTHING)).toEqual([]);
    expect(
      findUnmapped(
        mapping({ fallback: { toHubspot: "IT", toConnectwise: "8" } }),
        COMPANY,
        NOTHING,
      ),
    ).toEqual([]);
    expect(
      findUnmapped(mapping({ toHubspot: { "8": "LAW" } }, "to-hubspot"), COMPANY, NOTHING),
    ).toEqual([]);
    expect(findUnmapped(mapping({}, "off"), COMPANY, NOTHING)).toEqual([]);
  });

  it("count only when they are new, where the map leaves the others out by itself", () => {
    const map = mapping({ toHubspot: { "8": "LAW" }, unmapped: "skip" });
    const before = withIndustry({ IT: "Computing" });
    const now = withIndustry({ IT: "Computing", NEW: "Brand new" });

    const found = findUnmapped(map, now, { before, open: [] });

    expect(found).toMatchObject([{ options: [{ side: "hubspot", value: "NEW" }] }]);
    // Told once, it stays until somebody maps it or it goes away.
    expect(findUnmapped(map, now, { before: now, open: found })).toEqual(found);
    expect(findUnmapped(map, before, { before: now, open: found })).toEqual([]);
    const mapped = mapping({
      toHubspot: { "8": "LAW" },
      toConnectwise: { NEW: "8" },
      unmapped: "skip",
    });
    expect(findUnmapped(mapped, now, { before: now, open: found })).toEqual([]);
  });

  it("tell of an owner who is new and matches nobody", () => {
    const now = { ...COMPANY, owners: [...COMPANY.owners, owner("9", { name: "Nina New" })] };

    const found = findUnmapped(company.settings.mapping, now, { before: COMPANY, open: [] });

    expect(found).toMatchObject([{ hubspot: "hubspot_owner_id", options: [{ value: "9" }] }]);
    expect(found[0]?.message).toContain("Nina New");
  });

  it.each([
    ["has left", [member("101", { isInactive: true })]],
    ["has vanished", [member("102")]],
  ])("tell of an owner whose member %s", (_what, members) => {
    const now = { ...COMPANY, connectwise: { ...COMPANY.connectwise, members } };

    const found = findUnmapped(company.settings.mapping, now, { before: COMPANY, open: [] });

    expect(found).toMatchObject([
      { hubspot: "hubspot_owner_id", options: [{ side: "hubspot", value: "1" }] },
    ]);
    // They are told of for as long as it is so.
    expect(findUnmapped(company.settings.mapping, now, { before: now, open: [] })).toEqual(found);
  });

  it("leave out what nobody is offered any more", () => {
    const gone = [{ value: "OLD", label: "Old", isHidden: true }];
    const both = {
      ...COMPANY,
      properties: [property("industry", "enumeration", { options: gone })],
    };

    expect(findUnmapped(mapping({ toHubspot: { "8": "OLD" } }), both, NOTHING)).toEqual([]);
  });
});

describe("stages without a counterpart", () => {
  it("are none right after connecting", () => {
    expect(findUnmapped(deal.settings.mapping, DEAL, NOTHING)).toEqual([]);
  });

  it("are told when a pipeline, a stage or a status is new", () => {
    const stages = [{ stageId: "start", label: "Start", outcome: "open" }] as const;
    const both = {
      ...DEAL,
      pipelines: [...DEAL.pipelines, { pipelineId: "second", label: "Renewals", stages }],
      connectwise: {
        ...DEAL.connectwise,
        statuses: [...DEAL.connectwise.statuses, choice("4", "On hold", { outcome: "open" })],
        choices: {
          ...DEAL.connectwise.choices,
          stage: [choice("10", "New"), choice("20", "Quote"), choice("30", "Demo")],
        },
      },
    };

    const [issue] = findUnmapped(deal.settings.mapping, both, NOTHING);

    expect(issue).toMatchObject({ code: "stage_not_mapped", hubspot: "pipeline+dealstage" });
    expect(issue?.options).toEqual([
      { side: "hubspot", value: "second|start", label: "Renewals: Start" },
      { side: "connectwise", value: "30|1", label: "Demo: Open" },
      { side: "connectwise", value: "*|4", label: "On hold" },
    ]);
    expect(issue?.remedy).toContain("stage map");
  });
});

describe("fields that are gone", () => {
  it("are told with the row that names them, those that are switched off not", () => {
    const version = company.settings.mapping;
    const without = {
      ...COMPANY,
      properties: COMPANY.properties.filter(({ name }) => name !== "phone"),
    };
    const off = version.fields.map((field) => ({ ...field, direction: "off" as const }));

    expect(findGone(version, COMPANY)).toEqual([]);
    expect(findGone(version, without)).toMatchObject([
      { hubspot: "phone", connectwise: "phoneNumber", code: "field_gone" },
    ]);
    expect(findGone({ ...version, fields: off }, without)).toEqual([]);
    expect(findGone(deal.settings.mapping, DEAL)).toEqual([]);
  });
});
