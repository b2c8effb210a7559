import { LANES, SIDES, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { ChangeHead } from "../sync/adapter-ports.ts";
import type { ListingStart } from "../sync/store-ports.ts";
import { pathsToRead, type SyncContext } from "./engine.ts";
import { observePage } from "./observe-page.ts";

/**
 * Where a side's poll stands. The window stays put while nothing happens, so that one call can
 * tell "nothing new": the newest change and the number of changes in the window are the same.
 */
interface PollCursor {
  /** Start of the window, by the vendor's clock in milliseconds. */
  readonly since: number;
  /** Newest change seen, in milliseconds. */
  readonly newest: number;
  /** Records that carry exactly that time. */
  readonly newestIds: readonly string[];
  /** Records changed in the window, where the vendor counts them. */
  readonly total: number | null;
}

/** Changes can become visible this late and still be seen by the next poll; later: the late pass. */
const OVERLAP_MS: Readonly<Record<Side, number>> = {
  hubspot: 10 * 60_000,
  connectwise: 5 * 60_000,
};

/** How far the late pass stays behind the present. */
const LATE_BY_MS = 60 * 60_000;

const CURSOR_NAME = "poll";

/** Where both sides' polls and late passes begin when they begin now. */
export function pollStarts({ clock, definition }: SyncContext): readonly ListingStart[] {
  const { objectType } = definition;
  return SIDES.flatMap((side) => {
    const since = clock.now() - OVERLAP_MS[side];
    const cursor: PollCursor = { since, newest: 0, newestIds: [], total: null };
    return [
      { objectType, side, name: CURSOR_NAME, cursor: JSON.stringify(cursor) },
      { objectType, side, name: "late", cursor: String(since) },
    ];
  });
}

/** Lets listings begin, whether or not they have before. */
export async function startPolling(
  context: SyncContext,
  starts: readonly ListingStart[] = pollStarts(context),
): Promise<void> {
  for (const { side, name, cursor } of starts) {
    // oxlint-disable-next-line no-await-in-loop -- short transactions, in order
    await observePage(context, [], { side, lane: LANES.poll, cursorName: name, cursor });
  }
}

/** Does the same for those that have not begun; the others go on from where they are. */
export async function beginPolling(context: SyncContext): Promise<void> {
  const { store } = context;
  const starts = await Promise.all(
    pollStarts(context).map(async (start) => {
      const { objectType, side, name } = start;
      return (await store.cursor(objectType, side, name)) === null ? [start] : [];
    }),
  );
  await startPolling(context, starts.flat());
}

/**
 * Looks for changes on both sides and marks them dirty. One call a side when nothing changed.
 *
 * @returns how many records were marked
 */
export async function pollChanges(context: SyncContext): Promise<number> {
  const marked = await Promise.all(SIDES.map(async (side) => pollSide(context, side)));
  return marked.reduce((sum, count) => sum + count, 0);
}

async function pollSide(context: SyncContext, side: Side): Promise<number> {
  const { objectType } = context.definition;
  const stored = await context.store.cursor(objectType, side, CURSOR_NAME);
  if (stored === null) return 0;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this file only
  const cursor = JSON.parse(stored) as PollCursor;
  const head = await context.adapters[side].changesHead(
    objectType,
    cursor.since,
    pathsToRead(context, side),
  );
  const fresh = head.records.filter((record) => isNew(cursor, record));
  if (fresh.length === 0 && isTotalAsExpected(cursor, head, 0)) return 0;
  const isAllHere = head.isComplete || fresh.length < head.records.length;
  if (isAllHere && (await knowsWindow(context, side, cursor, { head, fresh }))) {
    return observePage(context, fresh, place(side, advance(cursor, head, side)));
  }
  return scanWindow(context, side, cursor);
}

function isNew(cursor: PollCursor, record: RecordSnapshot): boolean {
  if (record.modifiedAt !== cursor.newest) return record.modifiedAt > cursor.newest;
  return !cursor.newestIds.includes(record.id);
}

function isTotalAsExpected(cursor: PollCursor, head: ChangeHead, added: number): boolean {
  return head.total === null || head.total === (cursor.total ?? -1) + added;
}

/**
 * True when the new changes at the head explain the window's count. If not, something became
 * visible late, behind the newest, and only the whole window shows it.
 */
async function knowsWindow(
  context: SyncContext,
  side: Side,
  cursor: PollCursor,
  seen: { readonly head: ChangeHead; readonly fresh: readonly RecordSnapshot[] },
): Promise<boolean> {
  if (seen.head.isComplete || seen.head.total === null) return seen.head.isComplete;
  const links = await context.store.linksOf(
    context.definition.objectType,
    seen.fresh.map(({ id }) => ({ side, id })),
  );
  const seenBefore = links.filter((link) => link.seenModifiedAt[side] >= cursor.since).length;
  return isTotalAsExpected(cursor, seen.head, seen.fresh.length - seenBefore);
}

/** ConnectWise keeps whole seconds: until one is over, a record seen in it may change again. */
const UNSETTLED_MS = 2000;

function advance(cursor: PollCursor, head: ChangeHead, side: Side): PollCursor {
  const until = side === "hubspot" ? Infinity : head.serverTime - UNSETTLED_MS;
  const settled = head.records.filter((record) => record.modifiedAt <= until);
  const newest = Math.max(cursor.newest, ...settled.map((record) => record.modifiedAt));
  return {
    since: cursor.since,
    newest,
    newestIds: settled.filter((r) => r.modifiedAt === newest).map((r) => r.id),
    total: head.total,
  };
}

/** Reads the whole window in a way that misses nothing, then starts a new one. */
async function scanWindow(context: SyncContext, side: Side, cursor: PollCursor): Promise<number> {
  const adapter = context.adapters[side];
  const paths = pathsToRead(context, side);
  let marked = 0;
  let next: string | null = null;
  let startedAt: number | null = null;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes from the one before
    const page = await adapter.changesScan(
      context.definition.objectType,
      cursor.since,
      next,
      paths,
    );
    startedAt ??= page.serverTime;
    next = page.next;
    // oxlint-disable-next-line no-await-in-loop -- a page is stored before the next is asked for
    marked += await observePage(context, page.records, place(side, cursor));
  } while (next !== null);
  return marked + (await startWindow(context, side, startedAt - OVERLAP_MS[side]));
}

/**
 * Makes the newest change and the count of a window the state of "nothing new". Changes inside the
 * window that only became visible meanwhile are left to the late pass.
 */
async function startWindow(context: SyncContext, side: Side, since: number): Promise<number> {
  const head = await context.adapters[side].changesHead(
    context.definition.objectType,
    since,
    pathsToRead(context, side),
  );
  const cursor = advance({ since, newest: 0, newestIds: [], total: null }, head, side);
  return observePage(context, head.records, place(side, cursor));
}

/**
 * Starts the polls of a portal whose first sync just ended. Both windows begin now: what the run
 * itself wrote, by the thousand, is not read again. An edit that slipped in during the run was
 * hinted by a webhook, or else is found by the late pass, which begins at the run's start.
 */
export async function resumePolling(objects: readonly SyncContext[]): Promise<void> {
  const [first] = objects;
  if (first === undefined) return;
  // Types share their vendors' clocks.
  const present = await presentOf(first);
  for (const object of objects) {
    for (const side of SIDES) {
      const cursor = { since: present[side], newest: 0, newestIds: [], total: 0 };
      // oxlint-disable-next-line no-await-in-loop -- short transactions, in order
      await observePage(object, [], place(side, cursor));
    }
  }
}

/** Far enough ahead that no clock is there yet. */
const AHEAD_MS = 24 * 60 * 60_000;

/** The present by each vendor's own clock. A self-hosted server's may be off, so it is asked. */
async function presentOf({
  definition,
  adapters,
  clock,
}: SyncContext): Promise<Readonly<Record<Side, number>>> {
  const now = clock.now();
  const head = await adapters.connectwise.changesHead(definition.objectType, now + AHEAD_MS, []);
  return { hubspot: now, connectwise: head.serverTime - UNSETTLED_MS };
}

/** Reads what changed more than an hour ago once more: search may have been that late. */
export async function runLatePass(context: SyncContext): Promise<number> {
  let marked = 0;
  for (const side of SIDES) {
    // oxlint-disable-next-line no-await-in-loop -- one side at a time keeps the pages in memory small
    marked += await latePassOf(context, side);
  }
  return marked;
}

async function latePassOf(context: SyncContext, side: Side): Promise<number> {
  const { objectType } = context.definition;
  const stored = await context.store.cursor(objectType, side, "late");
  if (stored === null) return 0;
  const until = context.clock.now() - LATE_BY_MS;
  let marked = 0;
  let next: string | null = null;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes from the one before
    const page = await context.adapters[side].changesScan(
      objectType,
      Number(stored),
      next,
      pathsToRead(context, side),
    );
    const due = page.records.filter((record) => record.modifiedAt <= until);
    const isPast = due.length === 0 && page.records.length > 0 && side === "hubspot";
    next = isPast ? null : page.next;
    const cursor = next === null ? String(Math.max(Number(stored), until)) : stored;
    // oxlint-disable-next-line no-await-in-loop -- a page is stored before the next is asked for
    marked += await observePage(context, due, {
      side,
      lane: LANES.poll,
      cursorName: "late",
      cursor,
    });
  } while (next !== null);
  return marked;
}

function place(side: Side, cursor: PollCursor): Parameters<typeof observePage>[2] {
  return { side, lane: LANES.poll, cursorName: CURSOR_NAME, cursor: JSON.stringify(cursor) };
}
