import type { FieldHashes, Link, LinkState, ObjectType, RecordRef, Side } from "../sync/model.ts";
import type { Query } from "./db.ts";
import type { PortalCrypto } from "./encryption.ts";

/** What the parts of the store work with inside one transaction. */
export interface StoreScope {
  readonly query: Query;
  readonly crypto: PortalCrypto;
}

/** Kinds of match keys that unlinked records are claimed under, by object type. */
export type ClaimKinds = Readonly<Record<ObjectType, readonly string[]>>;

/** The same for the parts that make claims. */
export interface ClaimScope extends StoreScope {
  readonly claimKinds: ClaimKinds;
}

/** One record of an object type, in columns. */
export interface RecordColumns {
  readonly object_type: ObjectType;
  readonly side: Side;
  readonly record_id: string;
}

/** A link as {@link LINK_COLUMNS} selects it. */
export interface LinkRow {
  id: string;
  object_type: ObjectType;
  hubspot_id: string;
  connectwise_id: string;
  state: LinkState;
  hubspot_base: FieldHashes;
  connectwise_base: FieldHashes;
  hubspot_seen: number;
  connectwise_seen: number;
  mapping_version: number;
}

/** States of a link of which a record is gone, as a list for SQL. */
export const ENDED_STATES = "('deleted', 'merged')";

/** Columns of `links l`; numbers are cast so that the driver does not hand them over as texts. */
export const LINK_COLUMNS = `
  l.link_id::text AS id, l.object_type, l.hubspot_id, l.connectwise_id, l.state, l.hubspot_base,
  l.connectwise_base, l.hubspot_seen_ms::float8 AS hubspot_seen,
  l.connectwise_seen_ms::float8 AS connectwise_seen, l.mapping_version`;

/** Turns a row into a link. */
export function toLink(row: LinkRow): Link {
  return {
    id: row.id,
    objectType: row.object_type,
    hubspotId: row.hubspot_id,
    connectwiseId: row.connectwise_id,
    state: row.state,
    base: { hubspot: row.hubspot_base, connectwise: row.connectwise_base },
    seenModifiedAt: { hubspot: row.hubspot_seen, connectwise: row.connectwise_seen },
    mappingVersion: row.mapping_version,
  };
}

/**
 * Joins the link of each record of `from`, which has the columns object_type, side and record_id.
 * Two branches instead of an OR, so that each can use its own unique index.
 */
export function joinLink(from: string): string {
  return `LEFT JOIN LATERAL (
    SELECT h.* FROM links h WHERE ${from}.side = 'hubspot'
      AND h.object_type = ${from}.object_type AND h.hubspot_id = ${from}.record_id
    UNION ALL
    SELECT c.* FROM links c WHERE ${from}.side = 'connectwise'
      AND c.object_type = ${from}.object_type AND c.connectwise_id = ${from}.record_id
  ) l ON true`;
}

/**
 * Ends a lateral or correlated look-up by an index. The planner's figures are those of before the portal
 * had this many rows: left to itself, it reads all of them once for each row instead.
 */
export const ONE_LOOK_A_ROW = "OFFSET 0";

/**
 * True while an object type's settings are not newer than the version bound: whoever works under
 * older ones does not see every field that counts, and judges by rules that are gone.
 */
export function areNewestSettings(objectType: string): string {
  return `NOT EXISTS (SELECT FROM object_settings o
            WHERE o.object_type = ${objectType} AND o.version > ?)`;
}

/** Turns records into rows for `jsonb_to_recordset`, each once. */
export function recordRows(
  records: readonly { readonly objectType: ObjectType; readonly ref: RecordRef }[],
): RecordColumns[] {
  const rows = new Map<string, RecordColumns>();
  for (const { objectType, ref } of records) {
    rows.set(recordText(objectType, ref), {
      object_type: objectType,
      side: ref.side,
      record_id: ref.id,
    });
  }
  return [...rows.values()];
}

/** Text under which a record is found in maps. */
export function recordText(objectType: ObjectType, ref: RecordRef): string {
  return `${objectType}:${ref.side}:${ref.id}`;
}
