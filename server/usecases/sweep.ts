import { LANES, linkedId, SIDES, type Link, type Side } from "../sync/model.ts";
import { AppError } from "../sync/errors.ts";
import { pathsToRead, type SyncContext } from "./engine.ts";
import { observePage } from "./observe-page.ts";

/** Where a full comparison stands. */
interface SweepCursor {
  readonly sweepId: number;
  readonly side: Side;
  /** Position in the side's listing; null at its start. */
  readonly next: string | null;
}

/** What one step of a sweep did. */
export interface SweepStep {
  readonly hasMore: boolean;
  /** Records that differed although nothing had announced it. */
  readonly drift: number;
}

const CURSOR_NAME = "sweep";

/** More missing links than this share and number at once look like a fault, not like deletes. */
const MASS_DELETE = { share: 0.02, count: 25 };

/**
 * Reads the next page of a full comparison of both sides with their bases, starting a new sweep
 * when none is under way. At a side's end, links whose record was not listed are marked, so that a
 * direct read settles whether it is gone.
 *
 * @throws AppError `mass_delete_suspected` when too many linked records are missing at once
 */
export async function continueSweep(context: SyncContext): Promise<SweepStep> {
  const { objectType } = context.definition;
  const stored = await context.store.cursor(objectType, "hubspot", CURSOR_NAME);
  const cursor = parse(stored) ?? { sweepId: context.clock.now(), side: "hubspot", next: null };
  const page = await context.adapters[cursor.side].list(
    objectType,
    cursor.next,
    pathsToRead(context, cursor.side),
  );
  const drift = await observePage(context, page.records, {
    side: cursor.side,
    lane: LANES.sweep,
    cursorName: `${CURSOR_NAME}-${cursor.side}`,
    cursor: page.next ?? "",
    sweepId: cursor.sweepId,
    isLast: page.next === null,
  });
  if (page.next !== null) {
    await saveCursor(context, { ...cursor, next: page.next });
    return { hasMore: true, drift };
  }
  await markMissing(context, cursor);
  const following = SIDES[SIDES.indexOf(cursor.side) + 1];
  await saveCursor(
    context,
    following === undefined ? null : { sweepId: cursor.sweepId, side: following, next: null },
  );
  return { hasMore: following !== undefined, drift };
}

function parse(stored: string | null): SweepCursor | null {
  if (stored === null || stored === "") return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this file only
  return JSON.parse(stored) as SweepCursor;
}

async function saveCursor(context: SyncContext, cursor: SweepCursor | null): Promise<void> {
  await observePage(context, [], {
    side: "hubspot",
    lane: LANES.sweep,
    cursorName: CURSOR_NAME,
    cursor: cursor === null ? "" : JSON.stringify(cursor),
  });
}

async function markMissing(context: SyncContext, cursor: SweepCursor): Promise<void> {
  const { objectType } = context.definition;
  const total = await context.store.countLinks(objectType);
  const limit = Math.max(MASS_DELETE.count, Math.floor(total * MASS_DELETE.share));
  const missing = await context.store.unsweptLinks(
    objectType,
    cursor.side,
    cursor.sweepId,
    limit + 1,
  );
  if (missing.length > limit) {
    throw new AppError(`more than ${limit} linked records are missing at once`, {
      code: "mass_delete_suspected",
      errorClass: "invalid",
      remedy: "Check that nothing was deleted by mistake and that all records can be read.",
    });
  }
  await context.store.markDirty(
    missing.map((link: Link) => ({
      objectType,
      side: cursor.side,
      id: linkedId(link, cursor.side),
      lane: LANES.sweep,
      notBefore: 0,
    })),
  );
}
