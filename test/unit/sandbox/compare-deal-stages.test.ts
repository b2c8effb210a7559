import { describe, expect, it } from "vitest";
import { readStage, SAMPLE_STAGES } from "../../../sandbox/compare/deal-stages.ts";
import type { StageTables } from "../../../sandbox/compare/deal-stages.ts";

function isAgreed(
  [pipeline, dealstage]: [string, string],
  [stage, status]: [string, string],
  tables: StageTables = SAMPLE_STAGES,
): boolean {
  const { hubspot, connectwise } = readStage(
    {
      hubspot: { id: "1", properties: { pipeline, dealstage } },
      connectwise: { id: 9_001, stage: { name: stage }, status: { name: status } },
      isMadeBySync: { hubspot: false, connectwise: false },
    },
    tables,
  );
  return hubspot.normal === connectwise.normal;
}

describe("stages", () => {
  // pipeline, stage, ConnectWise stage, status, whether they agree
  it.each([
    ["default", "appointmentscheduled", "Prospect", "Open", true],
    ["default", "qualifiedtobuy", "Qualification", "Open", true],
    ["default", "decisionmakerboughtin", "Negotiation", "Open", true],
    ["default", "decisionmakerboughtin", "Commit", "Open", false],
    ["default", "contractsent", "Commit", "Open", true],
    ["default", "contractsent", "Commit", "Won", false],
    ["default", "closedwon", "Prospect", "Won", true],
    ["default", "closedwon", "Commit", "Lost", false],
    ["default", "closedwon", "Commit", "Open", false],
    ["default", "closedlost", "Quote", "Lost", true],
    ["default", "closedlost", "Quote", "No Decision", true],
    ["default", "closedlost", "Quote", "Won", false],
    ["managed-services", "ms_new", "Prospect", "Open", true],
    ["managed-services", "ms_proposal", "Quote", "Open", true],
    ["managed-services", "ms_proposal", "Commit", "Open", true],
    ["managed-services", "ms_scoping", "Commit", "Open", false],
    ["managed-services", "ms_won", "Commit", "Won", true],
    ["managed-services", "ms_lost", "Commit", "No Decision", true],
    ["elsewhere", "stage", "Prospect", "Open", false],
  ])("%s %s with %s %s: %s", (pipeline, dealstage, stage, status, agrees) => {
    expect(isAgreed([pipeline, dealstage], [stage, status])).toBe(agrees);
  });

  it("go by the tables of the caller where there are others", () => {
    const gone = { id: "gone", label: "Gone", probability: 0, isClosed: true };
    const tables = {
      pipelines: [{ id: "own", label: "Own", stages: [gone] }],
      statuses: [{ name: "Dropped", wonFlag: false, lostFlag: true, closedFlag: true }],
      pairs: [{ pipeline: "own", stage: "first", opportunityStages: ["1. Lead"] as const }],
    };

    expect(isAgreed(["own", "gone"], ["1. Lead", "Dropped"], tables)).toBe(true);
    expect(isAgreed(["own", "first"], ["1. Lead", "Anything"], tables)).toBe(true);
    expect(isAgreed(["default", "closedlost"], ["Quote", "Lost"], tables)).toBe(false);
  });
});
