import { DemoError } from "../../demo/demo-error.ts";
import type { HubspotRecord } from "../../demo/evidence.ts";
import type { ControlType } from "../../shared/control.ts";
import type { Stage } from "../stage.ts";
import type { HubspotRef } from "./record-page.ts";

/** Two records that belong together. */
export interface Pair {
  hubspot: HubspotRef;
  connectwiseId: string;
}

/** States that the list of issues knows. */
export type OpenState = "waiting" | "excluded" | "attention" | "review";

/** The first HubSpot record of a type in a state; those that are linked stand behind the others. */
export async function findInState(
  { api }: Stage,
  type: ControlType,
  state: OpenState,
): Promise<HubspotRef> {
  const all = await api.issues();
  const found = all
    .filter((issue) => issue.objectType === type && issue.state === state)
    .filter(({ side }) => side === "hubspot")
    .toSorted((one, other) => Number(one.linkedId !== null) - Number(other.linkedId !== null));
  const [first] = found;
  if (first === undefined) throw new DemoError(`the sample has no ${type} in the state ${state}`);
  return { type, id: first.recordId };
}

/** The linked HubSpot record of a type that the sample calls so. */
export async function findLinked({ stack }: Stage, type: ControlType, name: string): Promise<Pair> {
  const property = { company: "name", contact: "email", deal: "dealname" }[type];
  const own = { company: "cw_company_id", contact: "cw_contact_id", deal: "cw_opportunity_id" };
  const records = await stack.hubspot.records<HubspotRecord>(type);
  for (const { id, properties } of records) {
    const connectwiseId = properties[own[type]] ?? "";
    if (connectwiseId === "" || properties[property]?.includes(name) !== true) continue;
    return { hubspot: { type, id }, connectwiseId };
  }
  throw new DemoError(`the sample has no linked ${type} "${name}"`);
}
