import { describe, expect, it } from "vitest";
import { TRANSFORMS } from "../../../server/sync/transforms/by-name.ts";
import type {
  ParentFact,
  ParentLookup,
  TransformContext,
} from "../../../server/sync/transforms/transform.ts";

const FACTS: Readonly<Record<string, ParentFact>> = {
  "hubspot:1": { kind: "linked", counterpartId: "101" },
  "connectwise:101": { kind: "linked", counterpartId: "1" },
  "hubspot:2": { kind: "linked", counterpartId: "102" },
  "connectwise:102": { kind: "linked", counterpartId: "2" },
  "hubspot:3": { kind: "pending", message: "in review", isUnseen: false, stand: "" },
  "hubspot:4": { kind: "excluded", message: "inactive", stand: "" },
};

const parents: ParentLookup = ({ side, id }) =>
  FACTS[`${side}:${id}`] ?? { kind: "pending", message: "unknown", isUnseen: true, stand: "" };

const context: TransformContext = { references: "company", parents };
const value = (text: string) => ({ kind: "value", value: text });

describe("a reference", () => {
  const { translate } = TRANSFORMS.reference;

  it("becomes the id of the parent's counterpart", () => {
    expect(translate("connectwise", "1", context)).toEqual(value("101"));
    expect(translate("hubspot", "101", context)).toEqual(value("1"));
  });

  it("waits for a parent without a counterpart, and for one that is left out", () => {
    expect(translate("connectwise", "3", context)).toMatchObject({
      kind: "wait",
      parent: { objectType: "company", side: "hubspot", id: "3" },
      fact: { kind: "pending" },
    });
    expect(translate("connectwise", "4", context)).toMatchObject({
      kind: "wait",
      fact: { kind: "excluded" },
    });
  });

  it("takes the catch-all company for none", () => {
    const withCatchAll = { ...context, catchAllId: "999" };

    expect(translate("hubspot", "999", withCatchAll)).toMatchObject({ kind: "skip" });
  });
});

describe("several references in HubSpot, one in ConnectWise", () => {
  const { normal, translate } = TRANSFORMS.references;

  it("keeps the one in ConnectWise while its counterpart is among those in HubSpot", () => {
    expect(translate("connectwise", "1;2", { ...context, current: "102" })).toEqual(value("102"));
  });

  it("takes the first that has a counterpart otherwise", () => {
    expect(translate("connectwise", "3;2;1", { ...context, current: "777" })).toEqual(value("101"));
    expect(translate("connectwise", "3;2", context)).toEqual(value("102"));
  });

  it("waits when none has one", () => {
    expect(translate("connectwise", "3;4", context)).toMatchObject({
      kind: "wait",
      parent: { id: "3" },
    });
  });

  it("adds to those in HubSpot and takes nobody away", () => {
    expect(translate("hubspot", "102", { ...context, current: "1;9" })).toEqual(value("1;2;9"));
    expect(translate("hubspot", "102", { ...context, current: "2;9" })).toEqual(value("2;9"));
  });

  it("does not mind the order", () => {
    expect(normal("hubspot", "10;9", {})).toBe(normal("hubspot", "9;10", {}));
  });
});
