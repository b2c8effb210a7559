import type { Side } from "../sync/model.ts";
import type { ObservedPage, ObservedRecord } from "../sync/store-ports.ts";
import { saveCursor } from "./cursors.ts";
import { addMarks, removeEchoes } from "./dirty.ts";
import { replaceMatchKeys } from "./match-keys.ts";
import { ENDED_STATES, areNewestSettings, type StoreScope } from "./rows.ts";
import { addToSweep, countDrift, finishSweep } from "./sweep-results.ts";

interface ObservedRow {
  id: string;
  link_id: string | null;
  is_clean: boolean;
}

/**
 * Compares a listed page with what is stored, marks what differs dirty and moves the cursor.
 *
 * @returns how many records were marked
 */
export async function observePage(scope: StoreScope, page: ObservedPage): Promise<number> {
  const { objectType, side } = page;
  const records = [...new Map(page.records.map((record) => [record.id, record])).values()];
  await replaceMatchKeys(
    scope,
    records.flatMap((record) => {
      // A record that is gone is nobody's counterpart.
      const keys = record.isDeleted ? [] : record.matchKeys;
      return keys === null ? [] : [{ objectType, ref: { side, id: record.id }, keys }];
    }),
  );
  const rows = await compare(scope, page, records);
  const marked = rows.filter((row) => !row.is_clean);
  const { sweepId } = page;
  if (sweepId !== undefined) {
    const differing = new Set(marked.map(({ id }) => id));
    const drift = await countDrift(
      scope,
      page,
      records.filter(({ id }) => differing.has(id)),
    );
    await addToSweep(scope, { ...page, sweepId }, { compared: records.length, drift });
  }
  await addMarks(
    scope,
    marked.map((row) => ({ objectType, side, id: row.id, lane: page.lane, notBefore: 0 })),
  );
  await removeEchoes(
    scope,
    page,
    rows.filter((row) => row.is_clean).map((row) => row.id),
  );
  if (sweepId !== undefined) {
    const linkIds = rows.flatMap((row) => row.link_id ?? []);
    await stamp(scope, { side, sweepId }, linkIds);
    if (page.isLast === true) await finishSweep(scope, { ...page, sweepId });
  }
  await saveCursor(scope, { objectType, side, name: page.cursorName }, page.cursor);
  return marked.length;
}

/**
 * Adds `o`, whether the linked record itself is left out, and `t`, whether its filter says something else
 * in a sweep than what was said.
 */
const AGAINST_FILTER = `
  CROSS JOIN LATERAL (
    SELECT coalesce(l.state = 'excluded' AND i.state = 'excluded', false) AS is_out) o
  CROSS JOIN LATERAL (SELECT s.is_sweep AND coalesce(CASE r.is_left_out
    WHEN true THEN l.state = 'linked' OR l.state = 'excluded' AND NOT o.is_out
    WHEN false THEN i.code = 'filtered_out' END, false) AS has_turned) t`;

/**
 * Tells which records are clean. None is that is there when the page was listed under an older mapping
 * version than the newest: fields that it does not know may have changed.
 *
 * - gone: clean if that is known, or if nothing is known about the record at all;
 * - linked: clean when all hashes listed equal the base, or when reconciled at this very time. A
 *   sweep does not trust the time: it is there for changes that move no date, or happen twice
 *   within ConnectWise's one second. A link known as gone or excluded is clean by its time. What is
 *   back at its base may end a conflict, or be what a standard filter missed, so that such a record must
 *   not have a new time either; nor must one that the customer's filter leaves out, or takes back in;
 * - with a verdict: clean when it was made at this very time, but a sweep looks at reviews again,
 *   because they can end by a change of their candidates.
 *
 * Who joins or leaves a list gets no new time: a sweep also looks at what a filter leaves out or takes
 * in against what was said of it.
 *
 * Where records change without a new time, a sweep trusts times only of a record that is excluded by
 * itself rather than because of its parents or its counterpart, and as long as nothing differs of what is
 * known of its base: one side of an excluded pair may be a source all the same.
 */
async function compare(
  { query }: StoreScope,
  page: ObservedPage,
  records: readonly ObservedRecord[],
): Promise<readonly ObservedRow[]> {
  if (records.length === 0) return [];
  const { side } = page;
  const rows = records.map(toRow);
  return query<ObservedRow>(
    `SELECT r.id, l.link_id::text AS link_id, CASE
       WHEN r.is_deleted THEN
         coalesce(l.state IN ${ENDED_STATES}, i.state IS NULL OR i.state = 'deleted')
       ELSE s.is_newest AND NOT t.has_turned AND (coalesce(i.seen_ms = r.modified_ms AND NOT (s.is_sweep AND (
                       i.state = 'review' OR s.is_silent AND (i.state <> 'excluded' OR w.is_waiting)
                       OR d.has_moved
                     )), false)
         OR coalesce(l.${side}_seen_ms = r.modified_ms AND NOT (s.is_sweep AND (
                       l.state <> 'excluded' OR d.has_moved
                       OR s.is_silent AND (w.is_waiting OR NOT o.is_out)
                     )), false)
         OR coalesce(CASE WHEN l.state IN ${ENDED_STATES}
                     THEN l.${side}_seen_ms = r.modified_ms
                     ELSE l.${side}_base @> r.hashes AND (
                       l.${side}_seen_ms = r.modified_ms OR l.state <> 'attention' AND
                         CASE WHEN o.is_out
                         THEN i.code = 'filtered_out' AND coalesce(r.is_left_out, true)
                         ELSE r.is_left_out IS NOT TRUE END
                     ) END, false))
       END AS is_clean
     FROM jsonb_to_recordset(?::jsonb)
       AS r(id text, modified_ms bigint, is_deleted boolean, hashes jsonb, is_left_out boolean)
     CROSS JOIN (SELECT ?::boolean AS is_sweep, ?::boolean AS is_silent,
       ${areNewestSettings("?")} AS is_newest) s
     LEFT JOIN links l ON l.object_type = ? AND l.${side}_id = r.id
     LEFT JOIN issues i ON i.object_type = ? AND i.side = ? AND i.record_id = r.id
     CROSS JOIN LATERAL (SELECT s.is_silent AND EXISTS (
       SELECT FROM waits w WHERE w.object_type = ? AND (
         w.side = ? AND w.record_id = r.id
         OR w.side = 'hubspot' AND w.record_id = l.hubspot_id
         OR w.side = 'connectwise' AND w.record_id = l.connectwise_id)
     ) AS is_waiting) w
     CROSS JOIN LATERAL (SELECT s.is_sweep AND l.state = 'excluded' AND EXISTS (
       SELECT FROM jsonb_each_text(r.hashes) h WHERE l.${side}_base ->> h.key <> h.value
     ) AS has_moved) d
     ${AGAINST_FILTER}`,
    [
      JSON.stringify(rows),
      page.sweepId !== undefined,
      page.hasSilentChanges === true,
      page.objectType,
      page.settingsVersion,
      page.objectType,
      page.objectType,
      side,
      page.objectType,
      side,
    ],
  );
}

/** A record as the statement takes it. */
function toRow({ id, modifiedAt, isDeleted, hashes, isLeftOut }: ObservedRecord): object {
  return { id, modified_ms: modifiedAt, is_deleted: isDeleted, hashes, is_left_out: isLeftOut };
}

async function stamp(
  { query }: StoreScope,
  sweep: { readonly side: Side; readonly sweepId: number },
  linkIds: readonly string[],
): Promise<void> {
  if (linkIds.length === 0) return;
  await query(
    `INSERT INTO sweep_stamps (link_id, side, sweep_id)
     SELECT unnest(?::bigint[]), ?, ?
     ON CONFLICT (portal_id, link_id, side) DO UPDATE SET sweep_id = excluded.sweep_id`,
    [[...linkIds], sweep.side, sweep.sweepId],
  );
}
