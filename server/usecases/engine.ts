import type {
  FieldHashes,
  MappingVersion,
  ObjectPolicy,
  RecordRef,
  RecordSnapshot,
  Side,
} from "../sync/model.ts";
import type { ObjectDefinition, FilterContext } from "../sync/objects/definition.ts";
import { pathOn, SIDES } from "../sync/model.ts";
import type { CreatePlan } from "../sync/plan-create.ts";
import type {
  ClaimedPair,
  Clock,
  CrmAdapter,
  Hash,
  Issue,
  JournalEntry,
  SyncStore,
} from "../sync/ports.ts";
import type { Plan, ReconcileInput } from "../sync/reconcile.ts";

/** What the engine needs to sync one object type of one portal. */
export interface SyncContext {
  readonly definition: ObjectDefinition;
  readonly mapping: MappingVersion;
  readonly policy: ObjectPolicy;
  readonly filters: FilterContext;
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
  /** True when the pair's marks are younger than its records and must outlast this work. */
  readonly keepsMarks?: boolean;
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
      readonly issue: Issue | null;
    }
  /** Another pair has to be settled first; looked at again then. */
  | { readonly kind: "later"; readonly work: PairWork; readonly blockedBy: readonly RecordRef[] };

/** A pair whose plan is ready to be carried out. */
export type PlannedUpdate = Extract<PlannedPair, { kind: "update" }>;

/** A record whose counterpart is to be created. */
export type PlannedCreate = Extract<PlannedPair, { kind: "create" }>;

/** Paths to read on a side: mapped fields plus what matching and filters look at. */
export function pathsToRead(context: SyncContext, side: Side): readonly string[] {
  const mapped = context.mapping.fields.map((field) => pathOn(field, side));
  return [...new Set([...mapped, ...context.definition.extraPaths[side]])];
}

/** Assembles the input of {@link reconcile} for a linked pair whose records are both there. */
export function reconcileInput(
  context: SyncContext,
  pair: Pick<ClaimedPair, "sent">,
  base: Readonly<Record<Side, FieldHashes>>,
  records: Readonly<Record<Side, RecordSnapshot>>,
): ReconcileInput {
  return {
    records,
    base,
    sent: pair.sent,
    mapping: context.mapping,
    policy: context.policy,
    exclusions: {
      hubspot: context.definition.exclusion("hubspot", records.hubspot, context.filters),
      connectwise: context.definition.exclusion(
        "connectwise",
        records.connectwise,
        context.filters,
      ),
    },
    hash: context.hash,
    ...(context.defaultCountry === undefined ? {} : { defaultCountry: context.defaultCountry }),
  };
}

/** Time between attempts: doubles from one second to fifteen minutes, with jitter. */
export function backoffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(15 * 60_000, 1000 * 2 ** Math.min(attempts, 10));
  return Math.round(ceiling * (0.5 + random() / 2));
}

/** Match keys of every record that was read, for the pair's commit. */
export function matchKeysOf(
  context: SyncContext,
  work: PairWork,
): { ref: RecordRef; keys: ReturnType<ObjectDefinition["matchKeys"]> }[] {
  return SIDES.flatMap((side) => {
    const record = work.records[side];
    if (record === null) return [];
    const keys = record.isDeleted ? [] : context.definition.matchKeys(side, record);
    return [{ ref: { side, id: record.id }, keys }];
  });
}

/** Entries that say that a write of ours ran over an edit which nobody had read. */
export type LateConflicts = ReadonlyMap<string, readonly JournalEntry[]>;
