import { LoadingSpinner } from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import type { Card, CardField, DescribedValue } from "@lockstep/api/wire-card.ts";
import type { SyncReport } from "@lockstep/api/wire-records.ts";
import { useEffect, useState } from "react";
import { onTestFinished } from "vitest";
import { RecordCard } from "../../hubspot-app/src/app/cards/RecordCard.tsx";
import { publicUrl, type Answers } from "./rig.ts";

/** Where a card stands. */
export type CardLocation = "crm.record.tab" | "crm.record.sidebar";

/** What the card of company 77 is asked for with. */
export const CARD = "get /records/company/hubspot/77/card";

/** A field of one side. */
export function described(
  path: string,
  text: string | null,
  kind: DescribedValue["kind"] = "text",
) {
  const label = path.charAt(0).toUpperCase() + path.slice(1);
  return { path, label, kind, value: text, text };
}

/** A mapped field whose two sides say the same. */
export function equalField(key: string, text: string): CardField {
  return {
    key,
    hubspot: described(key, text),
    connectwise: described(key, text),
    isDifferent: false,
    decision: "unchanged",
    rule: "",
    message: "Neither side changed since the two last agreed.",
    remedy: null,
  };
}

/** A linked company, in sync, seen by somebody who may do everything. */
export const LINKED: Card = {
  objectType: "company",
  side: "hubspot",
  recordId: "77",
  portal: { state: "live", message: "The sync is running.", remedy: null },
  rights: ["settings", "records"],
  state: {
    kind: "linked",
    code: "",
    message: "The two records are linked and kept equal.",
    remedy: null,
  },
  records: {
    hubspot: {
      side: "hubspot",
      id: "77",
      name: "Aldridge Dental",
      type: null,
      status: null,
      url: "https://app.hubspot.com/contacts/1/record/0-2/77",
    },
    connectwise: {
      side: "connectwise",
      id: "20140",
      name: "Aldridge Dental",
      type: "Customer",
      status: "Active",
      url: "https://na.myconnectwise.net/services?recid=20140",
    },
  },
  lastWrites: { hubspot: null, connectwise: "2026-01-02T03:04:05Z" },
  isHeld: false,
  pending: null,
  labels: [],
  fields: [equalField("name", "Aldridge Dental"), equalField("phone", "555-1")],
  conflicts: [],
  candidates: [],
  twins: [],
  waits: [],
  exclusion: null,
  issues: [],
};

/** The same company without counterpart. */
export const UNLINKED: Card = {
  ...LINKED,
  state: {
    kind: "not-linked",
    code: "next_create",
    message: "It has no counterpart yet; the next sync makes one.",
    remedy: null,
  },
  records: { ...LINKED.records, connectwise: null },
  lastWrites: { hubspot: null, connectwise: null },
  fields: [],
};

/** What a sync says that found nothing to write. */
export const REPORT: SyncReport = {
  objectType: "company",
  side: "hubspot",
  recordId: "77",
  isPending: false,
  state: "linked",
  linkedId: "20140",
  fields: [],
  writes: [],
  issues: [],
  since: "2026-01-02T03:04:05.000Z",
  poll: "/api/v1/records/company/hubspot/77/sync?since=2026-01-02T03:04:05.000Z",
};

/** A card that is left open would go on asking in the next test. */
function ClosingCard() {
  const [isOpen, setOpen] = useState(true);
  useEffect(() => onTestFinished(() => setOpen(false)), []);
  return isOpen ? <RecordCard /> : null;
}

/** Shows the card of company 77 once it is loaded. */
export async function showCard(
  answers: Answers,
  card: Card,
  location: CardLocation = "crm.record.tab",
) {
  answers.set(CARD, { body: card });
  // Both places have the same actions; the types know one at a time.
  const page = createRenderer(location as "crm.record.tab");
  const crm = { objectId: 77, objectTypeId: "0-2" };
  Object.assign(page.mocks.context, { location, crm, variables: { PUBLIC_URL: publicUrl() } });
  page.mocks.useCrmProperties.willCall(() => ({
    properties: { domain: "aldridge.example", phone: "555-1", city: null },
    error: null,
    isLoading: false,
    isRefetching: false,
    refetch: async () => {},
  }));
  page.render(<ClosingCard />);
  await page.waitFor(() => {
    if (page.maybeFind(LoadingSpinner) !== null) throw new Error("still loading");
  });
  return page;
}

/** A card on the screen. */
export type ShownCard = Awaited<ReturnType<typeof showCard>>;

/** A component, an overlay or a whole card. */
type Held = Pick<ReturnType<ShownCard["getRootNode"]>, "childNodes">;

/** Everything that is written in it, overlays apart. */
export function textIn(held: Held): string {
  const parts = held.childNodes.map((node) => ("childNodes" in node ? textIn(node) : node.text));
  return parts.join(" ").replaceAll(/\s+/gu, " ").trim();
}

/** All that a card says, overlays apart. */
export function textOf(page: ShownCard): string {
  return textIn(page.getRootNode());
}
