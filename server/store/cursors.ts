import type { ObjectType, Side } from "../sync/model.ts";
import type { ListingStart } from "../sync/store-ports.ts";
import type { StoreScope } from "./rows.ts";

/** Names one listing of an object type on a side. */
export interface ListingName {
  readonly objectType: ObjectType;
  readonly side: Side;
  readonly name: string;
}

/** Returns how far a listing has come, null when it never began. */
export async function readCursor(
  { query }: StoreScope,
  listing: ListingName,
): Promise<string | null> {
  const [row] = await query<{ position: string }>(
    "SELECT position FROM cursors WHERE object_type = ? AND side = ? AND name = ?",
    [listing.objectType, listing.side, listing.name],
  );
  return row?.position ?? null;
}

/** Lets a listing begin here; one that has begun before goes on from where it is. */
export async function beginListing(
  { query }: StoreScope,
  { objectType, side, name, cursor }: ListingStart,
): Promise<void> {
  await query(
    `INSERT INTO cursors (object_type, side, name, position) VALUES (?, ?, ?, ?)
     ON CONFLICT (portal_id, object_type, side, name) DO NOTHING`,
    [objectType, side, name, cursor],
  );
}

/** Moves a listing on. */
export async function saveCursor(
  { query }: StoreScope,
  listing: ListingName,
  position: string,
): Promise<void> {
  await query(
    `INSERT INTO cursors (object_type, side, name, position) VALUES (?, ?, ?, ?)
     ON CONFLICT (portal_id, object_type, side, name) DO UPDATE
     SET position = excluded.position, moved_at = excluded.moved_at`,
    [listing.objectType, listing.side, listing.name, position],
  );
}
