import { filterLists } from "../sync/filters.ts";
import { LANES, SIDES, type Side } from "../sync/model.ts";
import type { ListState, RecordLists } from "../sync/adapter-ports.ts";
import type { SyncContext } from "./engine.ts";
import { observePage } from "./observe-page.ts";

/** What is known of a list that a filter asks about. */
interface KnownList extends ListState {
  /** When the newest member that was seen joined, in milliseconds. */
  readonly joinedUntil: number;
}

type KnownLists = Readonly<Record<string, KnownList>>;

const CURSOR_NAME = "lists";

/** Members can become visible this late after they joined. */
const OVERLAP_MS = 10 * 60_000;

/** Whether some filter asks about lists. */
export function hasListFilter({ mapping }: SyncContext): boolean {
  return SIDES.some((side) => filterLists(mapping, side).length > 0);
}

/**
 * Looks for records that joined a list which a filter asks about, and marks them dirty. One call a
 * side while nobody joined or left, none without such a filter.
 *
 * Whoever left is in no list any more: that takes a comparison of all records.
 *
 * @param mayCompare - whether a comparison would be begun now; if not, the next poll asks again
 * @returns whether records left, and a comparison is to be begun
 */
export async function pollLists(context: SyncContext, mayCompare: boolean): Promise<boolean> {
  let hasLeavers = false;
  for (const side of SIDES) {
    const { lists } = context.adapters[side];
    const asked = filterLists(context.mapping, side);
    if (lists === undefined || asked.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one of the vendors has lists
    hasLeavers = (await pollSide(context, { side, lists, asked, mayCompare })) || hasLeavers;
  }
  return hasLeavers;
}

interface Asked {
  readonly side: Side;
  readonly lists: RecordLists;
  readonly asked: readonly string[];
  readonly mayCompare: boolean;
}

/** A list that was deleted has no members: everybody left. */
const GONE: ListState = { lastJoined: "", lastLeft: "gone" };

async function pollSide(context: SyncContext, turn: Asked): Promise<boolean> {
  const { side, lists, asked } = turn;
  const { objectType } = context.definition;
  const stored = await context.store.cursor(objectType, side, CURSOR_NAME);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this file only
  const known = stored === null ? {} : (JSON.parse(stored) as KnownLists);
  const states = await lists.states(objectType, asked);
  const next: Record<string, KnownList> = {};
  for (const listId of asked) {
    const state = states.get(listId) ?? GONE;
    // oxlint-disable-next-line no-await-in-loop -- one listing at a time keeps memory small
    next[listId] = await pollList(context, turn, { listId, state, known: known[listId] });
  }
  const position = JSON.stringify(next);
  if (position !== stored) await saveKnown(context, side, position);
  const left = asked.filter(
    (id) => known[id] !== undefined && next[id]?.lastLeft !== known[id].lastLeft,
  );
  return left.length > 0;
}

async function pollList(
  context: SyncContext,
  turn: Asked,
  list: {
    readonly listId: string;
    readonly state: ListState;
    readonly known: KnownList | undefined;
  },
): Promise<KnownList> {
  const { listId, state } = list;
  // A list that is new here was asked about in the roll-out of its filter, a moment ago.
  const isNew = { lastJoined: "", lastLeft: state.lastLeft };
  const before = list.known ?? { ...isNew, joinedUntil: context.clock.now() - OVERLAP_MS };
  const joinedUntil =
    state.lastJoined === before.lastJoined
      ? before.joinedUntil
      : await markJoiners(context, turn, listId, before.joinedUntil);
  // What is not followed by a comparison stays to be seen by the next poll.
  const { lastLeft } = turn.mayCompare ? state : before;
  return { lastJoined: state.lastJoined, lastLeft, joinedUntil };
}

/** @returns when the newest member joined */
async function markJoiners(
  context: SyncContext,
  { side, lists }: Asked,
  listId: string,
  since: number,
): Promise<number> {
  const { objectType } = context.definition;
  let newest = since;
  let cursor: string | null = null;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes from the one before
    const page = await lists.members(listId, cursor);
    const joined = page.members.filter(({ joinedAt }) => joinedAt >= since);
    newest = Math.max(newest, ...joined.map(({ joinedAt }) => joinedAt));
    // oxlint-disable-next-line no-await-in-loop -- a page is stored before the next is asked for
    await context.store.markDirty(
      joined.map(({ id }) => ({ objectType, side, id, lane: LANES.poll, notBefore: 0 })),
    );
    cursor = page.next;
  } while (cursor !== null);
  return newest;
}

async function saveKnown(context: SyncContext, side: Side, cursor: string): Promise<void> {
  await observePage(context, [], { side, lane: LANES.poll, cursorName: CURSOR_NAME, cursor });
}
