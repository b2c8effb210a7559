import type { FieldValue, Side } from "../sync/model.ts";
import type { SentValue } from "../sync/pair-ports.ts";
import { openJson, type PortalCrypto, type SealPlace } from "./encryption.ts";
import type { StoreScope } from "./rows.ts";

/** A sent value as it is stored. */
export interface SentRow {
  link_id: string;
  side: Side;
  mapping_key: string;
  value_sealed: string;
}

/** A sent value, or the name of one, with the link that it belongs to. */
export type SentOf<Part> = Part & { readonly linkId: string };

function placeOf(linkId: string, side: Side, key: string): SealPlace {
  return { table: "sent_values", row: JSON.stringify([linkId, side, key]), field: "value" };
}

/** Turns a row into a sent value. */
export function toSentValue(crypto: PortalCrypto, row: SentRow): SentValue {
  const place = placeOf(row.link_id, row.side, row.mapping_key);
  const value = openJson<FieldValue>(crypto, row.value_sealed, place);
  return { side: row.side, key: row.mapping_key, value };
}

/** Stores sent values beside the earlier ones of the same field. */
export async function addSentValues(
  { query, crypto }: StoreScope,
  values: readonly SentOf<SentValue>[],
): Promise<void> {
  if (values.length === 0) return;
  const rows = values.map(({ linkId, side, key, value }): SentRow => {
    const sealed = crypto.seal(JSON.stringify(value), placeOf(linkId, side, key));
    return { link_id: linkId, side, mapping_key: key, value_sealed: sealed };
  });
  await query(
    `INSERT INTO sent_values (link_id, side, mapping_key, value_sealed)
     SELECT link_id, side, mapping_key, value_sealed FROM jsonb_to_recordset(?::jsonb)
       AS s(link_id bigint, side text, mapping_key text, value_sealed text)`,
    [JSON.stringify(rows)],
  );
}

/** Removes sent values that are settled. */
export async function settleSentValues(
  { query }: StoreScope,
  values: readonly SentOf<Pick<SentValue, "side" | "key">>[],
): Promise<void> {
  if (values.length === 0) return;
  await query(
    `DELETE FROM sent_values v USING jsonb_to_recordset(?::jsonb)
       AS s("linkId" bigint, side text, key text)
     WHERE v.link_id = s."linkId" AND v.side = s.side AND v.mapping_key = s.key`,
    [JSON.stringify(values)],
  );
}
