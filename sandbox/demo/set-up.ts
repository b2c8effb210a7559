import { SUPPORT_TIER_FIELD_ID } from "../data/records.ts";
import type { Dataset } from "../data/records.ts";
import { controlTypes } from "../shared/control.ts";
import { installer } from "../shared/portal-users.ts";
import { installApp } from "./install.ts";
import { LockstepApi, RefusedError } from "./lockstep-api.ts";
import type { Overview } from "./lockstep-api.ts";
import type { Stack } from "./stack.ts";

/** How many generated records there are to be of each type. */
export interface FillingCounts {
  companies: number;
  contacts?: number;
  deals?: number;
}

/** What both stand-ins are filled with: the sample, counts of generated records, or given ones. */
export type Filling =
  | { kind: "sample" }
  | { kind: "counted"; counts: FillingCounts; hubspotSeed: number; connectwiseSeed: number }
  | { kind: "given"; dataset: Dataset };

function resetBodies(filling: Filling): Record<"hubspot" | "connectwise", Record<string, unknown>> {
  switch (filling.kind) {
    case "sample":
      return { hubspot: { dataset: "sample" }, connectwise: { dataset: "sample" } };
    case "counted": {
      const { counts, hubspotSeed, connectwiseSeed } = filling;
      return {
        hubspot: { ...counts, seed: hubspotSeed },
        connectwise: { ...counts, seed: connectwiseSeed },
      };
    }
    case "given": {
      const { hubspot, connectwise } = filling.dataset;
      return { hubspot: { records: hubspot }, connectwise: { records: connectwise } };
    }
  }
}

/** Gives both stand-ins their records; what was in them is gone. */
export async function fillStandIns(stack: Stack, filling: Filling): Promise<void> {
  const bodies = resetBodies(filling);
  await Promise.all([
    stack.hubspot.reset(bodies.hubspot),
    stack.connectwise.reset(bodies.connectwise),
  ]);
}

/** The signed API on behalf of the portal's user. */
export function openApi(stack: Stack, portalId: string): LockstepApi {
  const { hubspotAppId: appId, hubspotClientSecret: clientSecret } = stack.identity;
  return new LockstepApi(
    { publicUrl: stack.publicUrl, clientSecret },
    { userId: installer.userId, userEmail: installer.email, portalId, appId },
  );
}

async function readOverview(api: LockstepApi): Promise<Overview | null> {
  try {
    return await api.overview();
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) return null;
    throw error;
  }
}

/** Installs the app unless the portal has it already. @returns the portal's id */
export async function ensureInstalled(stack: Stack, known: string | null): Promise<string> {
  if (known !== null) {
    const overview = await readOverview(openApi(stack, known));
    const isInstalled = overview !== null && overview.state !== "disconnected";
    if (isInstalled) return known;
  }
  return installApp(stack.publicUrl);
}

/** Connects ConnectWise and adds the custom field, unless that was done before. */
export async function ensureConfigured(stack: Stack, api: LockstepApi): Promise<Overview> {
  const overview = await api.overview();
  if (overview.state === "installed" || overview.state === "connected") {
    await api.connect({ site: stack.connectwise.url, ...stack.identity.connectwise });
    // oxlint-disable-next-line no-await-in-loop -- as a person does it
    for (const type of controlTypes) await api.includeEverything(type);
  }
  await ensureSupportTier(api);
  return api.overview();
}

/** Adds `support_tier` <-> custom field 12: the customer's own field, which no default knows. */
async function ensureSupportTier(api: LockstepApi): Promise<void> {
  const rows = await api.mapping();
  if (rows.some(({ hubspot }) => hubspot === "support_tier")) return;
  const connectwise = `customFields/${SUPPORT_TIER_FIELD_ID}`;
  await api.saveMapping([...rows, { hubspot: "support_tier", connectwise, direction: "both" }]);
}
