import { describe, expect, it } from "vitest";
import type { StageMap } from "../../../server/sync/model.ts";
import { stageTransform } from "../../../server/sync/transforms/stage.ts";

const stageMap: StageMap = {
  reopens: true,
  rows: [
    { hubspot: "default|closedwon", connectwise: "*|2", outcome: "won" },
    { hubspot: "default|closedlost", connectwise: "*|3", outcome: "lost" },
    { hubspot: "default|closedlost", connectwise: "*|4", outcome: "lost" },
    { hubspot: "default|new", connectwise: "10|1", outcome: "open" },
    { hubspot: "default|quote", connectwise: "20|1", outcome: "open" },
    { hubspot: "managed|won", connectwise: "*|2", outcome: "won" },
    { hubspot: "managed|start", connectwise: "10|1", outcome: "open" },
  ],
};

const { normal, translate } = stageTransform;
const value = (text: string) => ({ kind: "value", value: text });

describe("stages", () => {
  it("carries open stages over by their row", () => {
    expect(translate("connectwise", "default|quote", { stageMap })).toEqual(value("20|1"));
    expect(translate("hubspot", "20|1", { stageMap })).toEqual(value("default|quote"));
  });

  it("closes an opportunity by its status and leaves its stage alone", () => {
    const there = translate("connectwise", "default|closedwon", { stageMap, current: "20|1" });

    expect(there).toEqual(value("20|2"));
  });

  it("leaves the stage of a new closed opportunity to ConnectWise", () => {
    expect(translate("connectwise", "default|closedwon", { stageMap })).toEqual(value("*|2"));
  });

  it("stays in the pipeline that the deal is in", () => {
    expect(translate("hubspot", "30|2", { stageMap, current: "managed|start" })).toEqual(
      value("managed|won"),
    );
    expect(translate("hubspot", "30|2", { stageMap, current: "default|new" })).toEqual(
      value("default|closedwon"),
    );
  });

  it("takes every status that counts as lost, and writes the first", () => {
    expect(translate("hubspot", "10|4", { stageMap })).toEqual(value("default|closedlost"));
    expect(translate("connectwise", "default|closedlost", { stageMap, current: "10|1" })).toEqual(
      value("10|3"),
    );
  });

  it("takes a closed opportunity for the same whatever stage it was in", () => {
    expect(normal("connectwise", "10|2", { stageMap })).toBe(
      normal("connectwise", "20|2", { stageMap }),
    );
    expect(normal("connectwise", "10|1", { stageMap })).not.toBe(
      normal("connectwise", "20|1", { stageMap }),
    );
  });

  it("opens what was closed only where the map says so", () => {
    const closed = { ...stageMap, reopens: false };
    const from = { current: "10|2" };

    expect(translate("connectwise", "default|new", { stageMap, ...from })).toEqual(value("10|1"));
    expect(translate("connectwise", "default|new", { stageMap: closed, ...from })).toMatchObject({
      kind: "skip",
    });
  });

  it("needs a person for a stage without a row", () => {
    expect(translate("connectwise", "default|later", { stageMap })).toMatchObject({
      kind: "problem",
      code: "stage_not_mapped",
    });
  });
});
