import { LANES, linkedId, otherSide, SIDES } from "../sync/model.ts";
import type { FieldValue, RecordRef, RecordSnapshot } from "../sync/model.ts";
import type { PortalStore, ReviewPage } from "../sync/portal-ports.ts";
import type { SyncContext } from "./engine.ts";
import { refKey } from "./plan-verdicts.ts";

/** What a person compares: the same names on both sides. */
export type Shown = Readonly<Record<string, FieldValue>>;

/** A record as a person compares it, read at this moment. */
export interface ShownRecord extends RecordRef {
  /** Null for a record that is gone, or for one too many to read. */
  readonly shown: Shown | null;
  /** Counterpart that it has already. */
  readonly linkedId: string | null;
}

/** A record that a person has to match, with what it could be. */
export interface Review {
  readonly record: ShownRecord;
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  /** Records of the other side that could be its counterpart. */
  readonly candidates: readonly ShownRecord[];
  /** Records of its own side that look like it. */
  readonly twins: readonly ShownRecord[];
}

/** Records that one call reads. */
const BATCH = 100;

/**
 * Lists records that a person has to match, side by side with what they could be. Values are read
 * live, in at most one batch a side.
 */
export async function listReviews(
  context: SyncContext,
  portal: Pick<PortalStore, "reviews">,
  after: string | null,
  limit: number,
): Promise<{ readonly items: readonly Review[]; readonly next: string | null }> {
  const { objectType } = context.definition;
  const page = await portal.reviews(objectType, after, limit);
  const refs = page.items.flatMap(({ ref, candidates }) => [ref, ...candidates]);
  const toShown = await showRecords(context, refs);
  return { items: page.items.map((item) => toReview(item, toShown)), next: page.next };
}

/** Reads records as a person compares them, in at most one batch a side; returns a look-up. */
export async function showRecords(
  context: SyncContext,
  refs: readonly RecordRef[],
): Promise<(ref: RecordRef) => ShownRecord> {
  const [shown, links] = await Promise.all([
    readShown(context, refs),
    context.store.linksOf(context.definition.objectType, refs),
  ]);
  return (ref) => {
    const link = links.find((one) => linkedId(one, ref.side) === ref.id);
    return {
      ...ref,
      shown: shown.get(refKey(ref)) ?? null,
      linkedId: link === undefined ? null : linkedId(link, otherSide(ref.side)),
    };
  };
}

function toReview(
  { ref, candidates, ...words }: ReviewPage["items"][number],
  toShown: (ref: RecordRef) => ShownRecord,
): Review {
  const isTwin = ({ side }: RecordRef): boolean => side === ref.side;
  return {
    ...words,
    record: toShown(ref),
    candidates: candidates.filter((one) => !isTwin(one)).map(toShown),
    twins: candidates.filter(isTwin).map(toShown),
  };
}

async function readShown(
  context: SyncContext,
  refs: readonly RecordRef[],
): Promise<ReadonlyMap<string, Shown>> {
  const found = new Map<string, Shown>();
  await Promise.all(
    SIDES.map(async (side) => {
      const paths = context.definition.shown[side];
      const own = refs.filter((ref) => ref.side === side).map(({ id }) => id);
      const ids = [...new Set(own)].slice(0, BATCH);
      if (ids.length === 0) return;
      const read = await context.adapters[side].read(
        context.definition.objectType,
        ids,
        Object.values(paths).flat(),
      );
      for (const [id, record] of read) {
        if (!record.isDeleted) found.set(refKey({ side, id }), toValues(record, paths));
      }
    }),
  );
  return found;
}

function toValues(
  { fields }: RecordSnapshot,
  paths: Readonly<Record<string, readonly string[]>>,
): Shown {
  return Object.fromEntries(
    Object.entries(paths).map(([name, [first = "", ...rest]]) => {
      if (rest.length === 0) return [name, fields[first] ?? null];
      const parts = [first, ...rest].map((path) => String(fields[path] ?? "").trim());
      const text = parts.filter((part) => part !== "").join(" ");
      return [name, text === "" ? null : text];
    }),
  );
}

/** Has records looked at again whose review names one of these: it may be over now. */
export async function markReviews(
  context: SyncContext,
  portal: Pick<PortalStore, "reviewsNaming">,
  refs: readonly RecordRef[],
): Promise<void> {
  const { objectType } = context.definition;
  const naming = await portal.reviewsNaming(objectType, refs);
  await context.store.markDirty(
    naming.map((ref) => ({ ...ref, objectType, lane: LANES.poll, notBefore: 0 })),
  );
}
