import { compareAll } from "../sandbox/compare/compare-all.ts";
import type { WholeComparison } from "../sandbox/compare/compare-all.ts";
import { members, owners } from "../sandbox/data/people.ts";
import { PORTAL_TIME_ZONE } from "../sandbox/data/portal.ts";
import { collectEvidence } from "../sandbox/demo/evidence.ts";
import type { ByType, SideIds } from "../sandbox/demo/evidence.ts";
import type { RunItem } from "../sandbox/demo/lockstep-api.ts";
import type { Bench } from "./set-up.ts";

/**
 * Compares both systems as they are now, with the reasons that the server gives.
 *
 * @param before - ids of both systems' records from before the first sync
 * @param items - the first sync's report
 */
export async function compareBoth(
  { stack, api }: Bench,
  before: ByType<SideIds>,
  items: readonly RunItem[],
): Promise<WholeComparison> {
  const evidence = await collectEvidence({ stack, api }, { items, before });
  return compareAll(evidence, { people: { owners, members }, timeZone: PORTAL_TIME_ZONE });
}
