import type {
  FieldHashes,
  Link,
  MappingVersion,
  ObjectPolicy,
  RecordRef,
  RecordSnapshot,
  Side,
} from "../sync/model.ts";
import {
  firstRejection,
  type Exclusion,
  type FilterContext,
  type ObjectDefinition,
  type StandardFilters,
} from "../sync/objects/definition.ts";
import { filterExclusion, filterPaths } from "../sync/filters.ts";
import { parentExclusion } from "../sync/parents.ts";
import { linkedId, otherSide, pathOn, SIDES } from "../sync/model.ts";
import { partsOf } from "../sync/paths.ts";
import type { MatchKey } from "../sync/match.ts";
import type { CreatePlan } from "../sync/plan-create.ts";
import type { CrmAdapter } from "../sync/adapter-ports.ts";
import type { Clock, Hash } from "../sync/ports.ts";
import type { ClaimedPair, Issue, JournalEntry } from "../sync/pair-ports.ts";
import type { SyncStore } from "../sync/store-ports.ts";
import type { Plan, Wait } from "../sync/plan.ts";
import type { FieldChoice, ReconcileInput } from "../sync/reconcile.ts";
import type { ParentLookup } from "../sync/transforms/transform.ts";

/** What the engine needs to sync one object type of one portal. */
export interface SyncContext {
  readonly definition: ObjectDefinition;
  readonly mapping: MappingVersion;
  readonly policy: ObjectPolicy;
  /** Version of the settings that this context was made of. */
  readonly settingsVersion: number;
  readonly filters: StandardFilters;
  readonly store: SyncStore;
  readonly adapters: Readonly<Record<Side, CrmAdapter>>;
  readonly clock: Clock;
  readonly hash: Hash;
  /** Name of this worker, for claims. */
  readonly owner: string;
  /** A number from 0 to below 1, for backoff. */
  readonly random: () => number;
  readonly timing: EngineTiming;
  readonly defaultCountry?: string;
  /** IANA name of the portal's time zone. */
  readonly timeZone?: string;
  /** The dry run whose plan stands in for links that do not exist yet. */
  readonly dryRunId?: string;
  /** What a person decided about the one record that this context is for. */
  readonly choices?: readonly FieldChoice[];
  /** True where plans are only counted: nothing is read that does not change what is done. */
  readonly countsOnly?: boolean;
}

/** Durations the engine keeps to, in milliseconds. */
export interface EngineTiming {
  /** How long a claim lasts without being renewed. */
  readonly claimMs: number;
  /** Longest time one vendor call can take; no call starts with less left of the claim. */
  readonly callMs: number;
  /** How long a drain works before it lets others go first. */
  readonly sliceMs: number;
}

/** Timing of production: a call ends within 20 s, so a claim of 60 s leaves room for two. */
export const DEFAULT_TIMING: EngineTiming = { claimMs: 60_000, callMs: 20_000, sliceMs: 10_000 };

/** A claimed pair with what was read of both records; null: that record is not there. */
export interface PairWork {
  readonly pair: ClaimedPair;
  readonly records: Readonly<Record<Side, RecordSnapshot | null>>;
  /** False when the records come from staging and may be minutes old. */
  readonly isFresh: boolean;
  /** What is known about the records that these two belong to. */
  readonly parents?: ParentLookup;
  /** True when the pair's marks are younger than its records and must outlast this work. */
  readonly keepsMarks?: boolean;
  /** Records whose match keys are stored already. */
  readonly keyed?: readonly RecordSnapshot[];
}

/** What is to be done with one pair, decided before anything is written. */
export type PlannedPair =
  | {
      readonly kind: "update";
      readonly work: PairWork;
      readonly plan: Plan;
      /** Facts to store together with the plan's first commit. */
      readonly matchedBy: string;
    }
  | {
      readonly kind: "create";
      readonly work: PairWork;
      readonly source: RecordSnapshot;
      readonly create: CreatePlan;
    }
  | {
      /** Nothing to write: the record is excluded, in review, waiting, needs attention, or is gone. */
      readonly kind: "verdict";
      readonly work: PairWork;
      readonly issue: Issue;
      /** Parents whose change ends the verdict. */
      readonly waits?: readonly Wait[];
    }
  /** Another pair has to be settled first; looked at again then. */
  | { readonly kind: "later"; readonly work: PairWork; readonly blockedBy: readonly RecordRef[] };

/** A pair whose plan is ready to be carried out. */
export type PlannedUpdate = Extract<PlannedPair, { kind: "update" }>;

/** A record whose counterpart is to be created. */
export type PlannedCreate = Extract<PlannedPair, { kind: "create" }>;

/**
 * Paths to read on a side: mapped fields, what filters and matching look at, and what an update has
 * to fill in where it is empty.
 */
export function pathsToRead(context: SyncContext, side: Side): readonly string[] {
  const { extraPaths, requiredOnUpdate } = context.definition;
  const mapped = context.mapping.fields.flatMap((field) => partsOf(pathOn(field, side)));
  const filtered = filterPaths(context.mapping, side);
  return [...new Set([...mapped, ...filtered, ...extraPaths[side], ...requiredOnUpdate[side]])];
}

/** What standard filters rest on at this moment. */
export function filterContext({
  filters,
  policy,
  clock,
}: Pick<SyncContext, "filters" | "policy" | "clock">): FilterContext {
  return { ...filters, policy, now: clock.now() };
}

/** Why a record must not be a source at present: a standard filter, the customer's, or its parents. */
export function exclusionOf(
  context: SyncContext,
  side: Side,
  record: RecordSnapshot,
  parents: ParentLookup | undefined,
): Exclusion | null {
  const { definition, policy, mapping } = context;
  const own = firstRejection(definition.standardFilters, side, record, filterContext(context));
  if (own !== null) return { ...own, holdsPair: true };
  const filtered = filterExclusion(mapping, side, record);
  if (filtered !== null) return filtered;
  const { catchAllId } = policy;
  return parentExclusion(definition, mapping, { side, record, parents, catchAllId });
}

/**
 * Why nothing can belong to the records of a pair at present, each side that has a reason. The customer's
 * filter and parents hold one side; a standard filter holds both.
 */
export function exclusionsOf(
  context: SyncContext,
  { records, parents }: Pick<PairWork, "records" | "parents">,
): readonly (Exclusion & { readonly side: Side })[] {
  const reasonOn = (side: Side): Exclusion | null => {
    const record = records[side];
    return record === null ? null : exclusionOf(context, side, record, parents);
  };
  const reasons = { hubspot: reasonOn("hubspot"), connectwise: reasonOn("connectwise") };
  return SIDES.flatMap((side) => {
    const other = reasons[otherSide(side)];
    const reason = reasons[side] ?? (other?.holdsPair === true ? other : null);
    return reason === null || records[side] === null ? [] : [{ ...reason, side }];
  });
}

/** Assembles the input of {@link reconcile} for a linked pair whose records are both there. */
export function reconcileInput(
  context: SyncContext,
  work: Pick<PairWork, "parents"> & { readonly pair: Pick<ClaimedPair, "sent" | "link"> },
  base: Readonly<Record<Side, FieldHashes>>,
  records: Readonly<Record<Side, RecordSnapshot>>,
): ReconcileInput {
  const { parents } = work;
  const { fieldDirection } = context.definition;
  return {
    records,
    base,
    sent: work.pair.sent,
    mapping: context.mapping,
    linkVersion: work.pair.link?.mappingVersion,
    policy: context.policy,
    exclusions: {
      hubspot: exclusionOf(context, "hubspot", records.hubspot, parents),
      connectwise: exclusionOf(context, "connectwise", records.connectwise, parents),
    },
    hash: context.hash,
    defaultCountry: context.defaultCountry,
    timeZone: context.timeZone,
    parents,
    fieldDirection,
    choices: context.choices,
  };
}

/** A pair that nobody holds, for plans that are not carried out. */
export function unclaimed(
  { definition, settingsVersion }: SyncContext,
  ref: RecordRef,
  link: Link | null,
): ClaimedPair {
  const { objectType } = definition;
  const pairKey = `${ref.side}:${ref.id}`;
  const nothing = { taken: [], sent: [], intent: null, leftOut: [], createDelayMs: 0 };
  return { objectType, pairKey, fence: 0, link, ref, settingsVersion, ...nothing };
}

/** Time between attempts: doubles from one second to fifteen minutes, with jitter. */
export function backoffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(15 * 60_000, 1000 * 2 ** Math.min(attempts, 10));
  return Math.round(ceiling * (0.5 + random() / 2));
}

/**
 * Match keys of every record that was read, for the pair's commit. One that is gone, or lives on in
 * another, has none: nobody is to be taken for it any more.
 */
export function matchKeysOf(
  context: SyncContext,
  work: Pick<PairWork, "records" | "parents" | "keyed"> & { readonly pair?: ClaimedPair },
): { ref: RecordRef; keys: readonly MatchKey[] }[] {
  return SIDES.flatMap((side) => {
    const record = work.records[side];
    const id = work.pair === undefined ? null : idOn(work.pair, side);
    const isStored = record === null || work.keyed?.includes(record) === true;
    const keys = isStored ? null : keysOf(context, side, record, work.parents);
    return [
      ...(id === null || record?.id === id ? [] : [{ ref: { side, id }, keys: [] }]),
      ...(record === null || keys === null ? [] : [{ ref: { side, id: record.id }, keys }]),
    ];
  });
}

/** The id a pair has on a side, or null for the missing counterpart of an unlinked record. */
export function idOn(pair: Pick<ClaimedPair, "link" | "ref">, side: Side): string | null {
  if (pair.link !== null) return linkedId(pair.link, side);
  return pair.ref.side === side ? pair.ref.id : null;
}

/** Match keys of a record; null when it was read without what they are made of. */
export function keysOf(
  context: SyncContext,
  side: Side,
  record: RecordSnapshot,
  parents?: ParentLookup,
): readonly MatchKey[] | null {
  if (record.isDeleted) return [];
  const { definition, clock, policy } = context;
  if (definition.keyPaths[side].some((path) => record.fields[path] === undefined)) return null;
  return definition.matchKeys(side, record, {
    now: clock.now(),
    catchAllId: policy.catchAllId ?? undefined,
    parents,
  });
}

/** Entries that say that a write of ours ran over an edit which nobody had read. */
export type LateConflicts = ReadonlyMap<string, readonly JournalEntry[]>;
