import { LANES, otherSide, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { CreateIntent } from "../sync/pair-ports.ts";
import { isBlank, mayComeFrom } from "../sync/values.ts";
import type { PairWork, SyncContext } from "./engine.ts";
import { refKey } from "./plan-verdicts.ts";

/** A pair with an open create intent. */
export interface Unsettled {
  readonly work: PairWork;
  readonly intent: CreateIntent;
}

/** What is known of creates whose answer was lost. */
export interface Recognition {
  readonly found: ReadonlyMap<PairWork, RecordSnapshot>;
  /** Something was made that may be theirs, or another create's: its ids. */
  readonly unclear: ReadonlyMap<PairWork, readonly string[]>;
}

/**
 * Finds each create's own record among those that may be. People may have changed much of it since; a
 * record that our login created and that is nobody's belongs to the create that it agrees with most.
 *
 * @param records - by source id, what the side was asked for
 */
export async function recognise(
  context: SyncContext,
  side: Side,
  batch: readonly Unsettled[],
  records: ReadonlyMap<string, readonly RecordSnapshot[]>,
): Promise<Recognition> {
  const found = new Map<PairWork, RecordSnapshot>();
  for (const { work, intent } of batch) {
    const own = candidatesOf(intent, records).filter((one) => isOurs(context, intent, one));
    const [only] = own;
    if (own.length === 1 && only !== undefined) found.set(work, only);
  }
  const open = batch.filter(
    ({ work, intent }) =>
      !found.has(work) && candidatesOf(intent, records).some((one) => one.isMadeByUs === true),
  );
  if (open.length === 0) return { found, unclear: new Map() };
  const left = await leftOver(context, side, { open, found, records });
  const intents = await context.store.openIntents(context.definition.objectType, side);
  const unclear = new Map<PairWork, readonly string[]>();
  for (const { work, intent } of open) {
    const own = candidatesOf(intent, records).filter(({ id }) => left.has(id));
    const claims = own.map((record) => ({ record, claim: claimOf(intent, intents, record) }));
    const best = claims.filter(({ claim }) => claim === "best");
    const [only] = best;
    if (only !== undefined && best.length === 1) found.set(work, only.record);
    else {
      const ids = claims.filter(({ claim }) => claim !== "none").map(({ record }) => record.id);
      if (ids.length > 0) unclear.set(work, ids);
    }
  }
  return { found, unclear };
}

/**
 * Has everything looked at again that could not be told apart from a create which is settled now: the
 * records that it named, and the other creates that name one of them or the record that it made.
 */
export async function lookAtUnclear(
  { definition: { objectType }, store }: SyncContext,
  { source, candidateIds = [] }: CreateIntent,
  madeId?: string,
): Promise<void> {
  const side = otherSide(source.side);
  const ids = new Set([...candidateIds, ...(madeId === undefined ? [] : [madeId])]);
  if (ids.size === 0) return;
  const intents = await store.openIntents(objectType, side);
  const naming = intents.filter((other) => other.candidateIds?.some((id) => ids.has(id)));
  const refs = [...candidateIds.map((id) => ({ side, id })), ...naming.map((one) => one.source)];
  await store.markDirty(
    refs.map((ref) => ({ ...ref, objectType, lane: LANES.poll, notBefore: 0 })),
  );
}

/**
 * How much a record agrees with what a create sent, compared with the other creates that were sent
 * before it was there.
 */
function claimOf(
  own: CreateIntent,
  intents: readonly CreateIntent[],
  record: RecordSnapshot,
): "best" | "equal" | "none" {
  const rivals = intents.filter((other) => isRival(own, other, record));
  const most = Math.max(-1, ...rivals.map((other) => agreement(other, record)));
  const mine = agreement(own, record);
  if (mine > most) return "best";
  return mine === most ? "equal" : "none";
}

/** How many of the values that were sent a record still holds. */
function agreement({ payload }: CreateIntent, { fields }: RecordSnapshot): number {
  return Object.entries(payload).filter(([path, sent]) => {
    const now = fields[path] ?? null;
    return !isBlank(sent) && !isBlank(now) && mayComeFrom(sent, now);
  }).length;
}

function candidatesOf(
  { source }: CreateIntent,
  records: ReadonlyMap<string, readonly RecordSnapshot[]>,
): readonly RecordSnapshot[] {
  return (records.get(source.id) ?? []).filter(({ isMadeByUs }) => isMadeByUs !== false);
}

/** Another create that was sent before the record was there. */
function isRival(own: CreateIntent, other: CreateIntent, record: RecordSnapshot): boolean {
  if (refKey(own.source) === refKey(other.source)) return false;
  return Number(other.highMark ?? 0) < Number(record.id);
}

/** Ids of records of ours that have no link and are nobody's yet. */
async function leftOver(
  context: SyncContext,
  side: Side,
  known: {
    readonly open: readonly Unsettled[];
    readonly found: ReadonlyMap<PairWork, RecordSnapshot>;
    readonly records: ReadonlyMap<string, readonly RecordSnapshot[]>;
  },
): Promise<ReadonlySet<string>> {
  const taken = new Set([...known.found.values()].map(({ id }) => id));
  const ids = known.open.flatMap(({ intent }) =>
    candidatesOf(intent, known.records).flatMap(({ id, isMadeByUs }) =>
      isMadeByUs === true && !taken.has(id) ? [id] : [],
    ),
  );
  const links = await context.store.linksOf(
    context.definition.objectType,
    ids.map((id) => ({ side, id })),
  );
  const linked = new Set(
    links.map(({ hubspotId, connectwiseId }) => (side === "hubspot" ? hubspotId : connectwiseId)),
  );
  return new Set(ids.filter((id) => !linked.has(id)));
}

/**
 * What was sent tells the record; and so does the text that we made up for it: it is unique, and was
 * free when the mark was taken.
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
