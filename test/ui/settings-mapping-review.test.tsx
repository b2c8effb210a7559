import {
  Accordion,
  Alert,
  Button,
  Checkbox,
  List,
  ProgressBar,
  Select,
  StatisticsItem,
  TableRow,
  Text,
  ToggleGroup,
} from "@hubspot/ui-extensions";
import type { Mapping, MappingDryRun } from "@lockstep/api/wire-mapping.ts";
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
import { LIVE_OVERVIEW } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const last = (method: string) => answers.asked.findLast((one) => one.method === method);

const PREVIEW = {
  changes: [{ hubspot: "phone", connectwise: "phoneNumber", kinds: ["direction"] }],
  links: 1200,
};
const DONE: MappingDryRun = {
  state: "done",
  links: 1200,
  counts: { hubspot: 40, connectwise: 2, overwritten: 30, emptied: 0, problems: 1 },
  samples: [
    {
      hubspotId: "7",
      connectwiseId: "20",
      hubspotUrl: "https://app.hubspot.com/contacts/77/record/0-2/7",
      connectwiseUrl: null,
      changes: [
        { side: "hubspot", field: "phone", before: null, after: "030 1", rule: "most-recent" },
      ],
    },
  ],
  startedAt: "2026-11-26T10:00:00Z",
  finishedAt: "2026-11-26T10:00:02Z",
};

/** A mapping in which the direction of the phone number was changed in its panel. */
async function withChangedPhone(over: Parameters<typeof openMappings>[0] = {}): Promise<TabRig> {
  answerMapping(answers, MAPPING, { phoneNumber: [TEXT_WAY] });
  const rig = await openMappings(over);
  const panel = openPanel(rig, "edit-row-company-phone");
  await rig.page.waitFor(() => panel().find(Select, { name: "direction" }));
  panel()
    .find(Select, { name: "direction" })
    .trigger("onChange", "to-hubspot" as never);
  await rig.page.waitFor(() => expect(rig.unsaved()).toBe(true));
  return rig;
}

async function review(rig: TabRig, preview: object = PREVIEW): Promise<void> {
  answers.set("post /objects/company/mapping/preview", { body: preview });
  loading(rig, "Review and save").trigger("onClick");
  await untilAsked(() => expect(last("POST")?.path).toBe("/objects/company/mapping/preview"));
}

describe("saving changes of a mapping", () => {
  it("changes a row in a panel, previews it, and saves it from now on", async () => {
    const rig = await withChangedPhone();
    const saved: Mapping = { ...MAPPING, version: 4 };
    answers.set("put /objects/company/mapping", { body: saved });

    await review(rig);
    await rig.page.waitFor(() => rig.page.find(List));
    expect(rig.page.find(List).find(Text).text).toBe(
      "Phone number ⇄ Phone: direction (To HubSpot, was Both ways)",
    );
    loading(rig, "Save").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toEqual(["The mapping is saved."]));

    const rows = [row(NAME), { ...row(PHONE), direction: "to-hubspot" }];
    const put = answers.asked.find(
      ({ path, method }) => method === "PUT" && path.endsWith("mapping"),
    );
    expect(put?.body).toEqual({ basedOn: 3, rows, existing: "from-now-on" });
    expect(rig.unsaved()).toBe(false);
    expect(last("DELETE")?.path).toBe("/drafts/mappings.company");
  });

  it("tries a change in a dry run before it is applied, and asks about very many records", async () => {
    const rig = await withChangedPhone();
    const path = "/objects/company/mapping/dry-run";
    answers.set(`post ${path}`, { status: 202, body: { ...DONE, state: "running", links: 10 } });
    answers.set(`get ${path}`, { body: DONE });
    const error = { code: "mass_change", message: "42 of 1200.", field: "accepts", requestId: "r" };
    answers.set("put /objects/company/mapping", { status: 409, body: { error } });
    await review(rig);
    await rig.page.waitFor(() => rig.page.find(ToggleGroup, { name: "existing" }));

    rig.page.find(ToggleGroup, { name: "existing" }).trigger("onChange", "apply" as never);
    await rig.page.waitFor(() => expect(loading(rig, "Save and apply").props.disabled).toBe(true));
    loading(rig, "Start a dry run").trigger("onClick");
    await rig.page.waitFor(() => rig.page.find(ProgressBar));
    expect(rig.page.find(ProgressBar).props.valueDescription).toBe("10 of 1,200 linked records");
    await rig.page.waitFor(() => rig.page.find(StatisticsItem));
    expect(rig.page.findAll(StatisticsItem).map(({ props }) => props.number)).toEqual([
      "40",
      "2",
      "30",
      "0",
      "1",
    ]);
    loading(rig, "Save and apply").trigger("onClick");
    await rig.page.waitFor(() => rig.page.find(Checkbox, { name: "accepts" }));
    expect(rig.page.find(Checkbox, { name: "accepts" }).text).toContain("42 records");
    expect(loading(rig, "Save and apply").props.disabled).toBe(true);
    answers.set("put /objects/company/mapping", { body: { ...MAPPING, version: 4 } });
    rig.page.find(Checkbox, { name: "accepts" }).trigger("onChange", true as never);
    await rig.page.waitFor(() => expect(loading(rig, "Save and apply").props.disabled).toBe(false));
    loading(rig, "Save and apply").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toHaveLength(1));

    const puts = answers.asked.filter(
      (one) => one.method === "PUT" && one.path.endsWith("mapping"),
    );
    expect(puts.map(({ body }) => body)).toEqual([
      expect.objectContaining({ existing: "apply" }),
      expect.objectContaining({ existing: "apply", accepts: 42 }),
    ]);
  });

  it("shows a refused row at its row until it is changed", async () => {
    const rig = await withChangedPhone();
    const error = {
      code: "read_only",
      message: "Nobody may write Phone.",
      field: "rows.1.direction",
      remedy: "Choose the other direction.",
      requestId: "r-2",
    };
    answers.set("post /objects/company/mapping/preview", { status: 422, body: { error } });
    loading(rig, "Review and save").trigger("onClick");
    await rig.page.waitFor(() => rig.page.find(Button, (node) => node.text === "← All fields"));
    await untilAsked(() => expect(last("POST")).toBeDefined());
    await rig.page.waitFor(() => rig.page.find(Text, ({ text }) => text === "Reference: r-2"));

    press(rig, "← All fields");

    await rig.page.waitFor(() => rig.page.find(TableRow));
    expect(cell(rig.page, 3)).toContain("Nobody may write Phone.");
    expect(rig.unsaved()).toBe(true);
  });

  it("asks before it goes back to the start", async () => {
    answerMapping(answers);
    const rig = await openMappings();
    answers.set("post /objects/company/mapping/reset", { body: { ...MAPPING, version: 4 } });

    press(rig, "Reset to the start");
    await rig.page.waitFor(() => loading(rig, "Reset"));
    expect(rig.page.find(Alert).props.title).toBe("Rows and maps that you made are removed.");
    expect(last("POST")).toBeUndefined();
    loading(rig, "Reset").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toHaveLength(1));

    expect(last("POST")).toEqual({
      method: "POST",
      path: "/objects/company/mapping/reset",
      body: { existing: "from-now-on" },
    });
  });

  it("says that somebody else saved a version, and puts the draft on top of it", async () => {
    answerMapping(answers);
    const draft = {
      basedOn: 2,
      edits: { phone: { ...row(PHONE), direction: "off" } },
      valueMaps: {},
      stageMaps: {},
    };
    answers.set("get /drafts/mappings.company", {
      body: { key: "k", draft, savedAt: "2026-11-26T10:00:00Z" },
    });
    const rig = await openMappings();
    expect(loading(rig, "Review and save").props.disabled).toBe(true);

    press(rig, "Keep my changes");
    await rig.page.waitFor(() =>
      expect(loading(rig, "Review and save").props.disabled).toBe(false),
    );
    await review(rig);

    expect(last("POST")?.body).toMatchObject({ basedOn: 3 });
  });

  it("lists who changed what, and what became of linked records", async () => {
    answerMapping(answers);
    const version = { version: 3, madeAt: "2026-11-26T15:00:00Z", filters: ["hubspot"] };
    const changes = [{ hubspot: "phone", connectwise: "phoneNumber", kinds: ["rule"] }];
    answers.set("get /objects/company/mapping/versions", () => {
      const isFirst = answers.asked.at(-1)?.path.includes("after=") !== true;
      const first = { ...version, userId: "5", existing: "apply", changes };
      const start = {
        ...version,
        version: 1,
        userId: null,
        existing: null,
        changes: [],
        filters: [],
      };
      return { body: isFirst ? { items: [first], next: "3" } : { items: [start], next: null } };
    });
    answers.set("get /access/users", {
      body: { users: [{ userId: "5", name: "Dana Kim", email: null }] },
    });
    const rig = await openMappings();
    const words = () => rig.page.findAll(Text).map(({ text }) => text);

    rig.page.find(Accordion, ({ props }) => props.title === "Versions").trigger("onClick");
    await rig.page.waitFor(() =>
      expect(words()).toContain("Version 3, 26 Nov 2026, 10:00, by Dana Kim"),
    );
    expect(words()).toContain("Phone number ⇄ Phone: rules");
    expect(words()).toContain("Applied to records that were linked already.");
    loading(rig, "Show earlier versions").trigger("onClick");

    await rig.page.waitFor(() =>
      expect(words()).toContain(
        "Version 1, 26 Nov 2026, 10:00, made when ConnectWise was connected",
      ),
    );
  });

  it("says that a dry run waits while the sync does not run", async () => {
    const overview = { ...LIVE_OVERVIEW, portal: { ...LIVE_OVERVIEW.portal, state: "paused" } };
    const rig = await withChangedPhone({ overview });
    await review(rig);
    await rig.page.waitFor(() => rig.page.find(ToggleGroup, { name: "existing" }));

    rig.page.find(ToggleGroup, { name: "existing" }).trigger("onChange", "apply" as never);

    await rig.page.waitFor(() =>
      expect(rig.page.find(Alert).props.title).toBe("At the moment: Paused"),
    );
  });
});
