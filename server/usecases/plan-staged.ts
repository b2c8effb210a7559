import { LANES, linkedId, type RecordRef, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { ClaimedPair } from "../sync/pair-ports.ts";
import type { Run } from "../sync/run-ports.ts";
import { filterPaths } from "../sync/filters.ts";
import { counterpartReader } from "./drain.ts";
import { unclaimed, type PairWork, type PlannedPair, type SyncContext } from "./engine.ts";
import type { ReadCounterparts } from "./decide-unlinked.ts";
import { foreseeRefusals } from "./foresee-refusals.ts";
import { planPairs } from "./plan-pairs.ts";
import { refKey } from "./plan-verdicts.ts";
import { settleIntents } from "./settle-intents.ts";

/** Writes that go out from staging as they are; the others are read again first. */
export function isWrittenBlind(planned: PlannedPair): boolean {
  if (planned.kind === "create") return true;
  return planned.kind === "update" && planned.plan.operations.length > 0 && !needsRead(planned);
}

/** True while a run only plans: all of a dry run, and a first sync's check. */
export function isDryPlan({ kind, phase }: Run): boolean {
  return kind === "dry-run" || phase === "check-hubspot" || phase === "check-connectwise";
}

/** True when a value that people can edit would be set, so both records are read again first. */
export function needsRead(planned: PlannedPair): boolean {
  return planned.kind === "update" && planned.plan.operations.some((one) => one.needsVerify);
}

/** Returns those of the records that have a link. */
export async function linkedAmong(
  object: SyncContext,
  side: Side,
  records: readonly RecordSnapshot[],
): Promise<readonly RecordRef[]> {
  const refs = records.map(({ id }) => ({ side, id }));
  const links = await object.store.linksOf(object.definition.objectType, refs);
  return links.map((link) => ({ side, id: linkedId(link, side) }));
}

/** Records of a page, with those of them that have a link. */
export interface StagedRecords {
  readonly side: Side;
  readonly records: readonly RecordSnapshot[];
  readonly linked: readonly RecordRef[];
}

/** Decides about the records of a page; a first sync takes claims on them. */
export async function planStaged(
  object: SyncContext,
  run: Run,
  { side, records, linked }: StagedRecords,
): Promise<readonly PlannedPair[]> {
  const isDry = isDryPlan(run);
  const isDecided = isDry && side === "connectwise";
  const decided = isDecided ? await linkedByPlan(object, run, { side, records }) : [];
  const known = new Set([...linked, ...decided].map(({ id }) => id));
  const open = records.filter(({ id }) => !known.has(id));
  const lacking = isDry ? [] : open.filter((record) => !isWhole(object, side, record));
  await lookAtLater(object, refsOn(side, lacking));
  const later = new Set(lacking);
  const refs = refsOn(
    side,
    open.filter((record) => !later.has(record)),
  );
  const pairs = isDry
    ? refs.map((ref) => unclaimed(object, ref, null))
    : await claimStaged(object, refs);
  const byId = new Map(records.map((record) => [record.id, record]));
  const works = pairs.map((pair) => stagedWork(pair, byId.get(pair.ref.id) ?? null));
  const settled = isDry ? works : await settleIntents(object, works);
  const context = isDry
    ? { ...object, dryRunId: run.runId, countsOnly: run.kind === "first-sync" }
    : object;
  const plans = await planPairs(context, settled, stagedReader(object));
  const planned = isDry ? await foreseeRefusals(context, plans) : plans;
  // Pairs were decided, seen from HubSpot, in the phase before.
  return isDecided ? planned.filter((one) => one.kind !== "update") : planned;
}

function refsOn(side: Side, records: readonly RecordSnapshot[]): readonly RecordRef[] {
  return records.map(({ id }) => ({ side, id }));
}

/**
 * Whether a record was listed with everything that the filter asks about. The filter may be younger
 * than the listing, and what was not listed is no blank.
 */
function isWhole({ mapping }: SyncContext, side: Side, { fields }: RecordSnapshot): boolean {
  return filterPaths(mapping, side).every((path) => fields[path] !== undefined);
}

/** Leaves records to the settle phase, which reads them again. */
async function lookAtLater(object: SyncContext, refs: readonly RecordRef[]): Promise<void> {
  if (refs.length === 0) return;
  const { objectType } = object.definition;
  await object.store.markDirty(
    refs.map((ref) => ({ ...ref, objectType, lane: LANES.firstSync, notBefore: 0 })),
  );
}

/** Records that a dry run has found a counterpart for, seen from the other side. */
async function linkedByPlan(
  { definition, store }: SyncContext,
  { runId }: Run,
  { side, records }: Pick<StagedRecords, "side" | "records">,
): Promise<readonly RecordRef[]> {
  const { objectType } = definition;
  const refs = records.map(({ id }) => ({ objectType, side, id }));
  const known = await store.parentsOf(refs, runId);
  return known.flatMap(({ parent, link }) => (link === null ? [] : [parent]));
}

/** Claims staged records; what is held at present, by a look-alike in this very batch too, comes later. */
async function claimStaged(
  object: SyncContext,
  refs: readonly ClaimedPair["ref"][],
): Promise<readonly ClaimedPair[]> {
  const { objectType } = object.definition;
  const { owner, timing, settingsVersion } = object;
  const pairs = await object.store.claimRecords(objectType, refs, {
    owner,
    claimMs: timing.claimMs,
    settingsVersion,
  });
  const claimed = new Set(pairs.map(({ ref }) => refKey(ref)));
  await lookAtLater(
    object,
    refs.filter((ref) => !claimed.has(refKey(ref))),
  );
  return pairs;
}

function stagedWork(pair: ClaimedPair, record: RecordSnapshot | null): PairWork {
  const none = { hubspot: null, connectwise: null };
  return { pair, records: { ...none, [pair.ref.side]: record }, isFresh: false };
}

function stagedReader(object: SyncContext): ReadCounterparts {
  return async (refs) => {
    const staged = await object.store.stagedRecords(object.definition.objectType, refs);
    const lacking = staged.filter(({ side, record }) => !isWhole(object, side, record));
    const read = await counterpartReader(object)(
      lacking.map(({ side, record }) => ({ side, id: record.id })),
    );
    return new Map([
      ...staged.map(({ side, record }) => [refKey({ side, id: record.id }), record] as const),
      ...read,
    ]);
  };
}
