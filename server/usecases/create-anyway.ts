import { LANES, type RecordRef } from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { ClaimedPair, JournalEntry } from "../sync/pair-ports.ts";
import { actAs, type Actor } from "./act-as.ts";
import type { SyncContext } from "./engine.ts";
import { lookAtUnclear } from "./recognise-created.ts";
import {
  busy,
  heldPair,
  holding,
  mayWrite,
  readLive,
  refuseRecord,
  untilFree,
} from "./hold-records.ts";

/**
 * Has a counterpart created for a record although others look like it, because a person says so. The
 * engine does it like every other create; what keeps it from that is told as an issue. The same again,
 * before it is created, changes nothing.
 *
 * @throws AppError with the id as `field` and remedy: `already_linked`, `record_gone`; `record_busy`
 */
export async function createAnyway(
  context: SyncContext,
  portal: PortalStore,
  ref: RecordRef,
  actor: Actor,
): Promise<void> {
  await mayWrite(portal);
  const acting = actAs(context, actor);
  await untilFree(actor.sleep, () =>
    holding(acting, [ref], (pairs) => rule(acting, heldPair(pairs, ref), ref, actor)),
  );
}

async function rule(
  acting: SyncContext,
  pair: ClaimedPair,
  ref: RecordRef,
  { userId }: Actor,
): Promise<void> {
  if (pair.link !== null) {
    const message = `The record ${ref.id} has a counterpart already.`;
    throw refuseRecord(ref.side, "already_linked", message, "Unlink it first.");
  }
  await readLive(acting, ref);
  const { objectType } = acting.definition;
  const { alone = [] } = await acting.store.neighbourhood(objectType, [ref], []);
  const isRuled = alone.some(({ side, id }) => side === ref.side && id === ref.id);
  const [outcome] = await acting.store.commit([
    {
      pair,
      ruling: { kind: "alone", userId },
      // Whatever an earlier attempt made: it is somebody else's.
      ...(pair.intent?.candidateIds === undefined ? {} : { intent: null }),
      ...(isRuled ? {} : { journal: [journalOf(ref)] }),
      marks: [{ ...ref, objectType, lane: LANES.syncNow, notBefore: 0 }],
      release: true,
    },
  ]);
  if (outcome?.kind !== "done") throw busy();
  if (pair.intent !== null) await lookAtUnclear(acting, pair.intent);
}

function journalOf({ side, id }: RecordRef): JournalEntry {
  return { kind: "ruling", side, recordId: id, rule: "create_anyway" };
}
