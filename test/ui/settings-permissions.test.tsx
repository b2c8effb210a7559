import { Alert, ErrorState, LoadingSpinner, Table, TableRow } from "@hubspot/ui-extensions";
import type { PermissionFinding, Permissions as Found } from "@lockstep/api/wire-account.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { Permissions } from "../../hubspot-app/src/app/settings/connection/Permissions.tsx";
import { answerFetch } from "./rig.ts";
import { press, wordsIn, wordsOn } from "./screen.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const finding = (over: Partial<PermissionFinding> = {}): PermissionFinding => ({
  side: "connectwise",
  permission: "Companies > Contacts",
  level: "Inquire",
  neededFor: "reading contacts",
  isRequired: true,
  state: "granted",
  message: "ConnectWise answered.",
  remedy: null,
  ...over,
});

const CHECKED: Found = {
  checkedAt: "2026-12-03T10:00:00.000Z",
  reason: "asked",
  missing: 1,
  findings: [
    finding(),
    finding({
      permission: "Companies > Company Maintenance",
      state: "missing",
      message: "ConnectWise refused.",
      remedy: "Open System > Security Roles.",
    }),
  ],
};

beforeEach(() => {
  answers.set("get /permissions", { body: CHECKED });
});

const show = (over: Parameters<typeof tabRig>[0] = {}): TabRig => {
  const rig = tabRig(over);
  rig.page.render(<Permissions context={rig.context} connected={null} />);
  return rig;
};

const checks = () => answers.asked.filter(({ path }) => path === "/permissions/check");

describe("the permissions", () => {
  it("puts first what is missing, with the screen that grants it", async () => {
    const { page } = show();
    expect(page.findAll(LoadingSpinner).map(({ props }) => props.label)).toContain(
      "Loading the permissions",
    );
    await page.waitFor(() => page.find(Table));

    expect(wordsOn(page)).toContain("One permission is missing");
    expect(wordsOn(page)).toContain("Checked 3 Dec 2026, 05:00.");
    const [missing, others] = page.findAll(Table);
    const [, row] = missing?.findAll(TableRow) ?? [];
    expect(wordsIn(row ?? page.find(TableRow)).split("\n")).toEqual([
      "Companies > Company Maintenance: Inquire",
      "ConnectWise. For reading contacts.",
      "Missing",
      "ConnectWise refused.",
      "Open System > Security Roles.",
    ]);
    expect(others?.findAll(TableRow)).toHaveLength(2);
    expect(wordsOn(page)).toContain("Other permissions (1)");
  });

  it("names a permission once, with all that it is needed for", async () => {
    const setup = { permission: "System > Table Setup" };
    const findings = [
      finding({ ...setup, neededFor: "the countries of companies" }),
      finding({ ...setup, neededFor: "the choices of status of companies" }),
      finding({ ...setup, neededFor: "mapping custom fields", isRequired: false }),
    ];
    answers.set("get /permissions", { body: { ...CHECKED, missing: 0, findings } });
    const { page } = show();
    await page.waitFor(() => page.find(Table));

    const [, ...rows] = page.find(Table).findAll(TableRow);
    expect(rows.map((row) => wordsIn(row).split("\n")[1])).toEqual([
      "ConnectWise. For the countries of companies, the choices of status of companies.",
      "ConnectWise. For mapping custom fields; the sync works without it.",
    ]);
    expect(wordsOn(page)).toContain("All permissions (2)");
  });

  it("checks again once at a time, and shows what it found", async () => {
    const found = { ...CHECKED, missing: 0, findings: [finding()] };
    answers.set("post /permissions/check", { body: found });
    const { page } = show();
    await page.waitFor(() => page.find(Table));

    press(page, "Check again");
    press(page, "Check again");

    await page.waitFor(() => expect(wordsOn(page)).toContain("Nothing is missing"));
    expect(checks()).toHaveLength(1);
  });

  it("keeps the earlier check when another one fails", async () => {
    const error = { code: "throttled", message: "Too fast.", remedy: "Wait.", requestId: "r" };
    answers.set("post /permissions/check", { status: 503, body: { error } });
    const { page } = show();
    await page.waitFor(() => page.find(Table));

    press(page, "Check again");

    await page.waitFor(() => expect(page.find(Alert).props.title).toBe("Too fast."));
    expect(wordsOn(page)).toContain("One permission is missing");
  });

  it("says that nobody has checked yet", async () => {
    answers.set("post /permissions/check", { body: CHECKED });
    const findings = [finding({ state: "unchecked" })];
    const body = { checkedAt: null, reason: null, missing: 0, findings };
    answers.set("get /permissions", { body });
    const { page } = show();
    await page.waitFor(() => page.find(Table));

    expect(wordsOn(page)).toContain("Nobody has checked yet");
    expect(wordsOn(page)).toContain("Not checked yet");
    press(page, "Check now");
    await page.waitFor(() => expect(wordsOn(page)).toContain("Check again"));
  });

  it("can be read again when they could not be", async () => {
    const error = { code: "internal", message: "It broke.", requestId: "r-1" };
    answers.set("get /permissions", { status: 500, body: { error } });
    const { page } = show();
    await page.waitFor(() => page.find(ErrorState));

    answers.set("get /permissions", { body: CHECKED });
    press(page, "Try again");

    await page.waitFor(() => page.find(Table));
  });
});
