import { controlTypes } from "../shared/control.ts";
import type { ControlType } from "../shared/control.ts";
import type { LockstepApi, RunItem } from "./lockstep-api.ts";
import type { Stack } from "./stack.ts";

/** A HubSpot record as the stand-in's control API shows it. */
export interface HubspotRecord {
  id: string;
  properties: Record<string, string | null>;
  archived?: boolean;
  mergedInto?: string;
  /** By the plural name of the other type; an associated record comes once for each kind. */
  associations?: Record<string, { results: { id: string; type: string }[] }>;
}

/** A ConnectWise record as the stand-in's control API shows it: the vendor's own form. */
export type ConnectwiseRecord = Record<string, unknown>;

/** Every record of one type in both systems at one moment. */
export interface BothSides {
  hubspot: HubspotRecord[];
  connectwise: ConnectwiseRecord[];
}

/** One thing for each object type. */
export type ByType<Thing> = Record<ControlType, Thing>;

/** Why a record, or one of its fields, is as it is. */
export interface GivenReason {
  side: "hubspot" | "connectwise";
  id: string;
  field?: string;
  /** State or action first: `waiting: …`. */
  reason: string;
}

/** Ids as text, by side. */
export interface SideIds {
  hubspot: string[];
  connectwise: string[];
}

/** What a comparison of one type goes by. */
export interface Evidence extends BothSides {
  /** Ids from before the first sync. */
  before: SideIds;
  explanations: GivenReason[];
}

/** Compares both systems and says in plain lines what is wrong; the extras go into the result file. */
export type Compare = (evidence: ByType<Evidence>) => { problems: string[]; extras: object };

/** Makes one thing for each object type. */
export function byType<Thing>(make: (type: ControlType) => Thing): ByType<Thing> {
  const entries = controlTypes.map((type) => [type, make(type)] as const);
  return Object.fromEntries(entries) as ByType<Thing>; // -- an entry for each type
}

/** Reads every record of one type in both systems. */
export async function readType(
  { hubspot, connectwise }: Pick<Stack, "hubspot" | "connectwise">,
  type: ControlType,
): Promise<BothSides> {
  const [here, there] = await Promise.all([
    hubspot.records<HubspotRecord>(type),
    connectwise.records<ConnectwiseRecord>(type),
  ]);
  return { hubspot: here, connectwise: there };
}

/** Reads every record of both systems. */
export async function readBothSides(
  stack: Pick<Stack, "hubspot" | "connectwise">,
): Promise<ByType<BothSides>> {
  const [company, contact, deal] = await Promise.all([
    readType(stack, "company"),
    readType(stack, "contact"),
    readType(stack, "deal"),
  ]);
  return { company, contact, deal };
}

/** @returns the ids of both systems' records. */
export function idsOf(sides: ByType<BothSides>): ByType<SideIds> {
  return byType((type) => ({
    hubspot: sides[type].hubspot.map(({ id }) => id),
    connectwise: sides[type].connectwise.map((record) => String(record["id"])),
  }));
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
async function collectReasons(
  api: LockstepApi,
  items: readonly RunItem[],
): Promise<ByType<GivenReason[]>> {
  const issues = await api.issues();
  return byType((type) => [
    ...items.filter(({ objectType }) => objectType === type).flatMap(reasonsOfItem),
    ...issues
      .filter(({ objectType }) => objectType === type)
      .map(({ side, recordId, state, message, field }) => ({
        side,
        id: recordId,
        reason: `${state}: ${message}`,
        ...(field === null ? {} : { field }),
      })),
  ]);
}

/** Collects what both systems hold now and every reason the server gives for it. */
export async function collectEvidence(
  { stack, api }: { stack: Pick<Stack, "hubspot" | "connectwise">; api: LockstepApi },
  { items, before }: { items: readonly RunItem[]; before: ByType<SideIds> },
): Promise<ByType<Evidence>> {
  const explanations = await collectReasons(api, items);
  const sides = await readBothSides(stack);
  return byType((type) => ({
    ...sides[type],
    before: before[type],
    explanations: explanations[type],
  }));
}
