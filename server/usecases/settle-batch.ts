import { LANES } from "../sync/model.ts";
import type { ClaimedPair } from "../sync/pair-ports.ts";
import type { RunItem } from "../sync/store-ports.ts";
import { batches } from "./batches.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { carryOut, counterpartReader, mayStart } from "./drain.ts";
import type { PairWork, PlannedPair, SyncContext } from "./engine.ts";
import type { ReadCounterparts } from "./decide-unlinked.ts";
import { planPairs } from "./plan-pairs.ts";
import { refKey } from "./plan-verdicts.ts";
import { giveBack } from "./put-off.ts";
import { readDoubtful } from "./read-doubtful.ts";
import { readPairs } from "./read-pairs.ts";
import { settleIntents } from "./settle-intents.ts";

/** Pairs taken at once, so that the calls that read them again are full. */
const CLAIMED = 1_000;

/**
 * Takes what a first sync has left dirty, reads it again and carries it out.
 *
 * @returns rows for the run's report; null when nothing is due
 */
export async function settleBatch(object: SyncContext): Promise<readonly RunItem[] | null> {
  const claimed = await object.store.claimDirty({
    objectTypes: [object.definition.objectType],
    maxLane: LANES.firstSync,
    limit: CLAIMED,
    owner: object.owner,
    claimMs: object.timing.claimMs,
    settingsVersion: object.settingsVersion,
    linkedOnly: false,
  });
  if (claimed.length === 0) return null;
  try {
    return await settleClaimed(object, claimed);
  } catch (thrown) {
    await giveBack(object, claimed);
    throw thrown;
  }
}

async function settleClaimed(
  object: SyncContext,
  claimed: readonly ClaimedPair[],
): Promise<readonly RunItem[]> {
  const doubtful = await readDoubtful(object, claimed);
  const known = new Set(doubtful.map(({ pair }) => pair.pairKey));
  const others = claimed.filter((pair) => !known.has(pair.pairKey));
  const rows: RunItem[] = [];
  for (const works of batches(hubspotFirst(await planPairs(object, doubtful, noCounterparts)))) {
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other, within the claims
    rows.push(...(await carryOutHeld(object, works)));
  }
  for (const pairs of batches(others)) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    rows.push(...(await syncHeld(object, pairs)));
  }
  return rows;
}

/** Linked pairs need none. */
const noCounterparts: ReadCounterparts = async () => Promise.resolve(new Map());

/** Writes to HubSpot come together, because their history is read 50 a call afterwards. */
function hubspotFirst(planned: readonly PlannedPair[]): PlannedPair[] {
  return [
    ...planned.filter(overwritesHubspot),
    ...planned.filter((one) => !overwritesHubspot(one)),
  ];
}

function overwritesHubspot(planned: PlannedPair): boolean {
  if (planned.kind !== "update") return false;
  return planned.plan.operations.some((one) => one.side === "hubspot" && one.needsVerify);
}

async function syncHeld(
  object: SyncContext,
  pairs: readonly ClaimedPair[],
): Promise<readonly RunItem[]> {
  const held = await keepHeld(object, pairs);
  const works: readonly PairWork[] = await settleIntents(object, await readPairs(object, held));
  return carryOutHeld(object, await planPairs(object, works, counterpartReader(object)));
}

async function keepHeld(
  object: SyncContext,
  pairs: readonly ClaimedPair[],
): Promise<readonly ClaimedPair[]> {
  const kept = await object.store.renewClaims(pairs, object.timing.claimMs);
  return pairs.filter(({ pairKey }) => kept.has(pairKey));
}

async function carryOutHeld(
  object: SyncContext,
  planned: readonly PlannedPair[],
): Promise<readonly RunItem[]> {
  const deadline = object.clock.monotonic() + object.timing.claimMs;
  const pairs = planned.map(({ work }) => work.pair);
  const held = new Set((await keepHeld(object, pairs)).map(({ pairKey }) => pairKey));
  const ours = planned.filter(({ work }) => held.has(work.pair.pairKey));
  const outcomes = await carryOut(object, ours, mayStart(object, deadline));
  const byRef = new Map(ours.map((one) => [refKey(one.work.pair.ref), one]));
  return outcomes.flatMap((outcome) => {
    const one = byRef.get(refKey(outcome.pair.ref));
    if (one === undefined) return [];
    // A pair that the run linked a moment ago stays "linked" in the report, unless it needs someone
    // or turns out to be left out: its parent may have been looked at later than itself.
    const described = describeOutcome(object, one, outcome);
    return one.work.pair.link === null
      ? described
      : described.filter(({ action }) => action === "attention" || action === "excluded");
  });
}
