import {
  Alert,
  Button,
  List,
  LoadingButton,
  Panel,
  Select,
  StatusTag,
  Tabs,
  Text,
  Tile,
  Toggle,
} from "@hubspot/ui-extensions";
import type { Mapping, StageMapEditor } from "@lockstep/api/wire-mapping.ts";
import { describe, expect, it } from "vitest";
import {
  answerMapping,
  confirm,
  FIELDS,
  MAPPING,
  openMappings,
  PHONE,
  untilAsked,
} from "./mapping-rig.tsx";
import { answerFetch } from "./rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const DEALS: Mapping = {
  ...MAPPING,
  objectType: "deal",
  rows: [
    {
      ...PHONE,
      key: "stage",
      hubspot: "pipeline+dealstage",
      connectwise: "stage/id+status/id",
      transform: "stage",
      valueMap: "stage",
      isFixed: true,
    },
  ],
};

const EDITOR: StageMapEditor = {
  name: "stage",
  version: 3,
  map: {
    rows: [
      { hubspot: "default|open", connectwise: "1|10", outcome: "open" },
      { hubspot: "default|won", connectwise: "*|20", outcome: "won" },
    ],
    reopens: true,
  },
  suggestion: {
    rows: [{ hubspot: "default|lost", connectwise: "*|30", outcome: "lost" }],
    reopens: true,
  },
  pipelines: [
    {
      value: "default",
      label: "Sales",
      stages: [
        { value: "open", label: "Qualified", outcome: "open" },
        { value: "won", label: "Closed won", outcome: "won" },
        { value: "lost", label: "Closed lost", outcome: "lost" },
      ],
    },
  ],
  stages: [{ value: "1", label: "Prospect", isActive: true }],
  statuses: [
    { value: "10", label: "Open", isActive: true, outcome: "open" },
    { value: "20", label: "Won", isActive: true, outcome: "won" },
    { value: "30", label: "Lost", isActive: true, outcome: "lost" },
    { value: "40", label: "Retired", isActive: false, outcome: "open" },
  ],
};

async function openStages(over: Parameters<typeof openMappings>[0] = {}): Promise<TabRig> {
  answerMapping(answers);
  const error = { code: "no_draft", message: "None.", requestId: "r" };
  answers.set("get /objects/deal/mapping", { body: DEALS });
  answers.set("get /objects/deal/fields", { body: { ...FIELDS, hubspot: [], connectwise: [] } });
  answers.set("get /drafts/mappings.deal", { status: 404, body: { error } });
  answers.set("put /drafts/mappings.deal", { body: {} });
  answers.set("get /objects/deal/stage-maps/stage", { body: EDITOR });
  const rig = await openMappings(over);
  const { page } = rig;
  page.find(Tabs).trigger("onSelectedChange", "deal" as never);
  const edit = () => page.findByTestId(Button, "edit-row-deal-pipeline+dealstage").props.overlay;
  await page.waitFor(() => edit());
  edit()?.find(Panel).trigger("onOpen");
  await page.waitFor(() => edit()?.find(Button, ({ text }) => text === "Open the stage map"));
  edit()
    ?.find(Button, ({ text }) => text === "Open the stage map")
    .trigger("onClick");
  await page.waitFor(() => page.find(Tile));
  return rig;
}

const press = ({ page }: TabRig, label: string, at = 0) =>
  page.findAll(Button, ({ text }) => text === label)[at]?.trigger("onClick");
const pairs = ({ page }: TabRig) => page.findAll(Tile).map((tile) => tile.find(Text).text);

describe("the editor of the stage map", () => {
  it("shows pairs in words with what they mean, and what is in none", async () => {
    const rig = await openStages();

    expect(pairs(rig)).toEqual(["Qualified ⇄ Prospect, Open", "Closed won ⇄ Any stage, Won"]);
    expect(rig.page.findAll(StatusTag).map(({ text }) => text)).toEqual(["Open", "Won"]);
    const missing = rig.page.find(Alert).find(List).findAll(Text);
    expect(missing.map(({ text }) => text)).toEqual([
      "HubSpot's stage Closed lost",
      "ConnectWise's status Lost",
    ]);
  });

  it("adds a pair, offers only statuses that mean the same, and sends it all", async () => {
    const rig = await openStages();
    const select = (name: string) => rig.page.find(Select, { name });

    press(rig, "Add a pair");
    await rig.page.waitFor(() => select("hubspot"));
    select("hubspot").trigger("onChange", "default|lost" as never);
    await rig.page.waitFor(() => expect(select("hubspot").props.value).toBe("default|lost"));
    expect(
      rig.page.find(Tile, (tile) => tile.maybeFind(Select) !== null).find(Alert).props.title,
    ).toBe("HubSpot's stage means lost, ConnectWise's status open. Choose two that mean the same.");
    expect(select("status").props.options.map(({ label }) => label)).toEqual(["Open", "Lost"]);
    select("status").trigger("onChange", "30" as never);
    await rig.page.waitFor(() => expect(rig.page.maybeFind(Alert)).toBeNull());
    rig.page.find(Toggle, { name: "reopens" }).trigger("onChange", false as never);
    await rig.page.waitFor(() => expect(rig.page.find(Toggle).props.checked).toBe(false));
    press(rig, "Done");
    answers.set("post /objects/deal/mapping/preview", { body: { changes: [], links: 0 } });
    const save = () => rig.page.findAll(LoadingButton, ({ text }) => text === "Review and save");
    await rig.page.waitFor(() => expect(save().at(-1)?.props.disabled).toBe(false));
    save().at(-1)?.trigger("onClick");
    await untilAsked(() => expect(answers.asked.at(-1)?.method).toBe("POST"));

    expect(answers.asked.at(-1)?.body).toEqual({
      basedOn: 3,
      existing: "apply",
      stageMaps: {
        stage: {
          rows: [
            { hubspot: "default|open", connectwise: "1|10" },
            { hubspot: "default|won", connectwise: "*|20" },
            { hubspot: "default|lost", connectwise: "*|30" },
          ],
          reopens: false,
        },
      },
    });
  });

  it("moves a pair up, because the first that fits is taken, and takes one out", async () => {
    const rig = await openStages();

    press(rig, "Move up", 1);
    await rig.page.waitFor(() =>
      expect(pairs(rig)).toEqual(["Closed won ⇄ Any stage, Won", "Qualified ⇄ Prospect, Open"]),
    );
    press(rig, "Remove");

    await rig.page.waitFor(() => expect(pairs(rig)).toEqual(["Qualified ⇄ Prospect, Open"]));
  });

  it("takes the suggestion in place of all pairs", async () => {
    const rig = await openStages();

    confirm(rig, "Replace all pairs by the suggestion");

    await rig.page.waitFor(() => expect(pairs(rig)).toEqual(["Closed lost ⇄ Any stage, Lost"]));
  });

  it("only shows, to who may not change settings", async () => {
    const rig = await openStages({ rights: { settings: false, records: true } });

    expect(rig.page.find(Toggle).props.readonly).toBe(true);
    expect(rig.page.maybeFind(Button, ({ text }) => text === "Add a pair")).toBeNull();
  });
});
