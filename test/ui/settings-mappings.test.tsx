import {
  Button,
  ProgressBar,
  SearchInput,
  Select,
  StatusTag,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { Mapping, Rollout } from "@lockstep/api/wire-mapping.ts";
import { describe, expect, it } from "vitest";
import {
  answerMapping,
  cell,
  loading,
  MAPPING,
  NAME,
  openMappings,
  openPanel,
  PHONE,
  press,
  row,
  TEXT_WAY,
  untilAsked,
} from "./mapping-rig.tsx";
import { answerFetch } from "./rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const last = (method: string) => answers.asked.findLast((one) => one.method === method);

/** What the server is asked about the changes. */
async function reviewed(rig: TabRig): Promise<unknown> {
  answers.set("post /objects/company/mapping/preview", { body: { changes: [], links: 0 } });
  loading(rig, "Review and save").trigger("onClick");
  await untilAsked(() => expect(last("POST")?.path).toBe("/objects/company/mapping/preview"));
  return last("POST")?.body;
}

describe("the field mappings tab", () => {
  it("shows every row in words, and Lockstep's own apart", async () => {
    answerMapping(answers);

    const { page } = await openMappings();

    expect([0, 1, 2, 5].map((at) => cell(page, at))).toEqual([
      "Company name",
      "⇄ Both ways | Name",
      "ConnectWise wins | Emptied: other side stays",
      "Most recent change wins | Emptied: other side stays",
    ]);
    const own = page.findAll(Text).map(({ text }) => text);
    expect(own).toContain("ConnectWise company id, from ConnectWise's ID");
  });

  it("finds rows by the name of a field in either system", async () => {
    answerMapping(answers);
    const { page } = await openMappings();

    page.find(SearchInput).trigger("onInput", "PHONE" as never);
    await page.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(2));
    page.find(SearchInput).trigger("onInput", "nothing like it" as never);

    await page.waitFor(() =>
      page.find(Text, ({ text }) => text?.startsWith("No mapped field") === true),
    );
  });

  it("shows what is wrong with a field at its row", async () => {
    const issue = {
      hubspot: "phone",
      connectwise: "phoneNumber",
      code: "field_gone",
      message: "ConnectWise has no Phone any more.",
      remedy: "Map another field.",
      options: [],
    };
    answerMapping(answers, { ...MAPPING, issues: [issue] });

    const { page } = await openMappings();

    expect(page.find(StatusTag).text).toBe("Needs attention");
    expect(cell(page, 3)).toBe(
      "Phone number | ConnectWise has no Phone any more. Map another field.",
    );
  });

  it("offers only what goes with a property when a row is added, under the rule for new rows", async () => {
    answerMapping(answers, { ...MAPPING, conflictDefault: "ask" });
    const rig = await openMappings();
    const panel = openPanel(rig, "add-row-company");
    await rig.page.waitFor(() => panel().find(Select, { name: "hubspot" }));
    expect(
      panel()
        .find(Select)
        .props.options.map(({ label }) => label),
    ).toEqual(["Description", "Support tier"]);

    panel()
      .find(Select, { name: "hubspot" })
      .trigger("onChange", "description" as never);
    await rig.page.waitFor(() => panel().find(Select, { name: "connectwise" }));
    const partners = panel().find(Select, { name: "connectwise" });
    expect(partners.props.options.map(({ label }) => label)).toEqual(["Account number", "Name"]);
    partners.trigger("onChange", "accountNumber" as never);
    await rig.page.waitFor(() => panel().find(Select, { name: "transform" }));
    panel()
      .find(Button, (node) => node.text === "Add this row")
      .trigger("onClick");
    await rig.page.waitFor(() => expect(rig.page.findAll(TableRow)).toHaveLength(4));
    const body = await reviewed(rig);

    expect(answers.asked.map(({ path }) => path)).toContain(
      "/objects/company/fields?hubspot=description",
    );
    expect(body).toMatchObject({
      rows: [
        row(NAME),
        row(PHONE),
        {
          hubspot: "description",
          connectwise: "accountNumber",
          direction: "both",
          transform: "text",
          conflictRule: "ask",
        },
      ],
    });
  });

  it("takes a row out, and keeps it when asked to", async () => {
    answerMapping(answers, MAPPING, { phoneNumber: [TEXT_WAY] });
    const rig = await openMappings();
    const panel = openPanel(rig, "edit-row-company-phone");
    await rig.page.waitFor(() => panel().find(Button, ({ text }) => text === "Remove this row"));

    panel()
      .find(Button, ({ text }) => text === "Remove this row")
      .trigger("onClick");
    await rig.page.waitFor(() => expect(rig.unsaved()).toBe(true));
    expect(rig.page.find(StatusTag).text).toBe("To be removed");
    press(rig, "Keep it");

    await rig.page.waitFor(() => expect(rig.unsaved()).toBe(false));
  });

  it("shows how far a roll-out is, and goes on with one that was stopped", async () => {
    const rollout: Rollout = {
      version: 3,
      phase: "paused",
      marked: 500,
      links: 1200,
      linksDone: 450,
      startedAt: "2026-11-26T10:00:00Z",
      finishedAt: null,
    };
    answerMapping(answers, { ...MAPPING, rollout });
    const rig = await openMappings();
    const resumed: Mapping = { ...MAPPING, rollout: { ...rollout, phase: "links" } };
    answers.set("post /objects/company/mapping/rollout/resume", { body: resumed });

    loading(rig, "Go on").trigger("onClick");

    await rig.page.waitFor(() => rig.page.find(ProgressBar));
    expect(rig.page.find(ProgressBar).props).toMatchObject({
      value: 450,
      valueDescription: "450 of 1,200 linked records",
    });
  });

  it("reads fields again when asked to", async () => {
    answerMapping(answers);
    const rig = await openMappings();
    answers.set("post /definitions/refresh", { body: { objects: [] } });
    const before = answers.asked.length;

    loading(rig, "Read fields again").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toHaveLength(1));

    await untilAsked(() =>
      expect(answers.asked.slice(before).map(({ path }) => path)).toEqual([
        "/definitions/refresh",
        "/objects/company/mapping",
        "/objects/company/fields",
      ]),
    );
  });

  it("only shows, to who may not change settings", async () => {
    answerMapping(answers);

    const rig = await openMappings({ rights: { settings: false, records: false } });

    const buttons = rig.page.findAll(Button).map(({ text }) => text);
    expect(buttons).toEqual(["Show", "Show"]);
  });
});
