import { Alert, Button, List, LoadingButton, Text, TextArea } from "@hubspot/ui-extensions";
import type { Configuration, ObjectDifference } from "@lockstep/api/wire-account.ts";
import { describe, expect, it } from "vitest";
import { answerMapping, openMappings, untilAsked } from "./mapping-rig.tsx";
import { answerFetch } from "./rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const CONFIGURATION: Configuration = { format: "lockstep-configuration", version: 1, objects: {} };
const TEXT = JSON.stringify(CONFIGURATION);

const CITY = { hubspot: "city", connectwise: "city", direction: "both", conflictRule: "hubspot" };

const DIFFERENCES: ObjectDifference[] = [
  {
    objectType: "company",
    changes: [
      {
        part: "policy",
        kind: "changed",
        field: "policy.firstLinkRule",
        before: "connectwise",
        after: "hubspot",
      },
      {
        part: "rows",
        kind: "added",
        field: "rows.cw_rating",
        before: null,
        after: {
          hubspot: "cw_rating",
          connectwise: "rating/name",
          direction: "to-hubspot",
          conflictRule: "connectwise",
          blankRule: "keep",
        },
      },
      {
        part: "rows",
        kind: "changed",
        field: "rows.city",
        before: { ...CITY, blankRule: "keep" },
        after: { ...CITY, blankRule: "clear" },
      },
      {
        part: "filters",
        kind: "removed",
        field: "filters.connectwise",
        before: { groups: [{ conditions: [{}, {}] }] },
        after: null,
      },
    ],
    problems: [],
  },
];

const loading = ({ page }: TabRig, label: string) =>
  page.find(LoadingButton, ({ text }) => text === label);
const pasted = ({ page }: TabRig) => page.find(TextArea, { name: "imported" });
const last = (method: string) => answers.asked.findLast((one) => one.method === method);

async function open(over: Parameters<typeof openMappings>[0] = {}): Promise<TabRig> {
  answerMapping(answers);
  return openMappings(over);
}

async function paste(rig: TabRig, text: string): Promise<void> {
  pasted(rig).trigger("onInput", text as never);
  await rig.page.waitFor(() => expect(pasted(rig).props.value).toBe(text));
}

async function preview(rig: TabRig, objects: ObjectDifference[]): Promise<void> {
  answers.set("post /configuration/preview", { body: { revision: "r1", objects } });
  await paste(rig, TEXT);
  loading(rig, "Show what it would change").trigger("onClick");
}

describe("taking a configuration to another portal", () => {
  it("shows it as a text, and copies it", async () => {
    const rig = await open();
    answers.set("get /configuration", { body: CONFIGURATION });

    loading(rig, "Show the configuration").trigger("onClick");
    await rig.page.waitFor(() => rig.page.find(TextArea, { name: "exported" }));
    rig.page.find(Button, ({ text }) => text === "Copy").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toEqual(["The configuration is copied."]));

    const text = rig.page.find(TextArea, { name: "exported" }).props.value;
    expect(JSON.parse(text ?? "")).toEqual(CONFIGURATION);
    expect(rig.page.mocks.actions.copyTextToClipboard.calls).toEqual([[text]]);
  });

  it.each([
    ["half a text", '{"format":', "This is no JSON."],
    ["something else", '{"format":"recipe"}', "This is JSON, but no configuration"],
  ])("says that %s is no configuration, and keeps it", async (_what, text, message) => {
    const rig = await open();

    await paste(rig, text);
    loading(rig, "Show what it would change").trigger("onClick");

    await rig.page.waitFor(() =>
      expect(pasted(rig).props.validationMessage?.startsWith(message)).toBe(true),
    );
    expect(pasted(rig).props.value).toBe(text);
    expect(last("POST")).toBeUndefined();
  });

  it("tells in words what an import would change, and imports just that", async () => {
    const rig = await open();
    await preview(rig, DIFFERENCES);
    await rig.page.waitFor(() => rig.page.find(List, (list) => list.findAll(Text).length === 4));
    const lines = rig.page.find(List, (list) => list.findAll(Text).length === 4);
    expect(lines.findAll(Text).map(({ text }) => text)).toEqual([
      "Who wins at the first link: ConnectWise → HubSpot",
      "Field ConnectWise rating: new, ConnectWise's Rating, to HubSpot, ConnectWise wins, keep the other side's value",
      "Field City: keep the other side's value → empty the other side, too",
      "Filter of ConnectWise's records: removed, was 2 conditions",
    ]);
    answers.set("put /configuration", { body: { objects: DIFFERENCES } });
    const before = answers.asked.length;

    loading(rig, "Import 4 changes").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toEqual(["The configuration is imported."]));

    expect(answers.asked[before]).toEqual({
      method: "PUT",
      path: "/configuration",
      body: { configuration: CONFIGURATION, expected: "r1" },
    });
    await untilAsked(() =>
      expect(answers.asked.slice(before).map(({ path }) => path)).toContain(
        "/objects/company/mapping",
      ),
    );
    expect(pasted(rig).props.value).toBe("");
    expect(rig.unsaved()).toBe(false);
  });

  it("imports nothing while this portal lacks something", async () => {
    const rig = await open();
    const problem = {
      field: "objects.company.rows.0.connectwise",
      code: "unknown_name",
      message: "ConnectWise has no field Tier.",
      remedy: "Make it there.",
    };
    const [company] = DIFFERENCES;

    await preview(rig, company === undefined ? [] : [{ ...company, problems: [problem] }]);
    await rig.page.waitFor(() => loading(rig, "Import 4 changes"));

    expect(loading(rig, "Import 4 changes").props.disabled).toBe(true);
    expect(rig.page.findAll(Alert).map(({ props }) => props.title)).toEqual([
      "This portal cannot take the configuration as it is",
      "ConnectWise has no field Tier.",
    ]);
  });

  it("shows a new preview when the settings were changed meanwhile", async () => {
    const rig = await open();
    await preview(rig, DIFFERENCES);
    await rig.page.waitFor(() => loading(rig, "Import 4 changes"));
    const error = { code: "changed_meanwhile", message: "Changed.", requestId: "r" };
    answers.set("put /configuration", { status: 409, body: { error } });
    answers.set("post /configuration/preview", {
      body: { revision: "r2", objects: DIFFERENCES },
    });

    loading(rig, "Import 4 changes").trigger("onClick");
    await rig.page.waitFor(() => rig.page.find(Alert));
    expect(rig.page.find(Alert).props.title).toBe("The settings were changed meanwhile");
    answers.set("put /configuration", { body: { objects: [] } });
    loading(rig, "Import 4 changes").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toHaveLength(1));

    const expected = answers.asked
      .filter(({ method, path }) => method === "PUT" && path === "/configuration")
      .map(({ body }) => body);
    expect(expected).toEqual([
      { configuration: CONFIGURATION, expected: "r1" },
      { configuration: CONFIGURATION, expected: "r2" },
    ]);
  });

  it("says that there is nothing to change", async () => {
    const rig = await open();

    await preview(rig, []);
    await rig.page.waitFor(() => rig.page.find(Alert));

    expect(rig.page.find(Alert).props.title).toBe("Everything is configured like this already.");
  });

  it("lets who may not change settings export, and not import", async () => {
    const rig = await open({ rights: { settings: false, records: true } });

    expect(rig.page.maybeFind(TextArea)).toBeNull();
    expect(loading(rig, "Show the configuration").props.disabled).toBe(false);
  });
});
