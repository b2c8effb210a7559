import { vi } from "vitest";
import type { Fields, FieldWay, Mapping, MappingRow } from "@lockstep/api/wire-mapping.ts";
import { Button, LoadingButton, Panel, Table, TableCell, Text } from "@hubspot/ui-extensions";
import { MappingsTab } from "../../hubspot-app/src/app/settings/mappings/MappingsTab.tsx";
import type { Answers } from "./rig.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const ROW: MappingRow = {
  key: "phone",
  hubspot: "phone",
  connectwise: "phoneNumber",
  direction: "both",
  transform: "phone",
  conflictRule: "most-recent",
  blankRule: "keep",
  isOwn: false,
  isFixed: false,
};

export const NAME: MappingRow = {
  ...ROW,
  key: "name",
  hubspot: "name",
  connectwise: "name",
  transform: "text",
  conflictRule: "connectwise",
};

export const PHONE = ROW;

export const OWN_ID: MappingRow = {
  ...ROW,
  key: "cw_company_id",
  hubspot: "cw_company_id",
  connectwise: "id",
  direction: "to-hubspot",
  transform: "text",
  isOwn: true,
};

export const TIER: MappingRow = {
  ...ROW,
  key: "support_tier",
  hubspot: "support_tier",
  connectwise: "customFields/12",
  transform: "value-map",
  valueMap: "support_tier",
};

export const MAPPING: Mapping = {
  objectType: "company",
  version: 3,
  rows: [OWN_ID, NAME, PHONE],
  valueMaps: {},
  stageMaps: {},
  issues: [],
  conflictDefault: "most-recent",
  rollout: null,
};

const field = (path: string, label: string, kind = "text") => ({
  path,
  label,
  kind,
  isReadOnly: false,
});

export const FIELDS: Fields = {
  readAt: "2026-11-26T10:00:00Z",
  staleBecause: null,
  hubspot: [
    field("name", "Company name"),
    field("phone", "Phone number", "phone"),
    field("support_tier", "Support tier", "option"),
    field("description", "Description"),
  ],
  connectwise: [
    field("name", "Name"),
    field("phoneNumber", "Phone"),
    field("customFields/12", "Tier of support", "option"),
    field("accountNumber", "Account number"),
    field("market/id", "Market id", "reference"),
  ],
  pairings: [],
};

/** Every way but that of a map that a person has to give. */
export const TEXT_WAY: FieldWay = {
  transforms: ["text", "email"],
  directions: ["both", "to-hubspot", "to-connectwise"],
  map: "none",
};

/** Answers what the mapping tab reads of companies. */
export function answerMapping(
  answers: Answers,
  mapping: Mapping = MAPPING,
  ways: Readonly<Record<string, FieldWay[]>> = { name: [TEXT_WAY], accountNumber: [TEXT_WAY] },
): void {
  const compatible = FIELDS.connectwise
    .filter(({ path }) => ways[path] !== undefined)
    .map((one) => ({ ...one, ways: ways[one.path] ?? [] }));
  const error = { code: "no_draft", message: "None.", requestId: "r" };
  answers.set("get /objects/company/mapping", { body: mapping });
  answers.set("get /objects/company/fields", () => {
    const isOne = answers.asked.at(-1)?.path.includes("?hubspot=") === true;
    return { body: isOne ? { field: FIELDS.hubspot[0], compatible } : FIELDS };
  });
  for (const key of ["mappings.company", "configuration-import"]) {
    answers.set(`get /drafts/${key}`, { status: 404, body: { error } });
    answers.set(`put /drafts/${key}`, { body: {} });
    answers.set(`delete /drafts/${key}`, { body: {} });
  }
}

/** The longest that a page is waited for: a busy machine takes its time. */
const PATIENCE_MS = 10_000;

/** Waits until the server was asked what it should be: a page's own waiting looks only when it is drawn anew. */
export function untilAsked(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: PATIENCE_MS });
}

/** A {@link tabRig} whose page is waited for as long as a busy machine takes. */
export function patientRig(over: Parameters<typeof tabRig>[0] = {}): TabRig {
  const rig = tabRig(over);
  const waitFor = rig.page.waitFor.bind(rig.page);
  rig.page.waitFor = (check) => waitFor(check, { timeoutInMs: PATIENCE_MS });
  return rig;
}

/** Opens the mapping tab and waits for the rows of companies. */
export async function openMappings(over: Parameters<typeof tabRig>[0] = {}): Promise<TabRig> {
  const rig = patientRig(over);
  rig.page.render(<MappingsTab context={rig.context} />);
  await rig.page.waitFor(() => rig.page.find(Table));
  return rig;
}

/** What is sent of a row. */
export const row = ({
  hubspot,
  connectwise,
  direction,
  transform,
  conflictRule,
  blankRule,
}: MappingRow) => ({
  hubspot,
  connectwise,
  direction,
  transform,
  conflictRule,
  blankRule,
});

/** Presses the button of this label. */
export const press = ({ page }: TabRig, label: string) =>
  page.find(Button, (node) => node.text === label).trigger("onClick");

/** The button of this label that shows that it works. */
export const loading = ({ page }: TabRig, label: string) =>
  page.find(LoadingButton, (node) => node.text === label);

/** What stands in a cell of the table, by its place. */
export const cell = (page: TabRig["page"], at: number): string | null => {
  const found = page.findAll(TableCell)[at];
  return (
    found?.text ??
    found
      ?.findAll(Text)
      .map(({ text }) => text)
      .join(" | ") ??
    null
  );
};

/** Opens the panel of a button and returns a way to look into it. */
export function openPanel({ page }: TabRig, testId: string) {
  const overlay = () => {
    const found = page.findByTestId(Button, testId).props.overlay;
    if (found === undefined) throw new Error("no overlay");
    return found;
  };
  overlay().find(Panel).trigger("onOpen");
  return overlay;
}

/** Answers yes to what a button asks. */
export function confirm({ page }: TabRig, label: string): void {
  const asking = page.find(LoadingButton, (node) => node.text === label);
  asking.props.overlay?.find(Button, (node) => node.text === label).trigger("onClick");
}
