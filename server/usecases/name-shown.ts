import type { Side } from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { SyncContext } from "./engine.ts";
import { mustBeReadable } from "./explain-record.ts";
import { showRecords } from "./list-reviews.ts";

/** A record with what it is called; null for one that is gone or has no name. */
export interface NamedRecord {
  readonly id: string;
  readonly name: string | null;
}

/**
 * Names records of one side, so that lists of ids can be read. Nothing but ids is kept of records, so
 * they are read at this moment, in one batch.
 *
 * @param ids - at most 100
 * @throws AppError `portal_not_active`; a vendor's error
 */
export async function nameShown(
  context: SyncContext,
  portal: Pick<PortalStore, "portal">,
  side: Side,
  ids: readonly string[],
): Promise<readonly NamedRecord[]> {
  await mustBeReadable(portal);
  const toShown = await showRecords(
    context,
    ids.map((id) => ({ side, id })),
  );
  return ids.map((id) => {
    const name = toShown({ side, id }).shown?.["name"] ?? null;
    return { id, name: name === null || name === "" ? null : String(name) };
  });
}
