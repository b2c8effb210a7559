import { AppError } from "../sync/errors.ts";
import { LANES, type Link, type RecordRef } from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { ClaimedPair, PairChange } from "../sync/ports.ts";
import { actAs, type Actor } from "./act-as.ts";
import { UNANSWERED } from "./confirm-updates.ts";
import type { SyncContext } from "./engine.ts";
import {
  busy,
  heldPair,
  holding,
  mayWrite,
  type PairIds,
  refsOf,
  untilFree,
} from "./hold-records.ts";

/**
 * Takes two linked records apart because a person says so: our id in HubSpot is emptied, the link is
 * removed, and the two are not matched with each other again by themselves. Both go to review.
 *
 * @param refs - one of the two records, or both
 * @throws AppError `not_linked`, `record_busy`; what HubSpot says when the id cannot be emptied, in
 *   which case nothing changed
 */
export async function unlinkByHand(
  context: SyncContext,
  portal: PortalStore,
  refs: readonly RecordRef[],
  actor: Actor,
): Promise<PairIds> {
  const isWriting = await mayWrite(portal);
  const acting = actAs(context, actor);
  return untilFree(actor.sleep, async () => {
    const link = await findLink(acting, refs);
    return holding(acting, refsOf(link), async (pairs) => {
      const pair = heldPair(pairs, { side: "hubspot", id: link.hubspotId });
      if (pair.link?.id !== link.id) throw notLinked();
      if (isWriting) await emptyId(acting, link);
      const [outcome] = await acting.store.commit([takeApart(acting, pair, link, actor)]);
      if (outcome?.kind !== "done") throw busy();
      return { hubspotId: link.hubspotId, connectwiseId: link.connectwiseId };
    });
  });
}

function takeApart(
  { definition }: SyncContext,
  pair: ClaimedPair,
  link: Link,
  { userId }: Actor,
): PairChange {
  const { objectType, idProperty } = definition;
  return {
    pair,
    ruling: { kind: "apart", userId },
    journal: [
      {
        kind: "unlink",
        side: "hubspot",
        recordId: link.hubspotId,
        field: idProperty,
        oldValue: link.connectwiseId,
        newValue: null,
        rule: "by_hand",
      },
    ],
    clearIssues: true,
    waits: [],
    done: pair.taken,
    marks: refsOf(link).map((ref) => ({ ...ref, objectType, lane: LANES.hint, notBefore: 0 })),
    release: true,
  };
}

async function findLink(context: SyncContext, refs: readonly RecordRef[]): Promise<Link> {
  const links = await context.store.linksOf(context.definition.objectType, refs);
  const [link] = links;
  const isEvery = refs.every((ref) =>
    refsOf(link ?? NO_IDS).some((one) => one.side === ref.side && one.id === ref.id),
  );
  if (link === undefined || links.length > 1 || !isEvery) throw notLinked();
  return link;
}

const NO_IDS: PairIds = { hubspotId: "", connectwiseId: "" };

function notLinked(): AppError {
  return new AppError("These records are not linked with each other.", {
    code: "not_linked",
    errorClass: "gone",
    field: "hubspotId",
    remedy: "Look at the record again; somebody else may have unlinked it.",
  });
}

/** A record that is gone holds no id any more. */
async function emptyId(context: SyncContext, { hubspotId }: Link): Promise<void> {
  const { objectType, idProperty } = context.definition;
  const input = { id: hubspotId, fields: { [idProperty]: null } };
  const [result = UNANSWERED] = await context.adapters.hubspot.update(objectType, [input]);
  if (!result.ok && result.error.errorClass !== "gone") throw result.error;
}
