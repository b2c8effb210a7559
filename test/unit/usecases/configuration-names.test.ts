import { describe, expect, it } from "vitest";

import { createNames, namingOf } from "../../../server/usecases/configuration-names.ts";
import { both, choice, field, member, options, owner, property } from "./definitions.ts";

describe("names for ids [S33]", () => {
  const names = createNames(
    both({
      properties: [
        property("industry", "enumeration", { options: options({ IT: "Computing" }) }),
        property("hubspot_owner_id", "enumeration", { fieldType: "select" }),
        property("name"),
      ],
      owners: [owner("7", { email: "ann@example.com" }), owner("8", { email: null, name: "Bob" })],
      pipelines: [
        {
          pipelineId: "default",
          label: "Sales",
          stages: [{ stageId: "s1", label: "Open", outcome: "open" }],
        },
      ],
      connectwise: {
        members: [member("152", { emails: ["ann@example.com", "a@example.com"] })],
        statuses: [choice("1", "Active")],
        communicationTypes: [{ ...choice("2", "Direct"), kind: "phone" }],
        fields: [
          field("city"),
          field("communications/email"),
          field("communications/2", "text", { label: "Direct" }),
          field("customFields/12", "option", {
            label: "A/B Tier",
            options: [{ value: "Gold", label: "Gold" }],
          }),
          field("customFields/13", "text", { label: "Twice" }),
          field("customFields/14", "text", { label: "Twice" }),
          field("status/id", "reference", { options: [{ value: "1", label: "Active" }] }),
          field("territoryManager/id", "reference", { options: [] }),
        ],
        choices: { stage: [choice("5", "Prospect")] },
      },
    }),
    [{ listId: "31", name: "Newsletter", size: 3 }],
  );

  it.each([
    ["city", "city"],
    ["communications/email", "communications/email"],
    ["communications/2", "communications/Direct"],
    ["customFields/12", "customFields/A/B Tier"],
    ["customFields/13", "customFields/Twice (#13)"],
    ["stage/id+status/id", "stage/id+status/id"],
  ])("the field %s is %s", (path, name) => {
    expect(names.paths.nameOf(path)).toBe(name);
    expect(names.paths.idOf(name)).toEqual({ id: path });
  });

  it("say nothing of a field that is gone", () => {
    expect(names.paths.nameOf("customFields/99")).toBeNull();
    expect(names.paths.idOf("customFields/Nowhere")).toBe("unknown");
    expect(names.paths.idOf("customFields/Twice")).toBe("ambiguous");
  });

  it("lists of HubSpot are called by their names", () => {
    expect(names.valuesAt("hubspot", "memberships/lists").nameOf("31")).toBe("Newsletter");
    expect(names.valuesAt("hubspot", "memberships/lists").idOf("Newsletter")).toEqual({ id: "31" });
  });

  it("options have their labels, people their e-mail addresses, texts themselves", () => {
    const industry = { hubspot: "industry", connectwise: "status/id", transform: "value-map" };
    const values = names.valuesOf({ ...industry, transform: "value-map" });
    const people = names.valuesOf({
      hubspot: "hubspot_owner_id",
      connectwise: "territoryManager/id",
      transform: "value-map",
    });

    expect(values.hubspot.nameOf("IT")).toBe("Computing");
    expect(values.connectwise.idOf("Active")).toEqual({ id: "1" });
    expect(people.hubspot.nameOf("7")).toBe("ann@example.com");
    expect(people.hubspot.nameOf("8")).toBe("Bob");
    expect(people.connectwise.idOf("ann@example.com")).toEqual({ id: "152" });
    expect(names.valuesAt("hubspot", "name").idOf("any text")).toEqual({ id: "any text" });
    expect(names.valuesAt("connectwise", "customFields/12").idOf("Silver")).toBe("unknown");
  });

  it("stages are named within their pipeline, and any stage by a star", () => {
    expect(names.pipelines.idOf("Sales")).toEqual({ id: "default" });
    expect(names.stagesOf("default").idOf("Open")).toEqual({ id: "s1" });
    expect(names.stagesOf("other").idOf("Open")).toBe("unknown");
    expect(names.stages.nameOf("*")).toBe("*");
    expect(names.stages.nameOf("5")).toBe("Prospect");
  });

  it("tell apart what is called the same, for the portal that it came from", () => {
    const naming = namingOf([
      { id: "1", name: "Open " },
      { id: "2", name: "Open" },
      { id: "3", name: "Won" },
    ]);

    expect([naming.nameOf("1"), naming.nameOf("2"), naming.nameOf("3")]).toEqual([
      "Open (#1)",
      "Open (#2)",
      "Won",
    ]);
    expect(naming.idOf("Open (#2)")).toEqual({ id: "2" });
    expect(naming.idOf("Open")).toBe("ambiguous");
    expect(naming.idOf("Open (#4)")).toBe("unknown");
  });
});
