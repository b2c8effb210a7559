import type { Lane, RecordSnapshot, Side } from "../sync/model.ts";
import type { ObservedPage, ObservedRecord } from "../sync/store-ports.ts";
import { filterPaths, passes } from "../sync/filters.ts";
import { valueContext } from "../sync/reconcile.ts";
import { hashRecord } from "../sync/values.ts";
import { keysOf, type SyncContext } from "./engine.ts";

/** Where an observed page belongs. */
export interface PagePlace {
  readonly side: Side;
  readonly lane: Lane;
  readonly cursorName: string;
  readonly cursor: string;
  readonly sweepId?: number;
  /** Whether the sweep reads no further page of the side. */
  readonly isLast?: boolean;
}

/**
 * Compares a listed page with what is stored and marks what differs, in one transaction with the
 * cursor. Returns how many records were marked.
 */
export async function observePage(
  context: SyncContext,
  records: readonly RecordSnapshot[],
  place: PagePlace,
): Promise<number> {
  const page: ObservedPage = {
    ...place,
    objectType: context.definition.objectType,
    settingsVersion: context.settingsVersion,
    hasSilentChanges: context.definition.requiredParents.length > 0,
    records: records.map((record) => observed(context, place.side, record)),
  };
  return context.store.observe(page);
}

function observed(context: SyncContext, side: Side, record: RecordSnapshot): ObservedRecord {
  return {
    id: record.id,
    modifiedAt: record.modifiedAt,
    isDeleted: record.isDeleted,
    hashes: hashRecord(valueContext(context), side, record),
    matchKeys: keysOf(context, side, record),
    isLeftOut: isLeftOut(context, side, record),
  };
}

/** What a filter looks at need not be mapped, so that no hash shows when it changes. */
function isLeftOut(
  { mapping }: SyncContext,
  side: Side,
  { fields }: RecordSnapshot,
): boolean | null {
  const filter = mapping.filters?.[side];
  const isShown = filterPaths(mapping, side).every((path) => fields[path] !== undefined);
  return filter === undefined || !isShown ? null : !passes(filter, fields);
}
