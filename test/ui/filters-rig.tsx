import { Button, Heading, LoadingButton, Text } from "@hubspot/ui-extensions";
import type { FilterField, Filters, Policy } from "@lockstep/api/wire-objects.ts";
import { beforeEach, expect } from "vitest";
import { FiltersTab } from "../../hubspot-app/src/app/settings/filters/FiltersTab.tsx";
import { answerFetch } from "./rig.ts";
import type { Answers } from "./rig.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

export const FILTERS: Filters = {
  objectType: "company",
  version: 3,
  hubspot: null,
  connectwise: null,
  standard: { hubspot: ["made_by_hubspot", "deleted"], connectwise: ["own_company", "deleted"] },
};
export const CUSTOMERS = {
  path: "lifecyclestage",
  operator: "is-any-of",
  values: ["customer"],
} as const;
export const stored = (...values: string[]) => ({
  groups: [{ conditions: [{ ...CUSTOMERS, values }] }],
});
const ANY = ["is-any-of", "is-none-of", "is-blank", "is-filled"] as const;
export const FIELDS: { hubspot: FilterField[]; connectwise: FilterField[] } = {
  hubspot: [
    {
      path: "memberships/lists",
      label: "List",
      kind: "lists",
      operators: ["is-any-of", "is-none-of"],
      options: [{ value: "9", label: "Managed customers", size: 120 }],
    },
    {
      path: "lifecyclestage",
      label: "Lifecycle stage",
      kind: "option",
      operators: [...ANY],
      options: [
        { value: "customer", label: "Customer" },
        { value: "lead", label: "Lead" },
      ],
    },
    { path: "city", label: "City", kind: "text", operators: [...ANY, "contains"], options: [] },
    {
      path: "createdate",
      label: "Create date",
      kind: "datetime",
      operators: [...ANY, "at-least", "at-most"],
      options: [],
    },
  ],
  connectwise: [{ path: "city", label: "City", kind: "text", operators: [...ANY], options: [] }],
};
export const POLICY: Policy = {
  objectType: "company",
  isOn: true,
  direction: "both",
  createIn: { hubspot: true, connectwise: true },
  firstLinkRule: "connectwise",
  conflictDefault: "most-recent",
  matchField: "domain-or-name",
  matchFields: ["domain-or-name", "domain", "name"],
  catchAllCompanyId: null,
  defaults: {},
  dueInDays: {},
  choices: [],
};
export const refusal = (code: string, more: object = {}) => ({
  status: 422,
  body: { error: { code, message: "Not so.", remedy: "Do this.", requestId: "r-9", ...more } },
});

/** Answers what the tab asks for when it opens: no filter is stored, and no draft. */
export function answerFilters(): Answers {
  const answers = answerFetch();
  beforeEach(() => {
    for (const objectType of ["company", "contact", "deal"]) {
      answers.set(`get /objects/${objectType}/filters`, { body: { ...FILTERS, objectType } });
      answers.set(`get /objects/${objectType}/filters/fields`, { body: FIELDS });
      answers.set(`get /objects/${objectType}/policy`, { body: { ...POLICY, objectType } });
      const draft = `/drafts/filters.${objectType}`;
      answers.set(`get ${draft}`, {
        status: 404,
        body: { error: { code: "no_draft", message: "None.", requestId: "r" } },
      });
      answers.set(`put ${draft}`, { body: {} });
      answers.set(`delete ${draft}`, { body: {} });
    }
  });
  return answers;
}

type Page = TabRig["page"];
export const textsOf = (page: Page) => page.findAll(Text).map(({ text }) => text);
export const buttonOf = (page: Page, label: string) =>
  page.find(Button, (button) => button.text?.trim() === label);
export const loadingButtonOf = (page: Page, label: string) =>
  page.find(LoadingButton, (button) => button.text?.trim() === label);

/** Shows the tab when everything was read. */
export async function open(over: Parameters<typeof tabRig>[0] = {}): Promise<TabRig> {
  const rig = tabRig(over);
  rig.page.render(<FiltersTab context={rig.context} />);
  await rig.page.waitFor(() => expect(rig.page.findAll(Heading)).toHaveLength(2));
  return rig;
}

/** Presses a button, and then the one that stands for yes. */
export function confirm(page: Page, label: string): void {
  const { overlay } = loadingButtonOf(page, label).props;
  overlay?.find(Button, (button) => button.text === label).trigger("onClick");
}
