import type { LockstepApi, RunItem } from "./lockstep-api.ts";
import type { Stack } from "./stack.ts";

/** A HubSpot company as the stand-in's control API shows it. */
export interface HubspotCompany {
  id: string;
  properties: Record<string, string | null>;
  archived?: boolean;
  mergedInto?: string;
}

/** A ConnectWise company as the stand-in's control API shows it: the vendor's own form. */
export type ConnectwiseCompany = Record<string, unknown>;

/** Every company of both systems at one moment. */
export interface BothSides {
  hubspot: HubspotCompany[];
  connectwise: ConnectwiseCompany[];
}

/** Why a record, or one of its fields, is as it is. */
export interface GivenReason {
  side: "hubspot" | "connectwise";
  id: string;
  field?: string;
  reason: string;
}

/** What a comparison of both systems goes by. */
export interface Evidence extends BothSides {
  /** Ids from before the first sync. */
  before: { hubspot: string[]; connectwise: string[] };
  reasons: GivenReason[];
}

/** Compares both systems and says in plain lines what is wrong; the extras go into the result file. */
export type Compare = (evidence: Evidence) => { problems: string[]; extras: object };

/** Reads every company of both systems. */
export async function readBothSides(
  stack: Pick<Stack, "hubspot" | "connectwise">,
): Promise<BothSides> {
  const [hubspot, connectwise] = await Promise.all([
    stack.hubspot.companies<HubspotCompany>(),
    stack.connectwise.companies<ConnectwiseCompany>(),
  ]);
  return { hubspot, connectwise };
}

/** @returns the ids of both systems' companies as text. */
export function idsOf({ hubspot, connectwise }: BothSides): Evidence["before"] {
  return {
    hubspot: hubspot.map(({ id }) => id),
    connectwise: connectwise.map((company) => String(company["id"])),
  };
}

const standing: readonly string[] = ["review", "excluded", "waiting", "attention"];

function reasonsOfItem({ action, reason, hubspotId, connectwiseId }: RunItem): GivenReason[] {
  const isLinkedPair = action === "attention" && hubspotId !== null && connectwiseId !== null;
  // A pair that needs attention is explained field by field, by its issue.
  if (!standing.includes(action) || reason === "" || isLinkedPair) return [];
  const text = `${action}: ${reason}`;
  return [
    ...(hubspotId === null ? [] : [{ side: "hubspot" as const, id: hubspotId, reason: text }]),
    ...(connectwiseId === null
      ? []
      : [{ side: "connectwise" as const, id: connectwiseId, reason: text }]),
  ];
}

/** Collects every reason the server gives: in the first sync's report, and in its list of issues. */
export async function collectReasons(
  api: LockstepApi,
  items: readonly RunItem[],
): Promise<GivenReason[]> {
  const issues = await api.issues();
  return [
    ...items.flatMap(reasonsOfItem),
    ...issues.map(({ side, recordId, state, message, field }) => ({
      side,
      id: recordId,
      reason: `${state}: ${message}`,
      ...(field === null ? {} : { field }),
    })),
  ];
}
