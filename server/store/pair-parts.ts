import { SIDES, type Link, type ObjectType, type RecordRef, type Side } from "../sync/model.ts";
import type { ClaimedPair, CreateIntent, SentValue } from "../sync/pair-ports.ts";
import { type IntentRow, toIntent } from "./create-intents.ts";
import {
  LINK_COLUMNS,
  type LinkRow,
  ONE_LOOK_A_ROW,
  recordRows,
  recordText,
  type StoreScope,
  toLink,
} from "./rows.ts";
import { type SentRow, toSentValue } from "./sent-values.ts";
import { together } from "./together.ts";

/** A pair about which everything stored is to be read. */
export interface PairIdentity {
  readonly objectType: ObjectType;
  readonly linkId: string | null;
  readonly ref: RecordRef;
}

/** What is stored about a pair besides its claim and its dirty rows. */
export type PairParts = Pick<ClaimedPair, "link" | "sent" | "intent" | "leftOut">;

/** What there is of a record of which nothing is stored. */
export const NO_PARTS: PairParts = { link: null, sent: [], intent: null, leftOut: [] };

/** Returns the records that a pair is made of. */
export function pairRecords(ref: RecordRef, link: Link | null): readonly RecordRef[] {
  if (link === null) return [ref];
  return [
    { side: "hubspot", id: link.hubspotId },
    { side: "connectwise", id: link.connectwiseId },
  ];
}

/** Reads links, sent values and create intents of many pairs; answers in the same order. */
export async function readPairParts(
  scope: StoreScope,
  pairs: readonly PairIdentity[],
): Promise<readonly PairParts[]> {
  const linkIds = pairs.flatMap((pair) => (pair.linkId === null ? [] : [pair.linkId]));
  const [links, sent] = await together([readLinks(scope, linkIds), readSent(scope, linkIds)]);
  const members = pairs.map((pair) => {
    const { link, leftOut } = links.get(pair.linkId ?? "") ?? NO_PARTS;
    return { ...pair, link, leftOut, records: pairRecords(pair.ref, link) };
  });
  const intents = await readIntents(scope, members);
  return members.map(({ objectType, link, leftOut, records }) => ({
    link,
    leftOut,
    sent: link === null ? [] : (sent.get(link.id) ?? []),
    intent:
      records
        .map((ref) => intents.get(recordText(objectType, ref)))
        .find((intent) => intent !== undefined) ?? null,
  }));
}

async function readLinks(
  { query }: StoreScope,
  linkIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<PairParts, "link" | "leftOut">>> {
  if (linkIds.length === 0) return new Map();
  const rows = await query<LinkRow & Readonly<Record<`is_${Side}_out`, boolean>>>(
    `SELECT ${LINK_COLUMNS}, ${SIDES.map((side) => `${isOut(side)} AS is_${side}_out`).join(", ")}
     FROM links l WHERE l.link_id = ANY(?::bigint[])`,
    [[...linkIds]],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      { link: toLink(row), leftOut: SIDES.filter((side) => row[`is_${side}_out`]) },
    ]),
  );
}

/** Whether the record of a link `l` on a side is left out; only an excluded link is looked after. */
function isOut(side: Side): string {
  return `CASE WHEN l.state = 'excluded' THEN EXISTS (
    SELECT FROM issues i WHERE i.object_type = l.object_type AND i.side = '${side}'
      AND i.record_id = l.${side}_id AND i.state = 'excluded' ${ONE_LOOK_A_ROW}) ELSE false END`;
}

async function readSent(
  { query, crypto }: StoreScope,
  linkIds: readonly string[],
): Promise<ReadonlyMap<string, SentValue[]>> {
  const found = new Map<string, SentValue[]>();
  if (linkIds.length === 0) return found;
  const rows = await query<SentRow>(
    `SELECT link_id::text AS link_id, side, mapping_key, value_sealed FROM sent_values
     WHERE link_id = ANY(?::bigint[]) ORDER BY link_id, side, mapping_key, sent_id`,
    [[...linkIds]],
  );
  for (const row of rows) {
    const values = found.get(row.link_id) ?? [];
    values.push(toSentValue(crypto, row));
    found.set(row.link_id, values);
  }
  return found;
}

async function readIntents(
  { query, crypto }: StoreScope,
  members: readonly { readonly objectType: ObjectType; readonly records: readonly RecordRef[] }[],
): Promise<ReadonlyMap<string, CreateIntent>> {
  const records = members.flatMap(({ objectType, records: refs }) =>
    refs.map((ref) => ({ objectType, ref })),
  );
  if (records.length === 0) return new Map();
  const rows = await query<IntentRow>(
    `SELECT i.object_type, i.side, i.record_id, i.payload_sealed, i.source_base, i.high_mark,
            i.attempts, i.candidate_ids
     FROM jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     JOIN create_intents i USING (object_type, side, record_id)`,
    [JSON.stringify(recordRows(records))],
  );
  return new Map(
    rows.map((row) => [
      recordText(row.object_type, { side: row.side, id: row.record_id }),
      toIntent(crypto, row),
    ]),
  );
}

/** Reads the links of records, each link once. */
export async function readLinksOf(
  { query }: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<readonly Link[]> {
  const ids = (side: Side): string[] =>
    refs.filter((ref) => ref.side === side).map((ref) => ref.id);
  const [byHubspot, byConnectwise] = await together([
    readLinksBy(query, "hubspot_id", objectType, ids("hubspot")),
    readLinksBy(query, "connectwise_id", objectType, ids("connectwise")),
  ]);
  const links = new Map([...byHubspot, ...byConnectwise].map((row) => [row.id, row]));
  return [...links.values()]
    .toSorted((left, right) => Number(left.id) - Number(right.id))
    .map((row) => toLink(row));
}

async function readLinksBy(
  query: StoreScope["query"],
  column: "hubspot_id" | "connectwise_id",
  objectType: ObjectType,
  ids: readonly string[],
): Promise<readonly LinkRow[]> {
  if (ids.length === 0) return [];
  return query<LinkRow>(
    `SELECT ${LINK_COLUMNS} FROM unnest(?::text[]) AS r(record_id)
     CROSS JOIN LATERAL (
       SELECT * FROM links h WHERE h.${column} = r.record_id AND h.object_type = ?
       ${ONE_LOOK_A_ROW}
     ) l`,
    [ids, objectType],
  );
}
