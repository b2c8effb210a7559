import {
  Accordion,
  Alert,
  Button,
  Input,
  LoadingButton,
  Select,
  Text,
  ToggleGroup,
} from "@hubspot/ui-extensions";
import type { FieldWay, Mapping, ValueMapEditor } from "@lockstep/api/wire-mapping.ts";
import { describe, expect, it } from "vitest";
import {
  answerMapping,
  MAPPING,
  openMappings,
  openPanel,
  press,
  TIER,
  untilAsked,
} from "./mapping-rig.tsx";
import { answerFetch } from "./rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const WAY: FieldWay = {
  transforms: ["value-map"],
  directions: ["both", "to-hubspot", "to-connectwise"],
  map: "suggested",
};

const TIERS: Mapping = {
  ...MAPPING,
  rows: [...MAPPING.rows, TIER],
  valueMaps: { support_tier: { toHubspot: {}, toConnectwise: {}, unmapped: "problem" } },
};

const option = (value: string, isActive = true) => ({ value, label: value, isActive });

const EDITOR: ValueMapEditor = {
  name: "support_tier",
  version: 3,
  rows: [{ hubspot: "support_tier", connectwise: "customFields/12" }],
  map: {
    toHubspot: { G: "Gold" },
    toConnectwise: { Gold: "G" },
    unmapped: "problem",
  },
  suggestion: {
    toHubspot: { G: "Gold", S: "Silver" },
    toConnectwise: { Gold: "G", Silver: "S" },
    unmapped: "problem",
  },
  hubspot: { kind: "listed", options: [option("Gold"), option("Silver"), option("Old", false)] },
  connectwise: { kind: "listed", options: [option("G"), option("S")] },
};

async function openMap(
  editor: ValueMapEditor,
  mapping: Mapping = TIERS,
  over: Parameters<typeof openMappings>[0] = {},
): Promise<TabRig> {
  answerMapping(answers, mapping, { "customFields/12": [WAY] });
  answers.set(`get /objects/company/value-maps/${editor.name}`, { body: editor });
  const rig = await openMappings(over);
  const row = mapping.rows.find(({ valueMap }) => valueMap === editor.name);
  const panel = openPanel(rig, `edit-row-company-${row?.hubspot}`);
  await rig.page.waitFor(() => panel().find(Button, ({ text }) => text === "Open the value map"));
  panel()
    .find(Button, ({ text }) => text === "Open the value map")
    .trigger("onClick");
  await rig.page.waitFor(() => expect(parts(rig)).not.toEqual([]));
  return rig;
}

/** Titles of the two directions. */
const parts = ({ page }: TabRig) =>
  page
    .findAll(Accordion)
    .map(({ props }) => props.title)
    .filter((title) => /^(?:HubSpot|ConnectWise) to /u.test(title));
const target = ({ page }: TabRig, name: string) => page.find(Select, { name });

/** What the review was asked about. */
async function reviewed(rig: TabRig): Promise<unknown> {
  answers.set("post /objects/company/mapping/preview", { body: { changes: [], links: 0 } });
  press(rig, "Done");
  await rig.page.waitFor(() => expect(rig.unsaved()).toBe(true));
  rig.page.find(LoadingButton, ({ text }) => text === "Review and save").trigger("onClick");
  await untilAsked(() => expect(answers.asked.at(-1)?.method).toBe("POST"));
  return answers.asked.at(-1)?.body;
}

describe("the editor of a value map", () => {
  it("shows both directions, and marks what is not mapped", async () => {
    const rig = await openMap(EDITOR);

    expect(parts(rig)).toEqual([
      "HubSpot to ConnectWise: 1 not mapped",
      "ConnectWise to HubSpot: 1 not mapped",
    ]);
    expect(target(rig, "connectwise-Silver").props).toMatchObject({
      label: "Silver",
      value: "",
      error: true,
      validationMessage: "Not mapped: records that hold it will stop.",
    });
    expect(target(rig, "connectwise-Gold").props.value).toBe("G");
    expect(rig.page.maybeFind(Select, { name: "connectwise-Old" })).toBeNull();
  });

  it("puts what is chosen into the draft, to be saved with the mapping", async () => {
    const rig = await openMap(EDITOR);

    target(rig, "connectwise-Silver").trigger("onChange", "S" as never);
    await rig.page.waitFor(() => expect(target(rig, "connectwise-Silver").props.value).toBe("S"));
    target(rig, "hubspot-fallback").trigger("onChange", "Silver" as never);
    await rig.page.waitFor(() =>
      expect(target(rig, "hubspot-fallback").props.value).toBe("Silver"),
    );
    expect(target(rig, "hubspot-S").props.error).toBeUndefined();
    rig.page.find(ToggleGroup, { name: "unmapped" }).trigger("onChange", "skip" as never);
    await rig.page.waitFor(() =>
      expect(rig.page.find(ToggleGroup, { name: "unmapped" }).props.value).toBe("skip"),
    );

    expect(await reviewed(rig)).toEqual({
      basedOn: 3,
      existing: "apply",
      valueMaps: {
        support_tier: {
          toHubspot: { G: "Gold" },
          toConnectwise: { Gold: "G", Silver: "S" },
          fallback: { toHubspot: "Silver" },
          unmapped: "skip",
        },
      },
    });
  });

  it("fills in suggestions for what is not mapped, and nothing else", async () => {
    const chosen = { ...EDITOR.map, toHubspot: { G: "Silver" } };
    const rig = await openMap({ ...EDITOR, map: chosen });

    press(rig, "Fill in 2 suggestions");
    await rig.page.waitFor(() => expect(target(rig, "hubspot-S").props.value).toBe("Silver"));

    expect(target(rig, "hubspot-G").props.value).toBe("Silver");
    expect(target(rig, "connectwise-Silver").props.value).toBe("S");
  });

  it("shows only the direction that is used", async () => {
    const row = { ...TIER, direction: "to-hubspot" } as const;
    const rig = await openMap(EDITOR, { ...TIERS, rows: [row] });

    expect(parts(rig)).toEqual(["ConnectWise to HubSpot: 1 not mapped"]);
  });

  it("calls owners and members what they are", async () => {
    const owner = { ...TIER, hubspot: "hubspot_owner_id", key: "o", valueMap: "owner" };
    const rig = await openMap({ ...EDITOR, name: "owner" }, { ...TIERS, rows: [owner] });

    const words = rig.page.findAll(Text).map(({ text }) => text);
    expect(words).toContain("People with the same e-mail address. What you chose stays.");
  });

  // A browser may say of its language what it does not know itself.
  it.each(["en-GB", "en-US@posix"])(
    "takes countries by their code, which it names, in %s",
    async (locale) => {
      const country: ValueMapEditor = {
        ...EDITOR,
        name: "country",
        map: { toHubspot: { G: "Germany" }, toConnectwise: { DE: "G" }, unmapped: "problem" },
        suggestion: { toHubspot: {}, toConnectwise: {}, unmapped: "problem" },
        hubspot: { kind: "country-codes" },
      };
      const row = { ...TIER, transform: "country", valueMap: "country" } as const;
      const rig = await openMap(country, { ...TIERS, rows: [row] }, { locale });
      const code = () => rig.page.find(Input, { name: "connectwise-new" });

      expect(target(rig, "connectwise-DE").props.label).toBe("Germany");
      expect(rig.page.find(Input, { name: "hubspot-G" }).props.value).toBe("Germany");
      code().trigger("onInput", "Austria" as never);
      await rig.page.waitFor(() => expect(code().props.error).toBe(true));
      code().trigger("onInput", "at" as never);
      await rig.page.waitFor(() => expect(code().props.error).toBeUndefined());
      target(rig, "connectwise-new-target").trigger("onChange", "S" as never);
      await rig.page.waitFor(() =>
        expect(target(rig, "connectwise-new-target").props.value).toBe("S"),
      );
      press(rig, "Add");

      await rig.page.waitFor(() =>
        expect(target(rig, "connectwise-AT").props.label).toBe("Austria"),
      );
    },
  );

  it("shows what the server said of the map", async () => {
    const rig = await openMap(EDITOR);
    target(rig, "connectwise-Silver").trigger("onChange", "S" as never);
    await rig.page.waitFor(() => expect(target(rig, "connectwise-Silver").props.value).toBe("S"));
    const error = {
      code: "unknown_option",
      message: "ConnectWise has no option S.",
      field: "valueMaps.support_tier.toConnectwise.Silver",
      remedy: "Choose another.",
      requestId: "r",
    };
    await reviewed(rig);
    answers.set("post /objects/company/mapping/preview", { status: 422, body: { error } });
    press(rig, "← All fields");
    await rig.page.waitFor(() => rig.page.findByTestId(Button, "edit-row-company-support_tier"));
    rig.page.find(LoadingButton, ({ text }) => text === "Review and save").trigger("onClick");
    await rig.page.waitFor(() => rig.page.find(Text, ({ text }) => text === "Reference: r"));
    press(rig, "← All fields");
    await rig.page.waitFor(() => rig.page.findByTestId(Button, "edit-row-company-support_tier"));

    const panel = openPanel(rig, "edit-row-company-support_tier");
    await rig.page.waitFor(() => panel().find(Alert));

    expect(panel().find(Alert).props.title).toBe("ConnectWise has no option S. Choose another.");
  });

  it("wants a map for a text that stands for a choice, before the row can be added", async () => {
    const given: FieldWay = { ...WAY, map: "given" };
    answerMapping(answers, MAPPING, { "market/id": [given] });
    answers.set("get /objects/company/filters/fields", {
      body: {
        hubspot: [],
        connectwise: [
          {
            path: "market/id",
            label: "Market id",
            kind: "reference",
            operators: [],
            options: [{ value: "7", label: "Health" }],
          },
        ],
      },
    });
    const rig = await openMappings();
    const panel = openPanel(rig, "add-row-company");
    await rig.page.waitFor(() => panel().find(Select, { name: "hubspot" }));
    panel()
      .find(Select, { name: "hubspot" })
      .trigger("onChange", "description" as never);
    await rig.page.waitFor(() => panel().find(Select, { name: "connectwise" }));
    panel()
      .find(Select, { name: "connectwise" })
      .trigger("onChange", "market/id" as never);
    await rig.page.waitFor(() => panel().find(Input, { name: "hubspot-7" }));
    const add = () => panel().find(Button, ({ text }) => text === "Add this row");
    expect(add().props.disabled).toBe(true);

    panel()
      .find(Input, { name: "hubspot-7" })
      .trigger("onInput", "Hospitals" as never);
    await rig.page.waitFor(() => expect(add().props.disabled).toBe(false));
    add().trigger("onClick");
    await rig.page.waitFor(() => expect(rig.unsaved()).toBe(true));

    const map = { toHubspot: { "7": "Hospitals" }, toConnectwise: {}, unmapped: "problem" };
    const edits = { description: expect.objectContaining({ valueMap: map }) };
    await untilAsked(() =>
      expect(answers.asked.map(({ body }) => body)).toContainEqual({
        draft: expect.objectContaining({ edits: expect.objectContaining(edits) }),
      }),
    );
  });
});
