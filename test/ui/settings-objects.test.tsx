import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  LoadingButton,
  LoadingSpinner,
  NumberInput,
  SearchInput,
  Select,
  Tabs,
  Text,
  TextArea,
  Toggle,
  ToggleGroup,
} from "@hubspot/ui-extensions";
import type { Policy } from "@lockstep/api/wire-objects.ts";
import { describe, expect, it } from "vitest";
import { ObjectsTab } from "../../hubspot-app/src/app/settings/objects/ObjectsTab.tsx";
import { confirm, patientRig, untilAsked } from "./mapping-rig.tsx";
import { answerFetch } from "./rig.ts";
import { LIVE_OVERVIEW } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const COMPANY: Policy = {
  objectType: "company",
  isOn: true,
  direction: "both",
  createIn: { hubspot: true, connectwise: true },
  firstLinkRule: "connectwise",
  conflictDefault: "most-recent",
  matchField: "domain-or-name",
  matchFields: ["domain-or-name", "domain", "name"],
  catchAllCompanyId: null,
  defaults: { "status/id": "1" },
  dueInDays: {},
  choices: [
    {
      path: "status/id",
      label: "Status id",
      isRequired: true,
      options: [
        { value: "1", label: "Active", isActive: true },
        { value: "2", label: "Old", isActive: false },
        { value: "3", label: "Prospect", isActive: true },
      ],
    },
    {
      path: "market/id",
      label: "Market id",
      isRequired: false,
      options: [{ value: "7", label: "Health", isActive: true }],
    },
  ],
};

const CONTACT: Policy = {
  ...COMPANY,
  objectType: "contact",
  matchField: "email",
  matchFields: ["email"],
  blocksFreeEmail: true,
  defaults: {},
  choices: [],
};

const DEAL: Policy = {
  ...COMPANY,
  objectType: "deal",
  matchField: null,
  matchFields: [],
  defaults: {},
  choices: [],
  dueInDays: { closeDate: 30 },
};

const answers = answerFetch();

function answerPolicies(): void {
  const error = { code: "no_draft", message: "None.", requestId: "r" };
  for (const policy of [COMPANY, CONTACT, DEAL]) {
    answers.set(`get /objects/${policy.objectType}/policy`, { body: policy });
    answers.set(`get /drafts/objects.${policy.objectType}`, { status: 404, body: { error } });
    answers.set(`put /drafts/objects.${policy.objectType}`, { body: {} });
    answers.set(`delete /drafts/objects.${policy.objectType}`, { body: {} });
  }
}

async function open(
  objectType: string,
  over: Parameters<typeof patientRig>[0] = {},
): Promise<TabRig> {
  answerPolicies();
  const rig = patientRig(over);
  rig.page.render(<ObjectsTab context={rig.context} />);
  rig.page.find(Tabs).trigger("onSelectedChange", objectType as never);
  await rig.page.waitFor(() => toggle(rig, `${objectType}-on`));
  return rig;
}

const toggle = ({ page }: TabRig, name: string) => page.find(Toggle, { name });
const saveButton = ({ page }: TabRig, label: string) =>
  page.find(LoadingButton, (node) => node.text === label);
const sent = () =>
  answers.asked.filter(({ method, path }) => method === "PUT" && path.endsWith("policy"));

describe("the objects tab", () => {
  it("leads to the connection before there is one", () => {
    const rig = patientRig({ overview: { ...LIVE_OVERVIEW, connection: null } });

    rig.page.render(<ObjectsTab context={rig.context} />);
    rig.page.find(EmptyState).find(Button).trigger("onClick");

    expect(rig.wentTo).toEqual(["connection"]);
    expect(answers.asked).toEqual([]);
  });

  it("says what it reads, and why it could not", async () => {
    const error = { code: "internal", message: "It broke.", remedy: "Wait.", requestId: "r-9" };
    answers.set("get /objects/company/policy", { status: 500, body: { error } });
    const { page, context } = patientRig();

    page.render(<ObjectsTab context={context} />);
    expect(page.find(LoadingSpinner).props.label).toBe("Loading the settings of companies");
    await page.waitFor(() => page.find(ErrorState));

    const words = page.find(ErrorState).findAll(Text);
    expect(words.map(({ text }) => text)).toEqual(["Wait.", "Reference: r-9"]);
  });

  it("reads an object only once its tab is opened, and tells its warnings", async () => {
    const warning = { code: "w", message: "Two make companies.", remedy: "Switch one off." };
    const rig = await open("company", {
      overview: { ...LIVE_OVERVIEW, warnings: [{ ...warning, objectType: "company" }] },
    });

    expect(rig.page.find(Alert).props.title).toBe("Two make companies.");
    expect(answers.asked.some(({ path }) => path.includes("deal"))).toBe(false);
  });

  it("sends what was changed and nothing else, and says that it is saved", async () => {
    const rig = await open("company");
    const saved = {
      ...COMPANY,
      direction: "to-hubspot",
      createIn: { hubspot: false, connectwise: true },
    };
    answers.set("put /objects/company/policy", { body: saved });
    expect(saveButton(rig, "Save companies").props.disabled).toBe(true);

    rig.page
      .find(ToggleGroup, { name: "company-direction" })
      .trigger("onChange", "to-hubspot" as never);
    await rig.page.waitFor(() => expect(rig.unsaved()).toBe(true));
    toggle(rig, "company-create-hubspot").trigger("onChange", false as never);
    await rig.page.waitFor(() =>
      expect(toggle(rig, "company-create-hubspot").props.checked).toBe(false),
    );
    saveButton(rig, "Save companies").trigger("onClick");
    await rig.page.waitFor(() => expect(rig.alerts()).toHaveLength(1));

    expect(sent()).toEqual([
      {
        method: "PUT",
        path: "/objects/company/policy",
        body: { direction: "to-hubspot", createIn: { hubspot: false } },
      },
    ]);
    expect(rig.unsaved()).toBe(false);
    expect(answers.asked.at(-1)).toEqual({ method: "DELETE", path: "/drafts/objects.company" });
  });

  it("keeps what was entered when the server refuses it, and says so at the field", async () => {
    const rig = await open("company");
    const error = {
      code: "unknown_option",
      message: "Status has no such option.",
      field: "defaults.status/id",
      remedy: "Choose another.",
      requestId: "r",
    };
    answers.set("put /objects/company/policy", { status: 422, body: { error } });

    rig.page.find(Select, { name: "company-default-status/id" }).trigger("onChange", "3" as never);
    await rig.page.waitFor(() =>
      expect(saveButton(rig, "Save companies").props.disabled).toBe(false),
    );
    saveButton(rig, "Save companies").trigger("onClick");

    await rig.page.waitFor(() => {
      const { props } = rig.page.find(Select, { name: "company-default-status/id" });
      expect(props.validationMessage).toBe("Status has no such option. Choose another.");
      expect(props.value).toBe("3");
    });
    expect(rig.unsaved()).toBe(true);
  });

  it("offers what is in use as a default, and nothing only where that may be", async () => {
    const rig = await open("company");

    const status = rig.page.find(Select, { name: "company-default-status/id" });
    rig.page
      .find(Select, { name: "company-add-default" })
      .trigger("onChange", "market/id" as never);
    await rig.page.waitFor(() => rig.page.find(Select, { name: "company-default-market/id" }));

    expect(status.props.label).toBe("Status");
    expect(status.props.options.map(({ label }) => label)).toEqual(["Active", "Prospect"]);
    const market = rig.page.find(Select, { name: "company-default-market/id" });
    expect(market.props.options.map(({ label }) => label)).toEqual(["No default", "Health"]);
  });

  it("saves what records are matched by, and the conflict rule of new rows", async () => {
    const rig = await open("company");
    answers.set("put /objects/company/policy", { body: COMPANY });
    const select = (name: string) => rig.page.find(Select, { name: `company-${name}` });

    select("match-field").trigger("onChange", "domain" as never);
    await rig.page.waitFor(() => expect(select("match-field").props.value).toBe("domain"));
    select("conflict-default").trigger("onChange", "ask" as never);
    await rig.page.waitFor(() => expect(select("conflict-default").props.value).toBe("ask"));
    saveButton(rig, "Save companies").trigger("onClick");
    await untilAsked(() => expect(sent()).toHaveLength(1));

    expect(select("match-field").props.options.map(({ label }) => label)).toEqual([
      "Web domain or name",
      "Web domain only",
      "Name only",
    ]);
    expect(select("conflict-default").props.description).toContain("until somebody decides");
    expect(sent()[0]?.body).toEqual({ matchField: "domain", conflictDefault: "ask" });
  });

  it.each([
    ["contact", "E-mail address. Exactly one"],
    ["deal", "said by a person"],
  ])("tells what a %s is matched by where there is nothing to choose", async (type, words) => {
    const rig = await open(type);

    expect(rig.page.maybeFind(Select, { name: `${type}-match-field` })).toBeNull();
    expect(rig.page.findAll(Text).some(({ text }) => text?.includes(words))).toBe(true);
  });

  it("says what becomes of a pair when one of the two is deleted", async () => {
    const rig = await open("company");

    const told = rig.page.findAll(Text).map(({ text }) => text);
    expect(told.join(" ")).toContain("Lockstep deletes nothing");
  });

  it("takes domains a line each, and refuses what is none before sending it", async () => {
    const rig = await open("contact");
    answers.set("put /objects/contact/policy", { body: CONTACT });
    const added = () => rig.page.find(TextArea, { name: "contact-domains-added" });

    added().trigger("onInput", "Mail.example\nnonsense\n" as never);
    await rig.page.waitFor(() => expect(added().props.error).toBe(true));
    expect(saveButton(rig, "Save contacts").props.disabled).toBe(true);
    expect(added().props.value).toBe("Mail.example\nnonsense\n");
    added().trigger("onInput", "Mail.example\n" as never);
    await rig.page.waitFor(() => expect(added().props.error).toBeUndefined());
    saveButton(rig, "Save contacts").trigger("onClick");
    await untilAsked(() => expect(sent()).toHaveLength(1));

    expect(sent()[0]?.body).toEqual({
      freeEmailDomains: { added: ["mail.example"], removed: [] },
    });
  });

  it("finds a company for records without one, and names it", async () => {
    const rig = await open("contact");
    const found = { side: "connectwise", id: "55", name: "Walk-ins", shown: null, linkedId: null };
    answers.set("get /objects/company/search", { body: { items: [{ ...found, url: null }] } });

    rig.page.find(SearchInput).trigger("onInput", "walk" as never);
    await rig.page.waitFor(() => expect(rig.page.find(SearchInput).props.value).toBe("walk"));
    rig.page.find(Button, (node) => node.text === "Search").trigger("onClick");
    await rig.page.waitFor(() => rig.page.find(Select, { name: "contact-catch-all" }));
    rig.page.find(Select, { name: "contact-catch-all" }).trigger("onChange", "55" as never);
    await rig.page.waitFor(() => rig.page.find(Text, (node) => node.text === "Walk-ins"));

    const paths = answers.asked.map(({ path }) => path).filter((path) => path.includes("search"));
    expect(paths).toEqual([
      "/objects/company/search?side=connectwise&query=walk",
      "/objects/company/search?side=connectwise&query=55",
    ]);
  });

  it("asks for whole days until a deal is due", async () => {
    const rig = await open("deal");
    const days = () => rig.page.find(NumberInput);

    days().trigger("onChange", -1 as never);
    await rig.page.waitFor(() => expect(days().props.error).toBe(true));

    expect(days().props.label).toBe("Close date of new records without one");
    expect(saveButton(rig, "Save deals").props.disabled).toBe(true);
  });

  it("brings back what was entered before, and forgets it when asked to", async () => {
    answerPolicies();
    const draft = { key: "k", draft: { isOn: false }, savedAt: "2026-11-26T10:00:00Z" };
    answers.set("get /drafts/objects.company", { body: draft });
    const rig = patientRig();

    rig.page.render(<ObjectsTab context={rig.context} />);
    await rig.page.waitFor(() => expect(toggle(rig, "company-on").props.checked).toBe(false));
    confirm(rig, "Discard changes");

    await untilAsked(() => expect(answers.asked.at(-1)?.method).toBe("DELETE"));
    expect(toggle(rig, "company-on").props.checked).toBe(true);
  });

  it("only shows, to who may not change settings", async () => {
    const rig = await open("contact", { rights: { settings: false, records: true } });

    expect(rig.page.findAll(Toggle).every(({ props }) => props.readonly === true)).toBe(true);
    expect(rig.page.maybeFind(LoadingButton)).toBeNull();
    expect(rig.page.maybeFind(SearchInput)).toBeNull();
  });
});
