import {
  Button,
  Form,
  LoadingButton,
  Modal,
  SearchInput,
  StatusTag,
  Tile,
} from "@hubspot/ui-extensions";
import type { Card } from "@lockstep/api/wire-card.ts";
import { describe, expect, it } from "vitest";
import {
  CARD,
  LINKED,
  REPORT,
  showCard,
  type ShownCard,
  textIn,
  textOf,
  UNLINKED,
} from "./card-rig.tsx";
import { answerFetch } from "./rig.ts";

const answers = answerFetch();

const SEARCH = "get /objects/company/search";
const candidate = (id: string, name: string, linkedId: string | null = null) => ({
  side: "connectwise" as const,
  id,
  shown: { name, domain: "aldridge.example", phone: null, city: "Tampa" },
  linkedId,
  url: `https://na.myconnectwise.net/services?recid=${id}`,
  shared: ["name", "domain"],
  differing: ["city"],
});
const REVIEW: Card = {
  ...UNLINKED,
  state: {
    kind: "review",
    code: "several_candidates",
    message: "Several records could be its counterpart.",
    remedy: "Choose one.",
  },
  candidates: [candidate("401", "Aldridge Dental"), candidate("402", "Aldridge", "88")],
  twins: [
    {
      side: "hubspot",
      id: "78",
      shown: { name: "Aldridge Dental Inc" },
      linkedId: null,
      url: "https://app.hubspot.com/78",
    },
  ],
};

const press = (page: ShownCard, label: string) =>
  page.find(Button, ({ text }) => text === label).trigger("onClick");
const posted = () => answers.asked.filter(({ method }) => method === "POST");

describe("a record without counterpart", () => {
  it("stands side by side with what could be its counterpart", async () => {
    const page = await showCard(answers, REVIEW);

    expect(page.find(StatusTag).text).toBe("Needs review");
    expect(page.findAll(Tile).map((tile) => textIn(tile))).toEqual([
      "This record in HubSpot Aldridge Dental aldridge.example 555-1 Empty",
      "ConnectWise, no. 401 Aldridge Dental aldridge.example Empty Tampa The same: name, web domain Different: city Link with Aldridge Dental",
      "ConnectWise, no. 402 Aldridge aldridge.example Empty Tampa The same: name, web domain Different: city Linked with another HubSpot record already (no. 88). Unlink that one first.",
    ]);
    expect(textOf(page)).toContain("Aldridge Dental Inc");
  });

  it("is linked with a candidate after a person was asked", async () => {
    const page = await showCard(answers, REVIEW);
    const report = { hubspotId: "77", connectwiseId: "401", objectType: "company" };
    answers.set("post /records/link", {
      body: {
        ...report,
        state: "linked",
        written: ["connectwise"],
        isPending: false,
        problems: [],
      },
    });

    press(page, "Link with Aldridge Dental");
    await page.waitFor(() => page.find(LoadingButton, ({ text }) => text === "Link the two"));
    expect(posted()).toEqual([]);
    answers.set(CARD, { body: LINKED });
    page.find(LoadingButton, ({ text }) => text === "Link the two").trigger("onClick");

    await page.waitFor(() => expect(page.find(StatusTag).text).toBe("In sync"));
    expect(posted()).toEqual([{ method: "POST", path: "/records/link", body: report }]);
    expect(page.mocks.actions.addAlert.calls).toEqual([
      [
        {
          type: "success",
          title: "Linked",
          message: "The two are linked. Values were written to ConnectWise.",
        },
      ],
    ]);
    expect(page.mocks.actions.refreshObjectProperties.callCount).toBe(1);
  });

  it("keeps the question open when linking is refused", async () => {
    const page = await showCard(answers, REVIEW);
    const error = {
      code: "already_linked",
      message: "It is linked.",
      remedy: "Unlink.",
      requestId: "r",
    };
    answers.set("post /records/link", { status: 409, body: { error } });
    press(page, "Link with Aldridge Dental");
    await page.waitFor(() => page.find(LoadingButton, ({ text }) => text === "Link the two"));

    page.find(LoadingButton, ({ text }) => text === "Link the two").trigger("onClick");

    await page.waitFor(() => expect(textOf(page)).toContain("Unlink."));
    press(page, "Cancel");
    await page.waitFor(() => expect(textOf(page)).toContain("Link with Aldridge Dental"));
  });

  it("gets a new one although others look like it, after asking, and is followed", async () => {
    const page = await showCard(answers, REVIEW);
    answers.set("post /records/create-anyway", { status: 202, body: {} });
    answers.set("get /records/company/hubspot/77/sync", { body: REPORT });
    const { overlay } = page.find(
      Button,
      ({ text }) => text?.startsWith("None of them") ?? false,
    ).props;
    expect(overlay?.find(Modal).props.title).toBe("Create a new company?");
    answers.set(CARD, { body: LINKED });

    overlay?.find(LoadingButton).trigger("onClick");

    await page.waitFor(() => expect(page.find(StatusTag).text).toBe("In sync"));
    const body = { objectType: "company", side: "hubspot", recordId: "77" };
    expect(posted()).toEqual([{ method: "POST", path: "/records/create-anyway", body }]);
    expect(page.mocks.actions.closeOverlay.calls).toEqual([["lockstep-create-anyway"]]);
  });

  it("is found by hand", async () => {
    const page = await showCard(answers, UNLINKED);
    const found = { ...candidate("500", "Aldridge West"), name: "Aldridge West" };
    answers.set(SEARCH, { body: { items: [found] } });

    page.find(SearchInput).trigger("onInput", " west " as never);
    await page.waitFor(() => expect(page.find(SearchInput).props.value).toBe(" west "));
    page.find(Form).trigger("onSubmit");

    await page.waitFor(() => expect(textOf(page)).toContain("Link with Aldridge West"));
    expect(answers.asked.at(-1)?.path).toBe("/objects/company/search?side=connectwise&query=west");
  });

  it("says when nothing is found, and asks for words before it searches", async () => {
    const page = await showCard(answers, UNLINKED);
    answers.set(SEARCH, { body: { items: [] } });

    page.find(Form).trigger("onSubmit");
    await page.waitFor(() =>
      expect(page.find(SearchInput).props.validationMessage).toBe("Type what to look for."),
    );
    expect(answers.asked).toHaveLength(1);
    page.find(SearchInput).trigger("onInput", "zzz" as never);
    await page.waitFor(() => expect(page.find(SearchInput).props.value).toBe("zzz"));
    page.find(Form).trigger("onSubmit");

    await page.waitFor(() => expect(textOf(page)).toContain("has nothing that holds “zzz”"));
  });

  it("can be linked before the first sync, but not synced", async () => {
    const portal = { state: "configured", message: "Not started yet.", remedy: "Start it." };

    const page = await showCard(answers, { ...UNLINKED, portal });

    expect(page.find(SearchInput)).toBeDefined();
    expect(page.maybeFind(LoadingButton, { variant: "primary" })).toBeNull();
  });

  it("shows candidates to those who may not link, and no way to do it", async () => {
    answers.set("get /access", { body: { you: { userId: "9", rights: [] }, members: [] } });

    const page = await showCard(answers, { ...REVIEW, rights: [] });

    expect(page.findAll(Tile)).toHaveLength(3);
    expect(page.maybeFind(SearchInput)).toBeNull();
    expect(page.findAll(Button).map(({ text }) => text)).toEqual(["Explain"]);
  });
});

describe("Unlink", () => {
  it("asks first, and then takes the two apart", async () => {
    const page = await showCard(answers, LINKED);
    const ids = { objectType: "company", hubspotId: "77", connectwiseId: "20140" };
    answers.set("post /records/unlink", { body: ids });
    const { overlay } = page.find(Button, ({ text }) => text === "Unlink").props;
    expect(overlay && textIn(overlay)).toContain("Neither is deleted");
    answers.set(CARD, { body: UNLINKED });

    overlay?.find(LoadingButton).trigger("onClick");

    await page.waitFor(() => expect(page.find(StatusTag).text).toBe("Not linked"));
    const body = { objectType: "company", hubspotId: "77" };
    expect(posted()).toEqual([{ method: "POST", path: "/records/unlink", body }]);
    expect(page.mocks.actions.closeOverlay.calls).toEqual([["lockstep-unlink"]]);
    expect(page.mocks.actions.refreshObjectProperties.callCount).toBe(1);
  });
});
