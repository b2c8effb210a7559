import type { MatchKey, Neighbourhood } from "./match.ts";
import type {
  FieldHashes,
  FieldValue,
  Lane,
  Link,
  ObjectType,
  ParentRef,
  RecordRef,
  RecordSnapshot,
  Side,
} from "./model.ts";
import type {
  ClaimRequest,
  ClaimedPair,
  Claimer,
  CommitOutcome,
  CreateIntent,
  DirtyMark,
  FieldPlace,
  KeyedRecord,
  PairChange,
  PastWrites,
  StoredParent,
} from "./pair-ports.ts";

/** One record of a listed page, ready to be compared with what is stored. */
export interface ObservedRecord {
  readonly id: string;
  readonly modifiedAt: number;
  readonly isDeleted: boolean;
  /** Hashes of the mapped fields by mapping key. */
  readonly hashes: FieldHashes;
  /** Null when the listing does not show what they are made of: those that are stored stay. */
  readonly matchKeys: readonly MatchKey[] | null;
  /** Whether the customer's filter leaves the record out; null: there is none, or it cannot be told. */
  readonly isLeftOut: boolean | null;
}

/** A page of observations with the cursor that follows it; stored in one transaction. */
export interface ObservedPage {
  readonly objectType: ObjectType;
  readonly side: Side;
  /** Version of the settings whose fields were listed and hashed; what older ones show proves nothing. */
  readonly settingsVersion: number;
  readonly records: readonly ObservedRecord[];
  readonly lane: Lane;
  readonly cursorName: string;
  /** Opaque JSON text. */
  readonly cursor: string;
  /** Set by a sweep: every listed link is stamped with it, so that missing ones can be told. */
  readonly sweepId?: number;
  /** Set on the last page that a sweep reads of a side: with it, what the sweep found is complete. */
  readonly isLast?: boolean;
  /** Whether such records change without a new time: by what they belong to, or by their parts. */
  readonly hasSilentChanges?: boolean;
}

/** Where a listing begins. */
export interface ListingStart {
  readonly objectType: ObjectType;
  readonly side: Side;
  readonly name: string;
  /** Opaque text. */
  readonly cursor: string;
}

/** A record as a first sync read it, kept encrypted until the run ends. */
export interface StagedRecord {
  readonly snapshot: RecordSnapshot;
  readonly matchKeys: readonly MatchKey[];
}

/** What a first sync did, or would do, with one record or pair. */
export interface RunItem {
  readonly objectType: ObjectType;
  readonly hubspotId: string | null;
  readonly connectwiseId: string | null;
  readonly action:
    | "linked"
    | "created_in_hubspot"
    | "created_in_connectwise"
    | "updated"
    | "review"
    | "excluded"
    | "waiting"
    | "attention";
  readonly matchedBy: string;
  readonly reason: string;
  /** Sides whose record a filter leaves out, of an excluded pair; left out: neither. */
  readonly leftOut?: readonly Side[];
}

/** A record or pair of a run, with what is written where. */
export interface RunSample {
  readonly objectType: ObjectType;
  readonly action: RunItem["action"];
  readonly hubspotId: string | null;
  readonly connectwiseId: string | null;
  /** Why, where nothing is written. */
  readonly reason: string;
  readonly changes: readonly SampleChange[];
}

/** One field of a sample. */
export interface SampleChange {
  readonly side: Side;
  /** Path on that side. */
  readonly field: string;
  readonly before: FieldValue;
  readonly after: FieldValue;
  /** Rule that decided; empty for a new record. */
  readonly rule: string;
}

/** Everything the engine keeps for one portal. Each method is one transaction. */
export interface SyncStore {
  /**
   * Adds dirty rows. A row that is there keeps the earlier lane and time and gets a new seq, so that
   * a worker that holds it does not take it away. An echo does not renew a row of another lane: it
   * is mostly the holder's own write coming back, and an edit under it is seen by the next poll.
   */
  markDirty(marks: readonly DirtyMark[]): Promise<void>;
  /** Takes due dirty rows in order of lane and age and claims their pairs; both sides' rows of one link come as one pair. */
  claimDirty(request: ClaimRequest): Promise<readonly ClaimedPair[]>;
  /** Claims the pairs of given records, dirty or not; records whose pair is held are left out. */
  claimRecords(
    objectType: ObjectType,
    refs: readonly RecordRef[],
    claim: Claimer,
  ): Promise<readonly ClaimedPair[]>;
  /** Extends claims; pairs whose claim was lost are missing from the answer (by pair key). */
  renewClaims(pairs: readonly ClaimedPair[], claimMs: number): Promise<ReadonlySet<string>>;
  /** Applies each change in order, each under its own fence, all in one transaction. */
  commit(changes: readonly PairChange[]): Promise<readonly CommitOutcome[]>;
  /** Earliest time at which a dirty row of the object types is due, null when there is none. */
  nextDue(objectTypes: readonly ObjectType[], maxLane: Lane): Promise<number | null>;

  /**
   * Records that share strong match keys with the given ones, and with those, for a decision in both directions.
   *
   * @param supposed - keys that count instead of the stored ones of these records, for this look only
   */
  neighbourhood(
    objectType: ObjectType,
    refs: readonly RecordRef[],
    strongKinds: readonly string[],
    supposed?: readonly KeyedRecord[],
  ): Promise<Neighbourhood>;
  linksOf(objectType: ObjectType, refs: readonly RecordRef[]): Promise<readonly Link[]>;
  /**
   * What is known about records that others belong to, and about the counterparts of those in an
   * excluded pair: what is written to a record may bring it to one of these. Unknown ones are missing
   * from the answer.
   *
   * @param dryRunId - a dry run whose plan stands in for links that do not exist
   */
  parentsOf(
    parents: readonly ParentRef[],
    dryRunId: string | null,
  ): Promise<readonly StoredParent[]>;
  /** Replaces the match keys of records, whoever holds their pairs. */
  learnKeys(objectType: ObjectType, records: readonly KeyedRecord[]): Promise<void>;
  /** Which of the values some record of the side has under the key kind. */
  takenKeys(
    objectType: ObjectType,
    side: Side,
    kind: string,
    values: readonly string[],
  ): Promise<ReadonlySet<string>>;
  /** Open create intents of an object type that would create on the side. */
  openIntents(objectType: ObjectType, targetSide: Side): Promise<readonly CreateIntent[]>;

  cursor(objectType: ObjectType, side: Side, name: string): Promise<string | null>;
  /**
   * Compares a page with what is stored, marks what differs dirty and moves the cursor. A record
   * is skipped when its hashes equal its base, or when it was reconciled (or judged) at this very
   * `modifiedAt`; a skipped record's echo marks leave. Returns how many were marked.
   */
  observe(page: ObservedPage): Promise<number>;
  /** Links that a finished sweep did not see on a side. */
  unsweptLinks(
    objectType: ObjectType,
    side: Side,
    sweepId: number,
    limit: number,
  ): Promise<readonly Link[]>;
  countLinks(objectType: ObjectType): Promise<number>;
  /**
   * What the journal has about fields that may be in a flip-flop: their last `FLIP_ROUNDS` writes,
   * where there were so many within `FLIP_WINDOW_MS` of now, or ever while the source has an issue
   * about it. Writes from before the newest mapping version, or before a person had the source tried
   * again, do not count. Most fields are missing from the answer.
   */
  pastWrites(objectType: ObjectType, places: readonly FieldPlace[]): Promise<readonly PastWrites[]>;

  stage(objectType: ObjectType, side: Side, records: readonly StagedRecord[]): Promise<void>;
  /** Staged records of a side in id order after an id. */
  stagedPage(
    objectType: ObjectType,
    side: Side,
    afterId: string | null,
    limit: number,
  ): Promise<readonly RecordSnapshot[]>;
  stagedRecords(
    objectType: ObjectType,
    refs: readonly RecordRef[],
  ): Promise<readonly { readonly side: Side; readonly record: RecordSnapshot }[]>;
  clearStaging(): Promise<void>;
  /**
   * Adds what a run did or would do; a later item for the same record replaces the earlier one. The
   * run's counts follow.
   */
  addRunItems(runId: string, items: readonly RunItem[]): Promise<void>;
  /**
   * Adds an item for each link of the records that the run has none of: the worker that made the
   * link died before it could tell.
   */
  addMissingRunItems(
    runId: string,
    objectType: ObjectType,
    refs: readonly RecordRef[],
  ): Promise<void>;
  /** Keeps samples of a run, a few of each action of an object type. */
  addRunSamples(runId: string, samples: readonly RunSample[]): Promise<void>;
  /** Drops a run's items and counts: they were those of its check. */
  clearRunItems(runId: string): Promise<void>;
}
