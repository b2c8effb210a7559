import { describe, expect, it } from "vitest";
import { suggestMap, suggestOwners } from "../../../server/usecases/suggest-maps.ts";
import { suggestStages } from "../../../server/usecases/suggest-stages.ts";
import { COMPANY } from "./customer.ts";
import { both, choice, member, owner } from "./definitions.ts";

const suggestPeople = (
  owners: Parameters<typeof owner>[],
  members: Parameters<typeof member>[],
): ReturnType<typeof suggestOwners> =>
  suggestOwners(
    owners.map((one) => owner(...one)),
    both({ connectwise: { members: members.map((one) => member(...one)) } }).connectwise,
  );

describe("suggestions for owners and members", () => {
  it("take those who share an e-mail address, whichever of theirs and however it is written", () => {
    const map = suggestPeople(
      [
        ["1", { email: "Ann@MSP.example" }],
        ["2", { email: "bob@msp.example" }],
      ],
      [["101", { emails: ["office@msp.example", "ann@msp.example"] }], ["102"]],
    );

    expect(map).toEqual({
      toConnectwise: { "1": "101" },
      toHubspot: { "101": "1" },
      unmapped: "skip",
    });
  });

  it.each<[string, Parameters<typeof owner>[1], Parameters<typeof member>[1][]]>([
    ["an owner who has left", { isArchived: true }, [{}]],
    ["a member who has left", {}, [{ isInactive: true }]],
    ["an API member", {}, [{ isApiMember: true }]],
    ["an owner without address", { email: null }, [{}]],
    ["two members with one address", {}, [{}, {}]],
  ])("leave out %s", (_who, change, members) => {
    const emails = ["ann@msp.example"];

    const map = suggestPeople(
      [["1", { email: "ann@msp.example", ...change }]],
      members.map((one, index) => [String(101 + index), { emails, ...one }]),
    );

    expect(map.toConnectwise).toEqual({});
    expect(map.toHubspot).toEqual({});
  });
});

describe("suggestions for options", () => {
  it("take labels that read the same, and leave the others to a person", () => {
    const row = { hubspot: "industry", connectwise: "market/id", transform: "value-map" } as const;

    expect(suggestMap(row, COMPANY)).toEqual({
      toConnectwise: { LAW: "8" },
      toHubspot: { "8": "LAW" },
      unmapped: "problem",
    });
  });

  it("take countries by what they are, not by how they are called", () => {
    const countries = [
      { id: "1", name: "United States", code: "US", isDefault: true },
      { id: "2", name: "Germany", code: null, isDefault: false },
    ];
    const row = { hubspot: "country", connectwise: "country/id", transform: "country" } as const;

    expect(suggestMap(row, both({ connectwise: { countries } }))).toEqual({
      toConnectwise: { US: "1", DE: "2" },
      toHubspot: { "1": "United States", "2": "Germany" },
      unmapped: "problem",
    });
  });
});

const stage = (stageId: string, label: string, outcome: "open" | "won" | "lost" = "open") => ({
  stageId,
  label,
  outcome,
});
const statuses = [
  choice("1", "Open", { outcome: "open", isDefault: true }),
  choice("2", "Won", { outcome: "won" }),
  choice("3", "No sale", { outcome: "lost" }),
  choice("4", "Lost", { outcome: "lost", isDefault: true }),
  choice("5", "Old", { outcome: "lost", isInactive: true }),
];
const pipeline = (pipelineId: string, ...stages: ReturnType<typeof stage>[]) => ({
  pipelineId,
  label: pipelineId,
  stages,
});

describe("suggestions for stages", () => {
  it("know won and lost by the statuses, whichever stage it was, the default status first", () => {
    const { rows } = suggestStages({
      pipelines: [pipeline("p", stage("w", "Done", "won"), stage("l", "Gone", "lost"))],
      stages: [choice("10", "New")],
      statuses,
    });

    expect(rows).toEqual([
      { hubspot: "p|w", connectwise: "*|2", outcome: "won" },
      { hubspot: "p|l", connectwise: "*|4", outcome: "lost" },
      { hubspot: "p|l", connectwise: "*|3", outcome: "lost" },
    ]);
  });

  it("take open stages by their names, the others by their place, and leave none out", () => {
    const { rows } = suggestStages({
      pipelines: [
        pipeline("p", stage("a", "Quote"), stage("b", "Other")),
        pipeline("q", stage("c", "Only one")),
      ],
      stages: [choice("10", "New"), choice("20", "quote"), choice("30", "Demo")],
      statuses: statuses.slice(0, 1),
    });

    expect(rows.map(({ hubspot, connectwise }) => [hubspot, connectwise])).toEqual([
      ["p|a", "20|1"],
      ["p|b", "10|1"],
      ["p|b", "30|1"],
      ["q|c", "10|1"],
      ["q|c", "20|1"],
      ["q|c", "30|1"],
    ]);
  });
});
