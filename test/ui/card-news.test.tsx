import { StatusTag } from "@hubspot/ui-extensions";
import { describe, expect, it, vi } from "vitest";
import { CARD, LINKED, REPORT, showCard } from "./card-rig.tsx";
import { answerFetch } from "./rig.ts";

const answers = answerFetch();
const POLL = "get /records/company/hubspot/77/sync";
const pending = { lane: "hint", notBefore: "2026-01-01T00:00:00Z", attempts: 0 } as const;
const reads = () => answers.asked.filter(({ path }) => path.endsWith("/card")).length;

describe("a card that stays open", () => {
  it("is read again when HubSpot says that the record has changed", async () => {
    const page = await showCard(answers, LINKED);
    answers.set(CARD, { body: { ...LINKED, pending } });
    answers.set(POLL, { body: { ...REPORT, isPending: true } });

    const [[names, tell] = []] = page.mocks.actions.onCrmPropertiesUpdate.calls;
    tell?.({});

    expect(names).toBe("*");
    await page.waitFor(() => expect(page.find(StatusTag).text).toBe("Change on its way"));
    expect(reads()).toBe(2);
  });

  it("watches a change on its way without a call to a vendor, and is read again when it is done", async () => {
    const page = await showCard(answers, { ...LINKED, pending });
    answers.set(POLL, { body: { ...REPORT, isPending: true } });
    await vi.waitFor(() => expect(answers.asked).toHaveLength(2), { timeout: 8000 });
    expect(reads()).toBe(1);

    answers.set(POLL, { body: REPORT });
    answers.set(CARD, { body: LINKED });

    await page.waitFor(() => expect(page.find(StatusTag).text).toBe("In sync"), {
      timeoutInMs: 8000,
    });
    expect(reads()).toBe(2);
  });

  it("watches nothing while the sync is paused", async () => {
    const portal = { state: "paused", message: "Paused.", remedy: null };
    await showCard(answers, { ...LINKED, pending, portal });

    await new Promise((resolve) => setTimeout(resolve, 3500));

    expect(answers.asked.map(({ path }) => path)).toEqual(["/records/company/hubspot/77/card"]);
  });
});
