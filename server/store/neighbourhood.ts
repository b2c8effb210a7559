import {
  type CandidatePair,
  type Neighbourhood,
  recordKey,
  type SameSidePair,
} from "../sync/match.ts";
import type { ObjectType, RecordRef, Side } from "../sync/model.ts";
import { ONE_LOOK_A_ROW, type StoreScope } from "./rows.ts";
import { readRulings } from "./rulings.ts";

/** How far shared strong keys are followed; match.ts needs this many steps to decide both ways. */
const STEPS = 4;

/** A record with its keys: hashes by kind. */
interface KeyedRecord {
  readonly ref: RecordRef;
  readonly keys: Map<string, Set<string>>;
}

/** A record with its keys, `kind:hash kind:hash`: one row is read in a third of the time that one a key takes. */
interface KeysRow {
  side: Side;
  record_id: string;
  keys: string | null;
}

/** A key as it is stored. */
interface StoredKey {
  readonly kind: string;
  readonly value_hash: string;
}

/** Finds the records that share strong keys with the given ones, and with those, and compares them. */
export async function readNeighbourhood(
  scope: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
  strongKinds: readonly string[],
): Promise<Neighbourhood> {
  const strong = new Set(strongKinds);
  const records = new Map<string, KeyedRecord>();
  const followed = new Set<string>();
  let rows = await readKeysOf(scope, objectType, refs);
  for (let step = 0; step < STEPS && rows.length > 0; step += 1) {
    const keys = addRows(records, rows);
    const fresh = keys.filter((key) => strong.has(key.kind) && isFresh(followed, key));
    rows = await readSharing(scope, objectType, fresh);
  }
  addRows(records, rows);
  const compared = comparePairs(strong, [...records.values()]);
  const reached = [...refs, ...[...records.values()].map((record) => record.ref)];
  const rulings = await readRulings(scope, objectType, refs);
  return { ...compared, ...rulings, links: await readLinkedIds(scope, objectType, reached) };
}

function isFresh(followed: Set<string>, key: StoredKey): boolean {
  const text = keyText(key.kind, key.value_hash);
  if (followed.has(text)) return false;
  followed.add(text);
  return true;
}

function keyText(kind: string, hash: string): string {
  return `${kind}:${hash}`;
}

/** Notes records with their keys. @returns all the keys */
function addRows(records: Map<string, KeyedRecord>, rows: readonly KeysRow[]): StoredKey[] {
  const all: StoredKey[] = [];
  for (const row of rows) {
    if (row.keys === null) continue;
    const keys = row.keys.split(" ").map(toStoredKey);
    all.push(...keys);
    const ref = { side: row.side, id: row.record_id };
    records.set(recordKey(ref), { ref, keys: hashesByKind(keys) });
  }
  return all;
}

function toStoredKey(text: string): StoredKey {
  const joint = text.indexOf(":");
  return { kind: text.slice(0, joint), value_hash: text.slice(joint + 1) };
}

function hashesByKind(keys: readonly StoredKey[]): Map<string, Set<string>> {
  const byKind = new Map<string, Set<string>>();
  for (const { kind, value_hash: hash } of keys) {
    const hashes = byKind.get(kind);
    if (hashes === undefined) byKind.set(kind, new Set([hash]));
    else hashes.add(hash);
  }
  return byKind;
}

/** The keys of a record `r`. */
const KEYS = `(SELECT string_agg(k.kind || ':' || k.value_hash, ' ') FROM match_keys k
  WHERE k.object_type = ? AND k.side = r.side AND k.record_id = r.record_id) AS keys`;

function readKeysOf(
  { query }: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<KeysRow[]> {
  return query<KeysRow>(
    `SELECT r.side, r.record_id, ${KEYS}
     FROM (SELECT DISTINCT side, id AS record_id
           FROM jsonb_to_recordset(?::jsonb) AS r(side text, id text)) r`,
    [objectType, JSON.stringify(refs)],
  );
}

async function readSharing(
  { query }: StoreScope,
  objectType: ObjectType,
  keys: readonly StoredKey[],
): Promise<KeysRow[]> {
  if (keys.length === 0) return [];
  return query<KeysRow>(
    `SELECT r.side, r.record_id, ${KEYS}
     FROM (
       SELECT DISTINCT s.side, s.record_id
       FROM jsonb_to_recordset(?::jsonb) AS k(kind text, value_hash text)
       CROSS JOIN LATERAL (
         SELECT s.side, s.record_id FROM match_keys s
         WHERE s.object_type = ? AND s.kind = k.kind AND s.value_hash = k.value_hash ${ONE_LOOK_A_ROW}
       ) s
     ) r`,
    [objectType, JSON.stringify(keys), objectType],
  );
}

/** Compares every two records that share a strong key. */
function comparePairs(
  strong: ReadonlySet<string>,
  records: readonly KeyedRecord[],
): Pick<Neighbourhood, "pairs" | "sameSide"> {
  const pairs: CandidatePair[] = [];
  const sameSide: SameSidePair[] = [];
  const done = new Set<string>();
  for (const group of groupByStrongKey(strong, records)) {
    for (const [index, first] of group.entries()) {
      for (const second of group.slice(index + 1)) {
        const pairKey = `${recordKey(first.ref)}|${recordKey(second.ref)}`;
        if (done.has(pairKey)) continue;
        done.add(pairKey);
        const comparison = compareKeys(first, second);
        if (first.ref.side === second.ref.side) {
          const { side, id: firstId } = first.ref;
          sameSide.push({ side, firstId, secondId: second.ref.id, ...comparison });
        } else {
          const [hubspot, connectwise] =
            first.ref.side === "hubspot" ? [first, second] : [second, first];
          pairs.push({
            hubspotId: hubspot.ref.id,
            connectwiseId: connectwise.ref.id,
            ...comparison,
          });
        }
      }
    }
  }
  return { pairs, sameSide };
}

/** Groups keep the order of `records`, so that each two of them always meet in the same order. */
function groupByStrongKey(
  strong: ReadonlySet<string>,
  records: readonly KeyedRecord[],
): Iterable<KeyedRecord[]> {
  const groups = new Map<string, KeyedRecord[]>();
  for (const record of records) {
    for (const [kind, hashes] of record.keys) {
      if (!strong.has(kind)) continue;
      for (const hash of hashes) {
        const group = groups.get(keyText(kind, hash));
        if (group === undefined) groups.set(keyText(kind, hash), [record]);
        else group.push(record);
      }
    }
  }
  return groups.values();
}

function compareKeys(
  first: KeyedRecord,
  second: KeyedRecord,
): Pick<CandidatePair, "shared" | "differing"> {
  const shared: string[] = [];
  const differing: string[] = [];
  for (const [kind, hashes] of first.keys) {
    const others = second.keys.get(kind);
    if (others === undefined) continue;
    const agree = [...hashes].some((hash) => others.has(hash));
    (agree ? shared : differing).push(kind);
  }
  return { shared: shared.toSorted(), differing: differing.toSorted() };
}

async function readLinkedIds(
  { query }: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<Neighbourhood["links"]> {
  const ids = (side: Side): string[] => [
    ...new Set(refs.filter((ref) => ref.side === side).map((ref) => ref.id)),
  ];
  const rows = await query<{ hubspot_id: string; connectwise_id: string }>(
    `SELECT l.hubspot_id, l.connectwise_id FROM unnest(?::text[]) AS r(id)
     CROSS JOIN LATERAL (
       SELECT h.hubspot_id, h.connectwise_id FROM links h
       WHERE h.hubspot_id = r.id AND h.object_type = ? ${ONE_LOOK_A_ROW}
     ) l
     UNION
     SELECT l.hubspot_id, l.connectwise_id FROM unnest(?::text[]) AS r(id)
     CROSS JOIN LATERAL (
       SELECT c.hubspot_id, c.connectwise_id FROM links c
       WHERE c.connectwise_id = r.id AND c.object_type = ? ${ONE_LOOK_A_ROW}
     ) l`,
    [ids("hubspot"), objectType, ids("connectwise"), objectType],
  );
  return rows.map((row) => ({ hubspotId: row.hubspot_id, connectwiseId: row.connectwise_id }));
}
