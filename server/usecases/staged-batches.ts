import type { RecordRef, RecordSnapshot, Side } from "../sync/model.ts";
import type { Run } from "../sync/run-ports.ts";
import type { PlannedPair, SyncContext } from "./engine.ts";
import { inFlight } from "./in-flight.ts";
import { isDryPlan, isWrittenBlind, linkedAmong, planStaged } from "./plan-staged.ts";
import { giveBack } from "./put-off.ts";

/** Writes that fit one HubSpot batch. */
const WRITES = 100;

/** Records that are planned together: a statement has its price, however few records it is about. */
const PAGE = 200;

/** Pages that are planned at the same time: one alone would wait for the store half of the time. */
const PAGES_AT_ONCE = 2;

/** Planned pairs of a side, enough for one full batch of writes. */
export interface StagedBatch {
  readonly planned: readonly PlannedPair[];
  /** Records that had a link already. */
  readonly linked: readonly RecordRef[];
  /** Monotonic milliseconds at which the first of the claims ends. */
  readonly deadline: number;
  readonly seen: number;
  /** Last staged id that was looked at; null at the end of the side. */
  readonly last: string | null;
}

/** Where to begin, and how long to go on. */
export interface StagedRange {
  readonly side: Side;
  readonly after: string | null;
  /** Monotonic milliseconds after which no page is begun any more, once there was a batch. */
  readonly endsAt: number;
}

/**
 * Plans staged records page by page and cuts them into full batches of writes, so that HubSpot's
 * batches of 100 are full however many records need nothing. What is planned and not given is given
 * back: the next slice begins behind the last batch.
 */
export async function* stagedBatches(
  object: SyncContext,
  run: Run,
  { side, after, endsAt }: StagedRange,
): AsyncGenerator<StagedBatch> {
  const { clock, store, timing, definition } = object;
  const basket = new Basket(side);
  const held = new Set<PlannedPair>();
  let last = after;
  let isEnd = false;
  let batches = 0;
  const readPage = async (): Promise<StagedPage | null> => {
    const startedAt = clock.monotonic();
    if (isEnd || (batches > 0 && startedAt >= endsAt)) return null;
    const records = await store.stagedPage(definition.objectType, side, last, PAGE);
    isEnd = records.length === 0;
    last = records.at(-1)?.id ?? last;
    return isEnd ? null : { records, startedAt };
  };
  const planPage = async ({ records, startedAt }: StagedPage): Promise<readonly Entry[]> => {
    const linked = await linkedAmong(object, side, records);
    const planned = await planStaged(object, run, { side, records, linked });
    for (const one of planned) held.add(one);
    const deadline = startedAt + timing.claimMs;
    return entriesOf({ side, records, linked, planned, deadline });
  };
  const give = (batch: StagedBatch): StagedBatch => {
    batches += 1;
    for (const one of batch.planned) held.delete(one);
    return batch;
  };
  try {
    for await (const { result } of inFlight(readPage, planPage, PAGES_AT_ONCE)) {
      basket.add(result);
      // Planning may call, too: most of the claims is for carrying out.
      const isOld = clock.monotonic() >= basket.deadline - (timing.claimMs * 2) / 3;
      while (basket.isFull) yield give(basket.take());
      if (isOld && !basket.isEmpty) yield give(basket.take());
    }
    if (isEnd) yield give({ ...basket.take(), last: null });
  } finally {
    const left = isDryPlan(run) ? [] : [...held].map(({ work }) => work.pair);
    if (left.length > 0) await giveBack(object, left);
  }
}

interface StagedPage {
  readonly records: readonly RecordSnapshot[];
  readonly startedAt: number;
}

/** A staged record with what is planned for it. */
interface Entry {
  readonly id: string;
  readonly planned: readonly PlannedPair[];
  readonly isLinked: boolean;
  readonly writes: number;
  readonly deadline: number;
}

/** Brings plans into the order of the records; one for a record of another page comes with the last. */
function entriesOf(page: {
  readonly records: readonly RecordSnapshot[];
  readonly linked: readonly RecordRef[];
  readonly planned: readonly PlannedPair[];
  readonly side: Side;
  readonly deadline: number;
}): readonly Entry[] {
  const { records, linked, planned, side, deadline } = page;
  const plans = new Map<string, PlannedPair[]>(records.map(({ id }) => [id, []]));
  const lastPlans = plans.get(records.at(-1)?.id ?? "");
  for (const one of planned) {
    const { ref } = one.work.pair;
    const own = ref.side === side ? plans.get(ref.id) : undefined;
    (own ?? lastPlans)?.push(one);
  }
  const links = new Set(linked.map(({ id }) => id));
  return records.map(({ id }) => {
    const own = plans.get(id) ?? [];
    const writes = own.filter(isWrittenBlind).length;
    return { id, planned: own, isLinked: links.has(id), writes, deadline };
  });
}

/** Planned records that no batch has taken yet, in their order. */
class Basket {
  readonly #side: Side;
  #entries: Entry[] = [];

  constructor(side: Side) {
    this.#side = side;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  get isFull(): boolean {
    return this.#endOfBatch() !== -1;
  }

  /** Monotonic milliseconds at which the first of the claims ends: pages come in order. */
  get deadline(): number {
    return this.#entries[0]?.deadline ?? Infinity;
  }

  add(entries: readonly Entry[]): void {
    this.#entries.push(...entries);
  }

  /** Takes records until a full batch of writes has come together, or all. */
  take(): StagedBatch {
    const { deadline } = this;
    const end = this.#endOfBatch();
    const entries = this.#entries.splice(0, end === -1 ? this.#entries.length : end + 1);
    return {
      planned: entries.flatMap(({ planned }) => planned),
      linked: entries.flatMap(({ id, isLinked }) => (isLinked ? [{ side: this.#side, id }] : [])),
      deadline,
      seen: entries.length,
      last: entries.at(-1)?.id ?? null,
    };
  }

  /** Index of the record that makes a batch full; -1 when there are not enough. */
  #endOfBatch(): number {
    let writes = 0;
    return this.#entries.findIndex((entry) => {
      writes += entry.writes;
      return writes >= WRITES;
    });
  }
}
