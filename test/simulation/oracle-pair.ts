import { SIDES, type FieldMapping } from "../../server/sync/model.ts";
import type { LinkRow, Tables } from "./memory-tables.ts";
import { valueOf } from "./oracle-values.ts";
import type { VendorRecord } from "./vendor-record.ts";

/** A linked pair of records that both exist, or did. */
export interface Pair {
  readonly link: LinkRow;
  readonly hubspot: VendorRecord;
  readonly connectwise: VendorRecord;
}

/** A field of a pair in words. */
export function describe(pair: Pair, field: FieldMapping): string {
  const values = SIDES.map((side) => `${side}=${JSON.stringify(valueOf(pair[side], field))}`);
  const ids = `${pair.link.objectType} ${pair.hubspot.id}/${pair.connectwise.id}`;
  return `${ids} ${field.key} ${values.join(" ")}`;
}

/**
 * A person typed the very record that an unclear create of ours may have made, identifier and all.
 * It is taken for ours; what it overwrites is in the journal as an ordinary update.
 */
export function isAdoptedTwin(tables: Tables, pair: Pair): boolean {
  return (
    pair.hubspot.createdBy !== "app" &&
    pair.connectwise.createdBy !== "app" &&
    tables.journal.some(
      (entry) =>
        entry.rule === "adopted_after_unclear_answer" &&
        entry.objectType === pair.link.objectType &&
        entry.recordId === pair[entry.side].id,
    )
  );
}
