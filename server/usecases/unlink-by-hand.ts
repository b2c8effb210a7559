import { AppError } from "../sync/errors.ts";
import {
  flowsTo,
  LANES,
  type Link,
  linkedId,
  pathOn,
  type RecordRef,
  SIDES,
} from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { ClaimedPair, PairChange } from "../sync/pair-ports.ts";
import { actAs, type Actor } from "./act-as.ts";
import { UNANSWERED } from "./confirm-updates.ts";
import type { SyncContext } from "./engine.ts";
import {
  busy,
  heldPair,
  holding,
  isOf,
  mayWrite,
  type PairIds,
  refsOf,
  untilFree,
} from "./hold-records.ts";

/**
 * Takes two linked records apart because a person says so: what only Lockstep writes, our ids above
 * all, is emptied on both sides, the link is removed, and the two are not matched with each other
 * again by themselves. Both go to review. The same again changes nothing.
 *
 * @param refs - one of the two records, or both
 * @throws AppError `not_linked`, `record_busy`; what a vendor says when its record cannot be written
 *   to, in which case the two stay linked
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
    if (link === null) return takenApart(acting, refs);
    return holding(acting, refsOf(link), async (pairs) => {
      const pair = heldPair(pairs, { side: "hubspot", id: link.hubspotId });
      if (pair.link?.id !== link.id) throw notLinked();
      if (isWriting) await emptyOwnFields(acting, link);
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

/** Null when none of the records is linked. */
async function findLink(context: SyncContext, refs: readonly RecordRef[]): Promise<Link | null> {
  const links = await context.store.linksOf(context.definition.objectType, refs);
  const [link] = links;
  if (link === undefined) return null;
  if (links.length > 1 || !refs.every((ref) => isOf(link, ref))) throw notLinked();
  return link;
}

/** The two that somebody took apart already: HubSpot sends a request again when its connection breaks. */
async function takenApart(context: SyncContext, refs: readonly RecordRef[]): Promise<PairIds> {
  const { objectType } = context.definition;
  const { apart = [] } = await context.store.neighbourhood(objectType, refs, []);
  const [pair, ...others] = apart.filter((ids) => refs.every((ref) => isOf(ids, ref)));
  if (pair === undefined || others.length > 0) throw notLinked();
  return pair;
}

function notLinked(): AppError {
  return new AppError("These records are not linked with each other.", {
    code: "not_linked",
    errorClass: "gone",
    field: "hubspotId",
    remedy: "Look at the record again; somebody else may have unlinked it.",
  });
}

/** A record that is gone holds nothing any more. */
async function emptyOwnFields(context: SyncContext, link: Link): Promise<void> {
  const own = context.mapping.fields.filter(({ isOwn }) => isOwn);
  // HubSpot last: whoever finds its id emptied takes the two for unlinked.
  for (const side of SIDES.toReversed()) {
    const paths = own
      .filter(({ direction }) => flowsTo(direction, side))
      .map((field) => pathOn(field, side));
    if (paths.length === 0) continue;
    const fields = Object.fromEntries(paths.map((path) => [path, null]));
    const inputs = [{ id: linkedId(link, side), fields }];
    // oxlint-disable-next-line no-await-in-loop -- a refusal must leave HubSpot as it is
    const [result = UNANSWERED] = await context.adapters[side].update(link.objectType, inputs);
    if (!result.ok && result.error.errorClass !== "gone") throw result.error;
  }
}
