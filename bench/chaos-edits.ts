import type { ByType } from "../sandbox/demo/evidence.ts";
import type { Stack } from "../sandbox/demo/stack.ts";
import { controlTypes } from "../sandbox/shared/control.ts";
import type { ControlType } from "../sandbox/shared/control.ts";
import type { Random } from "../sandbox/shared/random.ts";
import { activeCompanies, findPairs } from "./roundtrip/change.ts";
import type { Everything, Pair } from "./roundtrip/change.ts";

/** One record in so many edits is a new one. */
const NEW_RATE = 0.1;

/** A value that no other edit has, by the field it goes into. */
type Fields = Record<string, string | number>;

const hubspotFields: ByType<(random: Random, count: number) => Fields> = {
  company: (random, count) =>
    random.chance(0.5) ? { name: `Harbour Works ${count}` } : { numberofemployees: String(count) },
  contact: (random, count) =>
    random.chance(0.5) ? { jobtitle: `Pilot ${count}` } : { lastname: `Harper ${count}` },
  deal: (random, count) =>
    random.chance(0.5) ? { dealname: `Cranes ${count}` } : { closedate: dayOf(count) },
};

const connectwiseFields: ByType<(random: Random, count: number) => Fields> = {
  company: (random, count) =>
    random.chance(0.5) ? { name: `Dock Works ${count}` } : { numberOfEmployees: count },
  contact: (random, count) =>
    random.chance(0.5) ? { title: `Keeper ${count}` } : { lastName: `Dockson ${count}` },
  deal: (random, count) =>
    random.chance(0.5)
      ? { name: `Pumps ${count}` }
      : { expectedCloseDate: `${dayOf(count)}T00:00:00Z` },
};

function dayOf(count: number): string {
  return new Date(Date.UTC(2031, 0, 1 + count)).toISOString().slice(0, 10);
}

/** Pairs that people edit: both records are there and in use. */
export function pairsToEdit(start: Everything): ByType<readonly Pair[]> {
  return {
    company: activeCompanies(start),
    contact: findPairs("contact", start.contact, (_, other) => other["inactiveFlag"] !== true),
    deal: findPairs("deal", start.deal, (_, other) => other["closedFlag"] !== true),
  };
}

/** What an edit is made with. */
export interface EditContext {
  stack: Stack;
  random: Random;
  pairs: ByType<readonly Pair[]>;
}

/** Makes one random edit in HubSpot, now and then a new company. @param count - number of the edit */
export async function editHubspot(context: EditContext, count: number): Promise<void> {
  const { stack, random } = context;
  if (random.chance(NEW_RATE)) {
    const fields = {
      name: `Quay Traders ${count}`,
      domain: `quay-${count}.example`,
      city: "Hamburg",
    };
    await stack.hubspot.edit({ type: "company", fields });
    return;
  }
  const [type, { hubspotId }] = pick(context);
  await stack.hubspot.edit({ type, id: hubspotId, fields: hubspotFields[type](random, count) });
}

/** Makes one random edit in ConnectWise, now and then a new company. @param count - number of the edit */
export async function editConnectwise(context: EditContext, count: number): Promise<void> {
  const { stack, random } = context;
  if (random.chance(NEW_RATE)) {
    const fields = { name: `Anchor Traders ${count}`, website: `anchor-${count}.example` };
    await stack.connectwise.edit({ type: "company", fields });
    return;
  }
  const [type, { connectwiseId }] = pick(context);
  const fields = connectwiseFields[type](random, count);
  await stack.connectwise.edit({ type, id: connectwiseId, fields });
}

function pick({ random, pairs }: EditContext): [ControlType, Pair] {
  const type = random.pick(controlTypes.filter((one) => pairs[one].length > 0));
  return [type, random.pick(pairs[type])];
}
