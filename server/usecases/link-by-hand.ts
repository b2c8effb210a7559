import type { Link, LinkState, RecordRef, RecordSnapshot, Side } from "../sync/model.ts";
import { linkedId, otherSide, SIDES } from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { FieldProblem } from "../sync/plan.ts";
import { actAs, type Actor } from "./act-as.ts";
import { applyUpdates } from "./apply-updates.ts";
import { mayStart } from "./drain.ts";
import type { PlannedUpdate, SyncContext } from "./engine.ts";
import { linkOnly } from "./first-sync.ts";
import {
  busy,
  heldPair,
  holding,
  isOf,
  mayWrite,
  type PairIds,
  readLive,
  refsOf,
  refuseRecord,
  untilFree,
} from "./hold-records.ts";
import { markReviews } from "./list-reviews.ts";
import { planNewLink } from "./plan-linked.ts";
import { withParents } from "./read-parents.ts";

/** What became of two records that a person linked. */
export interface HandLink extends PairIds {
  readonly state: LinkState;
  /** Sides that received values. */
  readonly written: readonly Side[];
  /** Whether values are still to be written: by the first sync, or after a vendor's refusal to answer. */
  readonly isPending: boolean;
  readonly problems: readonly FieldProblem[];
}

/** The journal's word for it. */
const BY_HAND = "by_hand";

/**
 * Links two records because a person says that they are the same, and lets them meet by the
 * first-link rule. Before the first sync the link is only stored. The same again changes nothing.
 *
 * @throws AppError with the id as `field` and remedy: `already_linked`, `record_gone`; `record_busy`
 */
export async function linkByHand(
  context: SyncContext,
  portal: PortalStore,
  ids: PairIds,
  actor: Actor,
): Promise<HandLink> {
  const isWriting = await mayWrite(portal);
  const acting = actAs(context, actor);
  const linked = await untilFree(actor.sleep, () => linkHeld(acting, ids, isWriting));
  await markReviews(acting, portal, refsOf(ids));
  return linked;
}

async function linkHeld(acting: SyncContext, ids: PairIds, isWriting: boolean): Promise<HandLink> {
  const refs = refsOf(ids);
  return holding(acting, refs, async (pairs) => {
    const deadline = acting.clock.monotonic() + acting.timing.claimMs;
    const links = await acting.store.linksOf(acting.definition.objectType, refs);
    const same = links.find((link) => refs.every((ref) => isOf(link, ref)));
    if (same !== undefined) return settled(same, isWriting);
    refuseLinked(links, refs);
    const pair = heldPair(pairs, { side: "hubspot", id: ids.hubspotId });
    // A lost create may still arrive: linking would make a second record of it.
    if (pairs.some(({ intent, createDelayMs }) => intent !== null && createDelayMs > 0)) {
      throw busy();
    }
    const records = await readBothLive(acting, refs);
    const [work] = await withParents(acting, [{ pair, records, isFresh: true }]);
    if (work === undefined) throw new Error("a work got lost");
    const planned = planNewLink(acting, work, records, BY_HAND);
    const [outcome] = isWriting
      ? await applyUpdates(acting, [planned], mayStart(acting, deadline))
      : await linkOnly(acting, [planned]);
    return toResult(ids, planned, outcome, isWriting);
  });
}

function settled({ hubspotId, connectwiseId, state }: Link, isWriting: boolean): HandLink {
  return { hubspotId, connectwiseId, state, written: [], isPending: !isWriting, problems: [] };
}

function refuseLinked(links: readonly Link[], refs: readonly RecordRef[]): void {
  for (const ref of refs) {
    const link = links.find((one) => isOf(one, ref));
    if (link === undefined) continue;
    const other = linkedId(link, otherSide(ref.side));
    const message = `The record ${ref.id} is linked with ${other} already.`;
    throw refuseRecord(ref.side, "already_linked", message, "Unlink it first, or choose another.");
  }
}

async function readBothLive(
  context: SyncContext,
  refs: readonly RecordRef[],
): Promise<Readonly<Record<Side, RecordSnapshot>>> {
  const [hubspot, connectwise] = await Promise.all(
    SIDES.map(async (side) => {
      const ref = refs.find((one) => one.side === side);
      if (ref === undefined) throw new Error(`no record on ${side}`);
      return readLive(context, ref);
    }),
  );
  if (hubspot === undefined || connectwise === undefined) throw new Error("two were read");
  return { hubspot, connectwise };
}

function toResult(
  ids: PairIds,
  { plan }: PlannedUpdate,
  outcome: Awaited<ReturnType<typeof applyUpdates>>[number] | undefined,
  isWriting: boolean,
): HandLink {
  // Somebody linked or claimed one of the two in the meantime; nothing of this was stored.
  if (outcome === undefined || outcome.kind === "lost") throw busy();
  const isAttention = outcome.problems.length > 0 && plan.state === "linked";
  return {
    ...ids,
    state: isAttention ? "attention" : plan.state,
    written: outcome.written,
    isPending: outcome.kind === "retry" || !isWriting,
    problems: outcome.problems,
  };
}
