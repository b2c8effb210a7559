import { Accordion, Alert, Form, Input, LoadingButton } from "@hubspot/ui-extensions";
import type { Connection, Permissions } from "@lockstep/api/wire-account.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ConnectionTab } from "../../hubspot-app/src/app/settings/connection/ConnectionTab.tsx";
import { answerFetch } from "./rig.ts";
import { confirm, press, wordsIn, wordsOn } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { LIVE_OVERVIEW, tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const NEW = {
  ...LIVE_OVERVIEW,
  portal: { ...LIVE_OVERVIEW.portal, state: "installed" },
  connection: null,
};

const CONNECTED: Connection = {
  siteHost: "na.myconnectwise.net",
  companyId: "acme",
  companyName: "Acme MSP",
  version: "v2026.1",
  hasCallbacks: true,
};

const CHECKED: Permissions = {
  checkedAt: "2026-12-03T10:00:00.000Z",
  reason: "asked",
  missing: 0,
  findings: [],
};

beforeEach(() => {
  const error = { code: "no_draft", message: "None.", requestId: "r" };
  answers.set("get /drafts/connection", { status: 404, body: { error } });
  answers.set("put /drafts/connection", { body: {} });
  answers.set("delete /drafts/connection", { body: {} });
  answers.set("get /permissions", { body: CHECKED });
  answers.set("post /permissions/check", { body: CHECKED });
});

const show = (over: Parameters<typeof tabRig>[0] = {}): TabRig => {
  const rig = tabRig(over);
  rig.page.render(<ConnectionTab context={rig.context} />);
  return rig;
};

const enter = (page: Screen, values: Record<string, string>): void => {
  for (const [name, value] of Object.entries(values)) {
    page.find(Input, { name }).trigger("onInput", value as never);
  }
};

const submit = (page: Screen): void => page.find(Form).trigger("onSubmit");

const ENTERED = {
  site: "na.myconnectwise.net",
  companyId: "acme",
  publicKey: "pub",
  privateKey: "priv",
};

const posts = (path: string) =>
  answers.asked.filter((one) => one.path === path && one.method === "POST");

describe("connecting ConnectWise", () => {
  it("tests what was entered, says what was connected to and leads on", async () => {
    answers.set("post /connection", { body: CONNECTED });
    const reloadOverview = vi.fn<() => Promise<void>>(async () => undefined);
    const { page, wentTo, unsaved } = show({ overview: NEW, reloadOverview });
    await page.waitFor(() => page.find(Form));
    expect(page.find(Input, { name: "privateKey" }).props.type).toBe("password");

    enter(page, ENTERED);
    await vi.waitFor(() => expect(unsaved()).toBe(true));
    submit(page);
    submit(page);
    await page.waitFor(() => page.find(Alert));

    expect(posts("/connection")).toEqual([{ method: "POST", path: "/connection", body: ENTERED }]);
    expect(page.find(Alert).props.title).toBe("Connected to Acme MSP");
    expect(wordsIn(page.find(Alert))).toContain("arrive within seconds");
    expect(reloadOverview).toHaveBeenCalledTimes(1);
    expect(page.find(Input, { name: "privateKey" }).props.value).toBe("");
    await vi.waitFor(() => expect(unsaved()).toBe(false));
    press(page, "Go on to Objects");
    expect(wentTo).toEqual(["objects"]);
  });

  it("says what is missing at its field, and asks nobody", async () => {
    const { page } = show({ overview: NEW });
    await page.waitFor(() => page.find(Form));

    enter(page, { site: "na.myconnectwise.net", companyId: " ", publicKey: "x".repeat(201) });
    submit(page);

    await page.waitFor(() =>
      expect(page.findAll(Input).map(({ props }) => props.validationMessage)).toEqual([
        undefined,
        "Enter the company that you type when you log in to ConnectWise.",
        "This is too long: at most 200 characters.",
        "Enter the private key of the API member.",
      ]),
    );
    expect(posts("/connection")).toEqual([]);
  });

  it("shows a refusal with its remedy at its field, and keeps what was entered", async () => {
    const message = "No company acme.";
    const error = {
      code: "unknown_company",
      message,
      field: "companyId",
      remedy: "Look it up.",
      requestId: "r",
    };
    answers.set("post /connection", { status: 422, body: { error } });
    const { page } = show({ overview: NEW });
    await page.waitFor(() => page.find(Form));

    enter(page, ENTERED);
    submit(page);
    const field = () => page.find(Input, { name: "companyId" }).props;
    await page.waitFor(() =>
      expect(field().validationMessage).toBe("No company acme. Look it up."),
    );

    expect(field().error).toBe(true);
    expect(page.findAll(Input).map(({ props }) => props.value)).toEqual(Object.values(ENTERED));
    enter(page, { companyId: "acme2" });
    await page.waitFor(() => expect(field().error).toBe(false));
  });

  it("shows a refusal that is about no field above the button", async () => {
    const error = { code: "busy", message: "Busy.", remedy: "Wait.", requestId: "r-9" };
    answers.set("post /connection", { status: 503, body: { error } });
    const { page } = show({ overview: NEW });
    await page.waitFor(() => page.find(Form));

    enter(page, ENTERED);
    submit(page);

    await page.waitFor(() => expect(page.find(Alert).props.title).toBe("Busy."));
    expect(wordsIn(page.find(Alert))).toContain("Reference: r-9");
  });

  it("keeps site and company as a draft, and never a key", async () => {
    const { page } = show({ overview: NEW });
    await page.waitFor(() => page.find(Form));

    enter(page, ENTERED);
    const { site, companyId } = ENTERED;
    await vi.waitFor(
      () =>
        expect(answers.asked).toContainEqual({
          method: "PUT",
          path: "/drafts/connection",
          body: { draft: { site, companyId } },
        }),
      { timeout: 3000 },
    );
  });

  it("brings back what was entered before", async () => {
    const draft = { site: "eu.example", companyId: "b" };
    const body = { key: "connection", draft, savedAt: "2026-12-03T10:00:00Z" };
    answers.set("get /drafts/connection", { body });
    const { page, unsaved } = show({ overview: NEW });
    await page.waitFor(() => page.find(Form));

    expect(page.find(Input, { name: "site" }).props.value).toBe("eu.example");
    await vi.waitFor(() => expect(unsaved()).toBe(true));
  });

  it("says that changes are asked for when ConnectWise announces none", async () => {
    answers.set("post /connection", { body: { ...CONNECTED, hasCallbacks: false } });
    const { page } = show({ overview: NEW });
    await page.waitFor(() => page.find(Form));

    enter(page, ENTERED);
    submit(page);

    await page.waitFor(() => expect(wordsOn(page)).toContain("asks for changes every minute"));
  });
});

describe("the permissions of a new connection", () => {
  it("are checked without being asked for once ConnectWise is connected", async () => {
    answers.set("post /connection", { body: CONNECTED });
    const { page } = show();
    await page.waitFor(() => page.find(Form));

    enter(page, ENTERED);
    submit(page);

    await page.waitFor(() => expect(posts("/permissions/check")).toHaveLength(1));
  });
});

describe("a connection that stands", () => {
  it("shows with what, folds the form away and says how to disconnect", async () => {
    const { page } = show();
    await page.waitFor(() => expect(wordsOn(page)).toContain("Nothing is missing"));

    expect(wordsOn(page)).toContain(
      "Site\nna.myconnectwise.net\nCompany id\nacme\nVersion\nv2026.1",
    );
    const [form] = page.findAll(Accordion);
    expect(form?.props).toMatchObject({
      title: "Change keys, site or company",
      defaultOpen: false,
    });
    expect(wordsOn(page)).toContain("Connected apps > Lockstep");
  });

  it("opens the form when ConnectWise refuses the keys", async () => {
    const portal = { ...LIVE_OVERVIEW.portal, state: "paused", stateReason: "Refused." };
    const { page } = show({ overview: { ...LIVE_OVERVIEW, portal } });
    await page.waitFor(() => page.find(Form));

    expect(page.findAll(Accordion)[0]?.props.defaultOpen).toBe(true);
  });

  it("asks before another company takes the place of the present one", async () => {
    answers.set("post /connection", { body: { ...CONNECTED, companyId: "other" } });
    const { page } = show();
    await page.waitFor(() => page.find(Form));

    enter(page, { ...ENTERED, companyId: "other" });
    await page.waitFor(() =>
      expect(page.find(LoadingButton, { variant: "destructive" }).text).toBe("Test and connect"),
    );
    submit(page);
    expect(posts("/connection")).toEqual([]);
    expect(confirm(page, "Test and connect")).toContain("Another company starts empty");

    await page.waitFor(() => expect(posts("/connection")).toHaveLength(1));
  });

  it("lets whoever may only look see everything but the form", async () => {
    const { page } = show({ rights: { settings: false, records: true } });
    await page.waitFor(() => expect(wordsOn(page)).toContain("Nothing is missing"));

    expect(page.maybeFind(Form)).toBeNull();
    expect(wordsOn(page)).not.toContain("Check again");
  });
});

describe("the addresses for a firewall", () => {
  it("are copied, one a line", async () => {
    const egressAddresses = ["192.0.2.1", "192.0.2.2"];
    const { page, alerts } = show({ overview: { ...LIVE_OVERVIEW, egressAddresses } });

    press(page, "Copy the addresses");

    await page.waitFor(() => expect(alerts()).toEqual(["The addresses are copied."]));
    const { calls } = page.mocks.actions.copyTextToClipboard as { calls: unknown[][] };
    expect(calls).toEqual([["192.0.2.1\n192.0.2.2"]]);
  });

  it("are the operator's to tell where the server does not", () => {
    const { page } = show();

    expect(wordsOn(page)).toContain("ask whoever runs Lockstep for them");
  });
});
