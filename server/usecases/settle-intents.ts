import { otherSide, type RecordSnapshot } from "../sync/model.ts";
import type { CreateIntent } from "../sync/ports.ts";
import { adoptChange } from "./adopt-created.ts";
import { isBlank } from "../sync/values.ts";
import { pathsToRead, type PairWork, type SyncContext } from "./engine.ts";
import { putOffUntil } from "./put-off.ts";

/** A pair with an open create intent. */
interface Unsettled {
  readonly work: PairWork;
  readonly intent: CreateIntent;
}

/** A claim on a single record seldom lasts longer, in milliseconds. */
const HELD_UP_MS = 2000;

/**
 * Finds out what became of creates whose answer was lost, before anything else is decided about
 * their records. A found record is adopted and linked; one that several could be is left to a
 * person; where nothing is found the pair stays as it is and the create is repeated with the same
 * unique text, which the vendor refuses if the first one arrives after all.
 *
 * @returns the same works; adopted ones now carry their link and both records. Left out are those
 *   whose found record somebody else holds at present: they are looked at again soon
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
  for (const targetSide of ["hubspot", "connectwise"] as const) {
    const batch = unsettled.filter(({ intent }) => otherSide(intent.source.side) === targetSide);
    if (batch.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one look-up a side
    const records = await context.adapters[targetSide].findCreated(
      context.definition.objectType,
      batch.map(({ intent }) => ({
        sourceId: intent.source.id,
        fields: intent.payload,
        highMark: intent.highMark,
      })),
      pathsToRead(context, targetSide),
    );
    for (const { work, intent } of batch) {
      const ours = (records.get(intent.source.id) ?? []).filter((record) =>
        isOurs(context, intent, record),
      );
      const [only] = ours;
      if (ours.length === 1 && only !== undefined) found.set(work, only);
    }
  }
  return adopt(context, works, found);
}

/**
 * People may have changed everything else before the answer was known to be lost. The text that we
 * made up for the record still tells it: it is unique, and was free when the mark was taken.
 */
function isOurs(context: SyncContext, intent: CreateIntent, record: RecordSnapshot): boolean {
  const { definition } = context;
  if (definition.isSameRecord(intent.payload, record)) return true;
  const path = definition.generatedText?.path;
  if (path === undefined || definition.generatedText?.side !== otherSide(intent.source.side)) {
    return false;
  }
  const sent = intent.payload[path] ?? null;
  const now = record.fields[path] ?? null;
  return !isBlank(sent) && String(sent).toLowerCase() === String(now).toLowerCase();
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
  for (const [index, { work, records }] of adopted.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind === "done") replaced.set(work, { ...work, pair: outcome.pair, records });
    else if (outcome?.kind === "fence-lost") heldUp.push(work);
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
