import {
  Alert,
  Button,
  DateInput,
  MultiSelect,
  Select,
  Text,
  TextArea,
} from "@hubspot/ui-extensions";
import { describe, expect, it, vi } from "vitest";
import {
  answerFilters,
  buttonOf,
  confirm,
  FILTERS,
  loadingButtonOf,
  open,
  refusal,
  stored,
  textsOf,
} from "./filters-rig.tsx";
import { LIVE_OVERVIEW } from "./tab-rig.ts";

const answers = answerFilters();
const sent = (method: string) => answers.asked.filter((one) => one.method === method);
/** What was saved; drafts are kept in between, sooner or later. */
const saves = () => sent("PUT").filter(({ path }) => !path.startsWith("/drafts/"));

describe("editing a filter", () => {
  it("says that it counts later while the first sync is still to come", async () => {
    answers.set("put /objects/company/filters", {
      body: { ...FILTERS, version: 4, hubspot: { groups: [] } },
    });
    const portal = { ...LIVE_OVERVIEW.portal, state: "configured" };
    const { page, alerts } = await open({ overview: { ...LIVE_OVERVIEW, portal } });
    buttonOf(page, "All companies").trigger("onClick");
    await page.waitFor(() => loadingButtonOf(page, "Save the filter"));

    loadingButtonOf(page, "Save the filter").trigger("onClick");

    await vi.waitFor(() => expect(alerts()).toEqual(["Saved. It counts from the first sync on."]));
  });

  it("begins with a list, keeps a draft, saves from the version that was seen, and ends", async () => {
    const saved = { ...FILTERS, version: 4, hubspot: stored("customer") };
    answers.set("put /objects/company/filters", { body: saved });
    const { page, unsaved, alerts } = await open();

    buttonOf(page, "By HubSpot lists").trigger("onClick");
    await page.waitFor(() => page.find(MultiSelect));
    expect(page.find(MultiSelect).props.options).toEqual([
      { value: "9", label: "Managed customers (120 in it)" },
    ]);
    await vi.waitFor(() => expect(unsaved()).toBe(true));
    page.find(MultiSelect).trigger("onChange", ["9"] as never);
    await page.waitFor(() => expect(page.find(MultiSelect).props.value).toEqual(["9"]));
    await vi.waitFor(() => expect(sent("PUT")).toHaveLength(1), { timeout: 5000 });
    loadingButtonOf(page, "Save the filter").trigger("onClick");
    await page.waitFor(() => expect(page.maybeFind(MultiSelect)).toBeNull());

    const conditions = [{ path: "memberships/lists", operator: "is-any-of", values: ["9"] }];
    const hubspot = { basedOn: 3, groups: [{ conditions }] };
    expect(sent("PUT")).toEqual([
      { method: "PUT", path: "/drafts/filters.company", body: { draft: { hubspot } } },
      {
        method: "PUT",
        path: "/objects/company/filters",
        body: { hubspot: { groups: [{ conditions }] }, basedOn: 3 },
      },
    ]);
    await vi.waitFor(() => expect(sent("DELETE")).toHaveLength(1));
    await vi.waitFor(() => expect(unsaved()).toBe(false));
    expect(alerts()).toEqual(["Saved. Lockstep now looks at all companies again."]);
    expect(textsOf(page)).toContain("Lifecycle stage is any of Customer");
  });

  it("goes on with what was entered before", async () => {
    const conditions = [{ path: "city", operator: "is-any-of", values: ["Berlin", ""] }];
    answers.set("get /drafts/filters.company", {
      body: {
        key: "k",
        savedAt: "x",
        draft: { connectwise: { basedOn: 3, groups: [{ conditions }] } },
      },
    });
    const { page, unsaved } = await open();

    expect(page.find(TextArea).props.value).toBe("Berlin\n");
    await vi.waitFor(() => expect(unsaved()).toBe(true));
  });

  it("offers what fits the field: dates by before and after, texts line by line", async () => {
    const { page } = await open();
    buttonOf(page, "By any field").trigger("onClick");
    await page.waitFor(() => page.find(Select));

    page.find(Select).trigger("onChange", "createdate" as never);
    await page.waitFor(() => expect(page.findAll(Select)).toHaveLength(2));
    const [, comparison] = page.findAll(Select);
    expect(comparison?.props.options.map(({ label }) => label)).toEqual([
      "is empty",
      "is filled in",
      "is on or after",
      "is on or before",
    ]);
    comparison?.trigger("onChange", "at-least" as never);
    await page.waitFor(() => page.find(DateInput));
    page.find(DateInput).trigger("onChange", { year: 2026, month: 10, date: 3 } as never);
    await page.waitFor(() =>
      expect(page.find(DateInput).props.value).toEqual({ year: 2026, month: 10, date: 3 }),
    );
    page.find(Select).trigger("onChange", "city" as never);
    await page.waitFor(() => page.find(TextArea));
    expect(page.find(TextArea).props.value).toBe("");
  });

  it("makes groups, of which one has to fit, and takes them away again", async () => {
    answers.set("put /objects/company/filters", { body: FILTERS });
    const { page } = await open();
    buttonOf(page, "By lifecycle stage").trigger("onClick");
    await page.waitFor(() => page.find(MultiSelect));
    page.find(MultiSelect).trigger("onChange", ["lead"] as never);
    buttonOf(page, "Or: add a group").trigger("onClick");
    await page.waitFor(() => expect(textsOf(page)).toContain("Or group 2"));

    page.findAll(Button, ({ text }) => text === "Remove this condition")[1]?.trigger("onClick");
    await page.waitFor(() => expect(textsOf(page)).not.toContain("Or group 2"));
    buttonOf(page, "Remove this condition").trigger("onClick");
    await page.waitFor(() => expect(page.maybeFind(MultiSelect)).toBeNull());
    loadingButtonOf(page, "Save the filter").trigger("onClick");
    await vi.waitFor(() =>
      expect(saves().at(-1)?.body).toEqual({ hubspot: { groups: [] }, basedOn: 3 }),
    );
  });

  it("says what is missing before the server is asked", async () => {
    const { page } = await open();
    buttonOf(page, "By any field").trigger("onClick");
    await page.waitFor(() => page.find(Select));
    expect(page.find(Select).props.error).toBeUndefined();

    loadingButtonOf(page, "Save the filter").trigger("onClick");
    await page.waitFor(() =>
      expect(page.find(Select).props).toMatchObject({
        error: true,
        validationMessage: "Choose a field.",
      }),
    );

    expect(saves()).toEqual([]);
  });

  it("shows what the server refuses at its field, and keeps the input", async () => {
    const field = "hubspot.groups.0.conditions.0.values";
    answers.set("put /objects/company/filters", refusal("unknown_option", { field }));
    const { page } = await open();
    buttonOf(page, "By lifecycle stage").trigger("onClick");
    await page.waitFor(() => page.find(MultiSelect));
    page.find(MultiSelect).trigger("onChange", ["lead"] as never);
    await page.waitFor(() => expect(page.find(MultiSelect).props.value).toEqual(["lead"]));

    loadingButtonOf(page, "Save the filter").trigger("onClick");
    await page.waitFor(() =>
      expect(page.find(MultiSelect).props.validationMessage).toBe("Not so. Do this."),
    );

    expect(page.find(MultiSelect).props.value).toEqual(["lead"]);
    page.find(MultiSelect).trigger("onChange", ["customer"] as never);
    await page.waitFor(() => expect(page.find(MultiSelect).props.error).toBeUndefined());
  });

  it("meets what somebody else saved meanwhile without losing the input", async () => {
    answers.set("put /objects/company/filters", refusal("changed_meanwhile", { field: "basedOn" }));
    const { page, alerts } = await open();
    buttonOf(page, "By lifecycle stage").trigger("onClick");
    await page.waitFor(() => page.find(MultiSelect));
    page.find(MultiSelect).trigger("onChange", ["lead"] as never);
    await page.waitFor(() => expect(page.find(MultiSelect).props.value).toEqual(["lead"]));
    loadingButtonOf(page, "Save the filter").trigger("onClick");
    await page.waitFor(() => loadingButtonOf(page, "Load what is stored now"));

    const theirs = { ...FILTERS, version: 8, hubspot: stored("customer") };
    answers.set("get /objects/company/filters", { body: theirs });
    loadingButtonOf(page, "Load what is stored now").trigger("onClick");
    await page.waitFor(() => expect(textsOf(page)).toContain("Lifecycle stage is any of Customer"));
    expect(alerts()[0]).toContain("Somebody else changed this filter.");
    answers.set("put /objects/company/filters", { body: { ...theirs, version: 9 } });
    loadingButtonOf(page, "Save the filter").trigger("onClick");

    await page.waitFor(() => expect(page.maybeFind(MultiSelect)).toBeNull());
    const last = sent("PUT").findLast(({ path }) => path === "/objects/company/filters");
    expect(last?.body).toEqual({ hubspot: stored("lead"), basedOn: 8 });
  });

  it("asks before a filter is removed, and says what follows", async () => {
    answers.set("get /objects/company/filters", { body: { ...FILTERS, hubspot: stored("lead") } });
    answers.set("put /objects/company/filters", { body: { ...FILTERS, version: 4 } });
    const { page } = await open();

    const { overlay } = loadingButtonOf(page, "Remove the filter").props;
    expect(overlay?.find(Text).text).toContain("Nothing new is created in ConnectWise");
    expect(saves()).toEqual([]);
    confirm(page, "Remove the filter");

    await page.waitFor(() => page.find(Alert));
    expect(saves().map(({ body }) => body)).toEqual([{ hubspot: null, basedOn: 3 }]);
  });

  it("asks before input is discarded", async () => {
    const { page } = await open();
    buttonOf(page, "All companies").trigger("onClick");
    await page.waitFor(() => loadingButtonOf(page, "Discard"));

    confirm(page, "Discard");

    await page.waitFor(() => page.find(Alert));
    await vi.waitFor(() => expect(sent("DELETE")).toHaveLength(1));
  });
});
