import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseWebhook } from "../../server/adapters/hubspot/webhook.ts";
import type { WebhookHint } from "../../server/adapters/hubspot/webhook.ts";
import { records } from "./hubspot-adapter-rig.ts";
import { app, startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

type Found = Pick<WebhookHint, "objectType" | "recordIds" | "kind" | "isEcho">;

describe.each(["object", "legacy"] as const)("hints from webhooks named %s.*", (style) => {
  let hubspot: InstalledStandIn;
  let receiver: Server;
  let hints: Found[];

  /** Waits until as many hints have come, and returns them. */
  const waitForHints = async (count: number): Promise<Found[]> => {
    await vi.waitFor(() => expect(hints.length).toBeGreaterThanOrEqual(count), { timeout: 10_000 });
    return hints;
  };
  const hint = (objectType: string, id: string, more: Partial<Found> = {}): Found => ({
    objectType,
    recordIds: [id],
    kind: "changed",
    isEcho: false,
    ...more,
  });

  beforeEach(async () => {
    hints = [];
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        const parsed = parseWebhook(body, String(app.appId));
        for (const { objectType, recordIds, kind, isEcho } of parsed) {
          hints.push({ objectType, recordIds, kind, isEcho });
        }
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const { port } = receiver.address() as AddressInfo;
    hubspot = await startInstalled({
      webhookTargetUrl: `http://127.0.0.1:${port}/`,
      webhookBatchWindowMs: 20,
      subscriptionStyle: style,
    });
    await hubspot.control("reset", {
      records: {
        companies: records("company", 1),
        contacts: records("contact", 3),
        deals: records("deal", 1),
      },
    });
  });
  afterEach(async () => {
    await hubspot.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  it("name both ends of an association, each with its own type", async () => {
    const association = { contacts: ["1001"] };
    const edit = { type: "deal", id: "1000", fields: {}, associations: association };
    await hubspot.control("edit", edit);

    const found = await waitForHints(4);

    // HubSpot tells the change from each side.
    expect(found).toHaveLength(4);
    expect(found).toEqual(expect.arrayContaining([hint("deal", "1000"), hint("contact", "1001")]));
  });

  it("take an association of ours for an echo", async () => {
    await hubspot.api.post("/crm/associations/2026-09/contacts/companies/batch/create", {
      inputs: [
        {
          from: { id: "1000" },
          to: { id: "1000" },
          types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 1 }],
        },
      ],
    });

    const found = await waitForHints(4);

    expect(found).toContainEqual(hint("contact", "1000", { isEcho: true }));
    expect(found).toContainEqual(hint("company", "1000", { isEcho: true }));
  });

  it("name every record of a merge", async () => {
    await hubspot.control("merge", { type: "contact", winner: "1000", loser: "1001" });

    const found = await waitForHints(1);

    expect(found).toContainEqual(
      hint("contact", "1000", { kind: "merged", recordIds: ["1000", "1001"] }),
    );
  });

  it("tell of a deal that goes and comes back", async () => {
    await hubspot.control("delete", { type: "deal", id: "1000" });
    await hubspot.control("restore", { type: "deal", id: "1000" });

    const found = await waitForHints(2);

    expect(found).toContainEqual(hint("deal", "1000", { kind: "deleted" }));
    expect(found).toContainEqual(hint("deal", "1000", { kind: "restored" }));
  });

  it("tell of a contact that is to be forgotten", async () => {
    await hubspot.control("privacy-delete", { type: "contact", id: "1002" });

    // HubSpot tells it twice: as what it is, and as a deletion.
    const found = await waitForHints(2);

    expect(found).toEqual([
      hint("contact", "1002", { kind: "deleted" }),
      hint("contact", "1002", { kind: "deleted" }),
    ]);
  });
});
