import {
  Alert,
  Button,
  ErrorState,
  Link,
  List,
  LoadingButton,
  LoadingSpinner,
  MultiSelect,
  StatisticsItem,
  TableCell,
  Tabs,
  Text,
} from "@hubspot/ui-extensions";
import type { FilterTest } from "@lockstep/api/wire-objects.ts";
import { describe, expect, it } from "vitest";
import { FiltersTab } from "../../hubspot-app/src/app/settings/filters/FiltersTab.tsx";
import { standardWords } from "../../hubspot-app/src/app/settings/filters/standard-filters.ts";
import { companyDefinition } from "../../server/sync/objects/company.ts";
import { contactDefinition } from "../../server/sync/objects/contact.ts";
import { dealDefinition } from "../../server/sync/objects/deal.ts";
import { listStandardFilters } from "../../server/usecases/list-standard-filters.ts";
import {
  answerFilters,
  buttonOf,
  CUSTOMERS,
  FILTERS,
  loadingButtonOf,
  open,
  POLICY,
  refusal,
  stored,
  textsOf,
} from "./filters-rig.tsx";
import { LIVE_OVERVIEW, tabRig } from "./tab-rig.ts";

const EVERYTHING_ON = {
  direction: "both",
  createIn: { hubspot: true, connectwise: true },
  firstLinkRule: "connectwise",
  createDefaults: { hubspot: {}, connectwise: {} },
  limits: { hubspot: {}, connectwise: {} },
} as const;
const none = { count: 0, ofSeen: 0, reason: null };
const TESTED: FilterTest = {
  objectType: "company",
  side: "hubspot",
  total: { count: 340, ofSeen: 300, reason: null },
  inside: { count: 170, ofSeen: 150, reason: null },
  excluded: none,
  leaving: { count: null, ofSeen: 8, reason: "Only these are counted." },
  seen: 300,
  isComplete: false,
  examples: {
    inside: [
      { id: "1", name: "Acme", url: "https://x.example/1", unmet: [], excludedBecause: null },
    ],
    outside: [
      {
        id: "2",
        name: null,
        url: null,
        unmet: [{ ...CUSTOMERS, values: ["customer"] }],
        excludedBecause: null,
      },
    ],
  },
};

const answers = answerFilters();
const sent = (method: string) => answers.asked.filter((one) => one.method === method);

describe("the filters", () => {
  it("say that they are being read, and why they could not be", async () => {
    answers.set("get /objects/company/filters", refusal("not_configured"));
    const { page, context } = tabRig();

    page.render(<FiltersTab context={context} />);
    expect(page.find(LoadingSpinner).props.label).toBe("Loading the filters of companies");
    await page.waitFor(() => page.find(ErrorState));

    expect(page.find(ErrorState).props.title).toBe("Not so.");
    expect(textsOf(page)).toContain("Reference: r-9");
  });

  it("say plainly that nothing is created in ConnectWise, and offer ways to choose", async () => {
    const { page } = await open();

    expect(page.find(Alert).props.title).toBe("No companies are created in ConnectWise yet");
    const labels = page.findAll(Button).map(({ text }) => text);
    expect(labels).toEqual([
      "By HubSpot lists",
      "By lifecycle stage",
      "By any field",
      "All companies",
      "Add a filter",
    ]);
  });

  it("show what is stored in words", async () => {
    const hubspot = {
      groups: [
        ...stored("customer", "lead").groups,
        {
          conditions: [
            { path: "createdate", operator: "at-least" as const, values: ["2026-11-30"] },
            { path: "memberships/lists", operator: "is-none-of" as const, values: ["8"] },
          ],
        },
      ],
    };
    answers.set("get /objects/company/filters", { body: { ...FILTERS, hubspot } });
    const { page } = await open();

    const [lines] = page.findAll(List);
    expect(lines?.findAll(Text).map(({ text }) => text)).toEqual([
      "Lifecycle stage is any of Customer, Lead",
      "Create date is on or after 30 Nov 2026 and List is none of a list that no longer exists",
    ]);
  });

  it("name the rules that are always on, as the server lists them", async () => {
    const codes = ["no_email", "free_email", "deleted", "rule_of_tomorrow"];
    answers.set("get /objects/contact/filters", {
      body: {
        ...FILTERS,
        objectType: "contact",
        standard: { hubspot: codes, connectwise: ["inactive_in_connectwise"] },
      },
    });
    const { page } = await open();
    expect(textsOf(page).join(" ")).toContain("catch-all company are left out");
    page.find(Tabs).trigger("onSelectedChange", "contact" as never);
    await page.waitFor(() =>
      expect(textsOf(page)).toContain("Contacts that are inactive in ConnectWise are left out."),
    );

    expect(textsOf(page).join(" ")).toContain("gmail.com");
    expect(textsOf(page)).toContain("What is archived or deleted in HubSpot is left out.");
    // A newer server's rule is at least not kept from anybody.
    expect(textsOf(page)).toContain("rule_of_tomorrow");
  });

  it("send whoever has not connected ConnectWise there first", () => {
    const { page, context, wentTo } = tabRig({
      overview: { ...LIVE_OVERVIEW, connection: null },
    });
    page.render(<FiltersTab context={context} />);

    page.find(Button).trigger("onClick");

    expect(wentTo).toEqual(["connection"]);
    expect(answers.asked).toEqual([]);
  });

  it.each([companyDefinition, contactDefinition, dealDefinition])(
    "have words for every rule that the server has always on: %#",
    (definition) => {
      const { objectType, standardFilters, creationFilters = [] } = definition;
      const policy = { ...EVERYTHING_ON, ...definition.policyRules.usual };
      for (const side of ["hubspot", "connectwise"] as const) {
        const codes = listStandardFilters(definition, policy, side);
        const wordless = codes.filter((code) => standardWords(objectType, side, code) === null);

        expect(codes.length).toBeGreaterThan(0);
        expect(wordless).toEqual([]);
      }
      const listed = new Set(
        (["hubspot", "connectwise"] as const).flatMap((side) =>
          listStandardFilters(definition, policy, side),
        ),
      );
      // Nothing that the engine filters by is left out of the list.
      expect(
        [...standardFilters, ...creationFilters].filter(({ code }) => !listed.has(code)),
      ).toEqual([]);
    },
  );

  it("say what the settings under Objects make of them", async () => {
    answers.set("get /objects/company/policy", {
      body: { ...POLICY, isOn: false, direction: "to-hubspot" },
    });
    const { page, wentTo } = await open();

    expect(textsOf(page).join(" ")).toContain(
      "Under Objects you chose that companies do not go from HubSpot to ConnectWise.",
    );
    buttonOf(page, "Go to Objects").trigger("onClick");
    expect(wentTo).toEqual(["objects"]);
  });

  it("are to be looked at only by whoever may not change settings", async () => {
    answers.set("get /objects/company/filters", { body: { ...FILTERS, hubspot: stored("lead") } });
    const { page } = await open({ rights: { settings: false, records: true } });

    expect(page.findAll(Button)).toEqual([]);
    expect(page.findAll(LoadingButton)).toEqual([]);
  });
});

describe("trying a filter out", () => {
  it("tells numbers with their doubts, and examples with what keeps them out", async () => {
    answers.set("post /objects/company/filters/test", { body: TESTED });
    const { page } = await open();
    buttonOf(page, "By lifecycle stage").trigger("onClick");
    await page.waitFor(() => page.find(MultiSelect));
    page.find(MultiSelect).trigger("onChange", ["customer"] as never);
    await page.waitFor(() => expect(page.find(MultiSelect).props.value).toEqual(["customer"]));

    loadingButtonOf(page, "Test filter").trigger("onClick");
    await page.waitFor(() => page.find(StatisticsItem));

    expect(sent("POST").map(({ body }) => body)).toEqual([
      { side: "hubspot", filter: stored("customer") },
    ]);
    expect(page.findAll(StatisticsItem).map(({ props }) => props.number)).toEqual([
      "170",
      "170",
      "0",
      "at least 8",
    ]);
    expect(textsOf(page)).toContain('Where it says "at least": Only these are counted.');
    expect(page.find(Link).props.href).toEqual({ url: "https://x.example/1", external: true });
    expect(page.findAll(TableCell).map((cell) => cell.text ?? cell.find(Link).text)).toEqual([
      "Acme",
      "It is synced.",
      "No name (no. 2)",
      "Left out. It would be inside if: Lifecycle stage is any of Customer.",
    ]);

    page.find(MultiSelect).trigger("onChange", ["lead"] as never);
    await page.waitFor(() =>
      expect(page.find(Alert).props.title).toBe("You changed the filter since"),
    );
  });

  it("says why it could not be tried", async () => {
    answers.set("post /objects/company/filters/test", refusal("transient"));
    const { page } = await open();
    buttonOf(page, "All companies").trigger("onClick");
    await page.waitFor(() => loadingButtonOf(page, "Test filter"));

    loadingButtonOf(page, "Test filter").trigger("onClick");

    await page.waitFor(() => expect(page.find(Alert).props.title).toBe("Not so."));
    expect(textsOf(page)).toContain("Reference: r-9");
  });
});
