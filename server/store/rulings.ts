import type { Neighbourhood } from "../sync/match.ts";
import { linkedId, SIDES, type ObjectType, type RecordRef, type Side } from "../sync/model.ts";
import type { PairChange } from "../sync/pair-ports.ts";
import { keepShown } from "./published-states.ts";
import type { StoreScope } from "./rows.ts";

/** A ruling in columns; an id that it is not about is empty. */
interface RulingRow {
  readonly object_type: ObjectType;
  readonly hubspot_id: string;
  readonly connectwise_id: string;
}

interface NewRow extends RulingRow {
  readonly user_id: string;
}

const COLUMNS = "object_type text, hubspot_id text, connectwise_id text, user_id text";

/** Stores what people decided with their changes, and ends what it makes void. */
export async function storeRulings(
  scope: StoreScope,
  changes: readonly PairChange[],
): Promise<void> {
  const ruled = changes.filter(({ ruling }) => ruling !== undefined);
  if (ruled.length === 0) return;
  await removeLinks(scope, ruled);
  await endRulings(scope, ruled.flatMap(endedBy));
  await addRulings(scope, ruled.flatMap(madeBy));
}

/** Takes pairs apart; what was sent to them goes with the link. */
async function removeLinks({ query }: StoreScope, changes: readonly PairChange[]): Promise<void> {
  const ids = changes.flatMap(({ ruling, pair }) =>
    ruling?.kind === "apart" && pair.link !== null ? [pair.link.id] : [],
  );
  if (ids.length === 0) return;
  await keepShown(query, ids);
  await query("DELETE FROM links WHERE link_id = ANY(?::bigint[])", [ids]);
}

function onlyId(objectType: ObjectType, { side, id }: RecordRef): RulingRow {
  return {
    object_type: objectType,
    hubspot_id: side === "hubspot" ? id : "",
    connectwise_id: side === "connectwise" ? id : "",
  };
}

/** Whoever is linked, or taken out of a link, is not to be alone; who is linked is not apart. */
function endedBy({ pair, newLink, ruling }: PairChange): RulingRow[] {
  const { objectType } = pair;
  const ids = newLink ?? pair.link;
  if (ids === null || ids === undefined) return [];
  const alone = SIDES.map((side: Side) => onlyId(objectType, { side, id: linkedId(ids, side) }));
  const { hubspotId, connectwiseId } = ids;
  const apart = { object_type: objectType, hubspot_id: hubspotId, connectwise_id: connectwiseId };
  return ruling?.kind === "together" ? [...alone, apart] : alone;
}

function madeBy({ pair, ruling }: PairChange): NewRow[] {
  const { objectType, link } = pair;
  if (ruling === undefined) return [];
  const { kind, userId } = ruling;
  if (kind === "alone") return [{ ...onlyId(objectType, pair.ref), user_id: userId }];
  if (kind !== "apart" || link === null) return [];
  const { hubspotId, connectwiseId } = link;
  return [
    {
      object_type: objectType,
      hubspot_id: hubspotId,
      connectwise_id: connectwiseId,
      user_id: userId,
    },
  ];
}

async function endRulings({ query }: StoreScope, rows: readonly RulingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `DELETE FROM rulings r USING jsonb_to_recordset(?::jsonb) AS e(${COLUMNS})
     WHERE r.object_type = e.object_type AND r.hubspot_id = e.hubspot_id
       AND r.connectwise_id = e.connectwise_id`,
    [JSON.stringify(rows)],
  );
}

async function addRulings({ query }: StoreScope, rows: readonly NewRow[]): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `INSERT INTO rulings (object_type, hubspot_id, connectwise_id, user_id)
     SELECT object_type, hubspot_id, connectwise_id, user_id
     FROM jsonb_to_recordset(?::jsonb) AS n(${COLUMNS})
     ON CONFLICT (portal_id, hubspot_id, connectwise_id, object_type) DO UPDATE
     SET user_id = excluded.user_id, ruled_at = excluded.ruled_at`,
    [JSON.stringify(rows)],
  );
}

/** Reads what people decided about records. */
export async function readRulings(
  { query }: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<Pick<Neighbourhood, "apart" | "alone">> {
  const ids = (side: Side): string[] =>
    refs.filter((ref) => ref.side === side).map((ref) => ref.id);
  const rows = await query<RulingRow>(
    `SELECT object_type, hubspot_id, connectwise_id FROM rulings
     WHERE object_type = ? AND hubspot_id = ANY(?)
     UNION
     SELECT object_type, hubspot_id, connectwise_id FROM rulings
     WHERE object_type = ? AND connectwise_id = ANY(?)`,
    [objectType, ids("hubspot"), objectType, ids("connectwise")],
  );
  if (rows.length === 0) return {};
  const isApart = (row: RulingRow): boolean => row.hubspot_id !== "" && row.connectwise_id !== "";
  return {
    apart: rows
      .filter(isApart)
      .map((row) => ({ hubspotId: row.hubspot_id, connectwiseId: row.connectwise_id })),
    alone: rows
      .filter((row) => !isApart(row))
      .map((row) =>
        row.connectwise_id === ""
          ? { side: "hubspot", id: row.hubspot_id }
          : { side: "connectwise", id: row.connectwise_id },
      ),
  };
}
