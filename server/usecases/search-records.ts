import type { RecordRef, Side } from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { SyncContext } from "./engine.ts";
import { mustBeReadable } from "./explain-record.ts";
import { showRecords, type ShownRecord } from "./list-reviews.ts";

/** Records that a search shows. */
const MAX_FOUND = 20;

/** An id that both vendors could have. */
const ID = /^[1-9]\d{0,15}$/u;

/**
 * Finds records of one side by what a person types: words of a name, an e-mail address, an identifier,
 * or the id. What is shown of them is read at this moment.
 *
 * @throws AppError `portal_not_active`; a vendor's error
 */
export async function searchRecords(
  context: SyncContext,
  portal: Pick<PortalStore, "portal">,
  side: Side,
  text: string,
): Promise<readonly ShownRecord[]> {
  await mustBeReadable(portal);
  const { objectType } = context.definition;
  const found = await context.adapters[side].search(objectType, text, MAX_FOUND);
  const ids = [...(ID.test(text) ? [text] : []), ...found];
  const refs = [...new Set(ids)].map((id): RecordRef => ({ side, id }));
  const toShown = await showRecords(context, refs);
  return refs
    .map(toShown)
    .filter(({ shown }) => shown !== null)
    .slice(0, MAX_FOUND);
}
