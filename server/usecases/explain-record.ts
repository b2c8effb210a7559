import { AppError } from "../sync/errors.ts";
import {
  explainOwnFilter,
  explainStandardFilters,
  type OwnAnswer,
  type StandardAnswer,
} from "../sync/explain-filters.ts";
import { explainCreate, explainFields, type FieldLine } from "../sync/explain.ts";
import {
  SIDES,
  type LinkState,
  type RecordRef,
  type RecordSnapshot,
  type Side,
} from "../sync/model.ts";
import type { Exclusion } from "../sync/objects/definition.ts";
import { parentExclusion } from "../sync/parents.ts";
import type { Wait } from "../sync/plan.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import { READABLE_STATES } from "../sync/portal-words.ts";
import type { JournalLine, RecordStanding } from "../sync/record-ports.ts";
import type { Issue, JournalEntry } from "../sync/pair-ports.ts";
import type { ReadCounterparts } from "./decide-unlinked.ts";
import { counterpartReader } from "./drain.ts";
import {
  exclusionOf,
  filterContext,
  type PairWork,
  type PlannedPair,
  type SyncContext,
  unclaimed,
} from "./engine.ts";
import { explainMatch, type MatchAnswer } from "./explain-match.ts";
import { explainWaits, type WaitStep } from "./explain-waits.ts";
import { refsOf } from "./hold-records.ts";
import { lookOnly } from "./look-only.ts";
import { problemIssue, waitIssue } from "./pair-facts.ts";
import { planPairs } from "./plan-pairs.ts";
import { refKey } from "./plan-verdicts.ts";
import { readPairs } from "./read-pairs.ts";
import { withParents } from "./read-parents.ts";
import { isUnknown, recordGone } from "./sync-now.ts";

/** What is asked of one record of a pair before it may be a source. */
export interface SideAnswer {
  readonly ref: RecordRef;
  readonly modifiedAt: number;
  readonly isDeleted: boolean;
  readonly mergedIntoId: string | null;
  readonly standardFilters: readonly StandardAnswer[];
  /** Null: the customer has set none for this side. */
  readonly ownFilter: OwnAnswer | null;
  /** Why it is left out because of what it belongs to; null: it is not. */
  readonly parents: Exclusion | null;
  /** Why it is no source at present, as the engine has it; null: it may be one. */
  readonly exclusion: Exclusion | null;
}

/** Why a record is, or is not, in sync, as of this moment. */
export interface Explanation {
  readonly standing: RecordStanding;
  /** The two records as they were read, and what is known about those that they belong to. */
  readonly work: Pick<PairWork, "records" | "parents">;
  /** What a sync would make of it now; null: its two records would be equal and linked. */
  readonly state: LinkState | null;
  /** What it would say: why it is left out, waits, or needs a person. */
  readonly verdicts: readonly Omit<Issue, "seenModifiedAt">[];
  /** `update` and `create` carry fields; `later`: another record has to be settled first. */
  readonly action: PlannedPair["kind"];
  readonly sides: readonly SideAnswer[];
  /** Null for a linked record. */
  readonly match: MatchAnswer | null;
  readonly waits: readonly WaitStep[];
  /** Values that would lose now. */
  readonly conflicts: readonly JournalEntry[];
  readonly fields: readonly FieldLine[];
  /** What was done to the two records, the newest first. */
  readonly decisions: readonly JournalLine[];
}

/** Lines of the journal that are told. */
const MAX_DECISIONS = 50;

/**
 * Explains one record: both sides are read and planned at this moment by what a drain uses, and
 * nothing is written or stored.
 *
 * @throws AppError `portal_not_active`, `record_gone` with `recordId` as field; a vendor's error
 */
export async function explainRecord(
  context: SyncContext,
  portal: PortalStore,
  ref: RecordRef,
): Promise<Explanation> {
  await mustBeReadable(portal);
  const { objectType } = context.definition;
  const looking = { ...context, store: lookOnly(context.store) };
  const standing = await portal.standing(objectType, ref);
  const { link } = standing;
  const work = await readWork(looking, ref, standing);
  const read = readOnce(counterpartReader(looking));
  const match = link === null ? await explainMatch(looking, work, read) : null;
  const [planned] = await planPairs(looking, [work], read);
  if (planned === undefined) throw new Error("a plan got lost");
  const refs = link === null ? [ref] : refsOf(link);
  return {
    standing,
    work: planned.work,
    ...outcomeOf(planned),
    action: planned.kind,
    sides: SIDES.flatMap((side) => sideAnswer(context, planned.work, side)),
    match,
    waits: await explainWaits(portal, waitsOf(planned)),
    conflicts: planned.kind === "update" ? planned.plan.conflicts : [],
    fields: fieldsOf(context, planned),
    decisions: await portal.journalOf({ objectType, refs, since: 0, limit: MAX_DECISIONS }),
  };
}

/** @throws AppError `record_gone` */
async function readWork(
  context: SyncContext,
  ref: RecordRef,
  { link, sent, intent }: RecordStanding,
): Promise<PairWork> {
  const pair = { ...unclaimed(context, ref, link), sent, intent };
  const [work] = await withParents(context, await readPairs(context, [pair]));
  if (work === undefined) throw new Error("a work got lost");
  if (isUnknown(work)) throw recordGone(context, ref);
  return work;
}

/** @throws AppError `portal_not_active` in states in which no record is read */
export async function mustBeReadable(portal: Pick<PortalStore, "portal">): Promise<void> {
  const state = (await portal.portal())?.state ?? "erased";
  if (READABLE_STATES.includes(state)) return;
  throw new AppError(`No record is read while the portal is ${state}.`, {
    code: "portal_not_active",
    errorClass: "invalid",
    remedy: "Connect the portal again first.",
  });
}

/** Counterparts are looked at twice, by the match and by the plan; they are read once. */
function readOnce(read: ReadCounterparts): ReadCounterparts {
  const known = new Map<string, RecordSnapshot | null>();
  return async (refs) => {
    const missing = refs.filter((ref) => !known.has(refKey(ref)));
    const found = missing.length === 0 ? new Map<string, RecordSnapshot>() : await read(missing);
    for (const ref of missing) known.set(refKey(ref), found.get(refKey(ref)) ?? null);
    return new Map(
      refs.flatMap((ref) => {
        const record = known.get(refKey(ref)) ?? null;
        return record === null ? [] : [[refKey(ref), record] as const];
      }),
    );
  };
}

function outcomeOf(planned: PlannedPair): Pick<Explanation, "state" | "verdicts"> {
  switch (planned.kind) {
    case "update": {
      const { plan, work } = planned;
      const verdicts = [
        ...plan.problems.map((problem) => problemIssue(work, plan.state, problem)),
        ...plan.waits.filter(({ field }) => field !== "").map((wait) => waitIssue(work, wait)),
      ];
      return { state: plan.state === "linked" ? null : plan.state, verdicts };
    }
    case "verdict":
      return { state: planned.issue.state, verdicts: [planned.issue] };
    case "create":
    case "later":
      return { state: null, verdicts: [] };
  }
}

function waitsOf(planned: PlannedPair): readonly Wait[] {
  if (planned.kind === "update") return planned.plan.waits;
  return planned.kind === "verdict" ? (planned.waits ?? []) : [];
}

function fieldsOf({ mapping }: SyncContext, planned: PlannedPair): readonly FieldLine[] {
  if (planned.kind === "update") {
    return explainFields(mapping, planned.work.records, planned.plan);
  }
  return planned.kind === "create" ? explainCreate(mapping, planned.source, planned.create) : [];
}

function sideAnswer(
  context: SyncContext,
  { records, parents }: Pick<PairWork, "records" | "parents">,
  side: Side,
): SideAnswer[] {
  const record = records[side];
  if (record === null) return [];
  const { definition, mapping, policy } = context;
  const around = filterContext(context);
  const { catchAllId } = policy;
  return [
    {
      ref: { side, id: record.id },
      modifiedAt: record.modifiedAt,
      isDeleted: record.isDeleted,
      mergedIntoId: record.mergedIntoId ?? null,
      standardFilters: explainStandardFilters(definition.standardFilters, side, record, around),
      ownFilter: explainOwnFilter(mapping, side, record),
      parents: parentExclusion(definition, mapping, { side, record, parents, catchAllId }),
      exclusion: exclusionOf(context, side, record, parents),
    },
  ];
}
