import { otherSide, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { ClaimedPair, CreateIntent, PairChange } from "../sync/pair-ports.ts";
import { adoptChange } from "./adopt-created.ts";
import { batches } from "./batches.ts";
import { isGone } from "./decide-unlinked.ts";
import { pathsToRead, type PairWork, type SyncContext } from "./engine.ts";
import { reviewIssue } from "./plan-verdicts.ts";
import { attemptsOf, putOffUntil } from "./put-off.ts";
import { lookAtUnclear, recognise, type Unsettled } from "./recognise-created.ts";
import { doneMarks, withSeenTime } from "./seen-times.ts";

/** A claim on a single record seldom lasts longer, in milliseconds. */
const HELD_UP_MS = 2000;

/**
 * Finds out what became of creates whose answer was lost, before anything else is decided about
 * their records. A found record is adopted and linked; where nothing is found the pair stays as it is
 * and the create is repeated with the same unique text, which the vendor refuses if the first one
 * arrives after all.
 *
 * @returns the same works; adopted ones now carry their link and both records. Left out are those
 *   whose found record somebody else holds at present, or may be somebody else's: they are looked at
 *   again soon
 */
export async function settleIntents(
  context: SyncContext,
  works: readonly PairWork[],
): Promise<readonly PairWork[]> {
  const unsettled = works.flatMap((work): Unsettled[] =>
    work.pair.link === null && work.pair.intent !== null
      ? [{ work, intent: work.pair.intent }]
      : [],
  );
  if (unsettled.length === 0) return works;
  const found = new Map<PairWork, RecordSnapshot>();
  const unclear = new Map<PairWork, readonly string[]>();
  for (const targetSide of ["hubspot", "connectwise"] as const) {
    const batch = unsettled.filter(({ intent }) => otherSide(intent.source.side) === targetSide);
    if (batch.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one look-up a side
    const records = await findCreated(context, targetSide, batch);
    // oxlint-disable-next-line no-await-in-loop -- as above
    const known = await recognise(context, targetSide, batch, records);
    for (const [work, record] of known.found) found.set(work, record);
    for (const [work, ids] of known.unclear) if (!isForNobody(work)) unclear.set(work, ids);
  }
  await leaveUnclear(context, unclear);
  const others = works.filter((work) => !unclear.has(work));
  return adopt(context, others, found);
}

/** Looks for what any number of creates may have made, by the id of their source. */
async function findCreated(
  context: SyncContext,
  side: Side,
  unsettled: readonly Unsettled[],
): Promise<ReadonlyMap<string, readonly RecordSnapshot[]>> {
  const found = new Map<string, readonly RecordSnapshot[]>();
  for (const some of batches(unsettled)) {
    // oxlint-disable-next-line no-await-in-loop -- the rate limit puts them one after the other anyway
    const records = await context.adapters[side].findCreated(
      context.definition.objectType,
      some.map(({ intent }) => ({
        sourceId: intent.source.id,
        fields: intent.payload,
        highMark: intent.highMark,
      })),
      pathsToRead(context, side),
    );
    for (const [id, made] of records) found.set(id, made);
  }
  return found;
}

/** How often an unclear create is looked at before a person has to. */
const MAX_LOOKS = 5;

/** Nobody has to tell which record belongs to one that is no longer there. */
function isForNobody({ pair, records }: PairWork): boolean {
  const source = records[pair.ref.side];
  return mustBeTold(pair) && (source === null || isGone(source));
}

/** True once looking does not help any more. */
function mustBeTold(pair: ClaimedPair): boolean {
  return pair.intent?.candidateIds !== undefined || attemptsOf(pair) >= MAX_LOOKS;
}

/**
 * What may be one create's record or another's is nobody's until the others are settled. What never
 * becomes clear is a person's to say: a second record is worse than none. The intent stays, so that
 * nothing is sent again, and what may have been made is not taken for somebody else's work.
 */
async function leaveUnclear(
  context: SyncContext,
  unclear: ReadonlyMap<PairWork, readonly string[]>,
): Promise<void> {
  if (unclear.size === 0) return;
  const now = context.clock.now();
  await context.store.commit(
    [...unclear].map(([work, candidateIds]): PairChange => {
      const { pair } = work;
      if (pair.intent === null || !mustBeTold(pair)) {
        return putOffUntil(context, pair, now + HELD_UP_MS * 2 ** attemptsOf(pair));
      }
      const { ref } = pair;
      const candidates = candidateIds.map((id) => ({ side: otherSide(ref.side), id }));
      const issue = reviewIssue(ref, work.records[ref.side], "create_unclear", candidates);
      return {
        pair,
        intent: { ...pair.intent, candidateIds },
        clearIssues: true,
        issues: [withSeenTime(context, work, issue)],
        done: doneMarks(work),
        release: true,
      };
    }),
  );
}

async function adopt(
  context: SyncContext,
  works: readonly PairWork[],
  found: ReadonlyMap<PairWork, RecordSnapshot>,
): Promise<readonly PairWork[]> {
  const adopted = works.flatMap((work) => {
    const target = found.get(work);
    const { intent } = work.pair;
    if (target === undefined || intent === null) return [];
    const sourceRecord = asSource(intent, work.records[work.pair.ref.side]);
    const records =
      intent.source.side === "hubspot"
        ? { hubspot: sourceRecord, connectwise: target }
        : { hubspot: target, connectwise: sourceRecord };
    return [{ work, intent, records }];
  });
  if (adopted.length === 0) return works;
  const outcomes = await context.store.commit(
    adopted.map(({ work, intent, records }) =>
      adoptChange(context, { pair: work.pair, intent, records, isAnswer: false }),
    ),
  );
  const replaced = new Map<PairWork, PairWork>();
  const heldUp: PairWork[] = [];
  for (const [index, { work, intent, records }] of adopted.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind === "done") {
      replaced.set(work, { ...work, pair: outcome.pair, records });
      // oxlint-disable-next-line no-await-in-loop -- lost answers are few
      await lookAtUnclear(context, intent, records[otherSide(intent.source.side)].id);
    } else if (outcome?.kind === "fence-lost") heldUp.push(work);
  }
  await putOffHeldUp(context, heldUp);
  return works.flatMap((work) => (heldUp.includes(work) ? [] : [replaced.get(work) ?? work]));
}

/**
 * The source may be gone by now, and what it held is in the intent; or its id may lead to the record
 * that took it in, which is not the one that the create was for.
 */
function asSource({ source }: CreateIntent, record: RecordSnapshot | null): RecordSnapshot {
  const gone = { id: source.id, fields: {}, modifiedAt: 0, isDeleted: true };
  if (record === null) return gone;
  return record.mergedIntoId === undefined ? record : { ...record, ...gone };
}

/** Going on without the found record would make a second one, or lose sight of the first. */
async function putOffHeldUp(context: SyncContext, works: readonly PairWork[]): Promise<void> {
  if (works.length === 0) return;
  const soon = context.clock.now() + HELD_UP_MS;
  await context.store.commit(works.map(({ pair }) => putOffUntil(context, pair, soon)));
}
