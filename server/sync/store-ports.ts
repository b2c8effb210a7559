import type { Latency } from "./latency.ts";
import type { MatchKey, Neighbourhood } from "./match.ts";
import type {
  FieldHashes,
  Fields,
  FieldValue,
  Lane,
  Link,
  LinkState,
  ObjectType,
  ParentRef,
  RecordRef,
  RecordSnapshot,
  Side,
} from "./model.ts";

/** A request to look at one record again. */
export interface DirtyMark extends RecordRef {
  readonly objectType: ObjectType;
  readonly lane: Lane;
  /** Not before this wall-clock time in milliseconds; 0 means at once. */
  readonly notBefore: number;
}

/** A taken dirty row: it is deleted only if `seq` is still the same. */
export interface TakenMark extends RecordRef {
  readonly seq: number;
  readonly lane: Lane;
  readonly attempts: number;
}

/** A value that was sent and not yet confirmed by an answer or a read. */
export interface SentValue {
  readonly side: Side;
  /** Mapping key. */
  readonly key: string;
  readonly value: FieldValue;
}

/** A field of a linked record that is about to be written. */
export interface FieldPlace extends RecordRef {
  /** Mapping key. */
  readonly key: string;
  /** The record whose value it gets. */
  readonly source: RecordRef;
}

/** The values that a field was written with last, the oldest first. */
export interface PastWrites extends RecordRef {
  /** Mapping key. */
  readonly key: string;
  readonly values: readonly FieldValue[];
}

/** Stored before a create is sent, so that a lost answer never leads to a second record. */
export interface CreateIntent {
  readonly objectType: ObjectType;
  readonly source: RecordRef;
  readonly payload: Fields;
  /** Hashes of the source's values that went into the payload. */
  readonly sourceBase: FieldHashes;
  readonly highMark: string | null;
  /** How many times the create was sent. */
  readonly attempts: number;
  /**
   * Ids of records of which one may be what it made, once a person has to say which; missing as long
   * as the engine looks for it by itself.
   */
  readonly candidateIds?: readonly string[];
}

/** Why a record is not simply linked and equal; one row per record, replaced by the next verdict. */
export interface Issue {
  readonly ref: RecordRef;
  readonly state: Exclude<LinkState, "linked">;
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly remedy?: string;
  /** Ids on the other side that could be the counterpart, or twins on the same side. */
  readonly candidates?: readonly RecordRef[];
  /** `modifiedAt` of the record when the verdict was made; unchanged records are not looked at again. */
  readonly seenModifiedAt: number;
}

/** A pair of records (or a single one without counterpart) held by one worker for a while. */
export interface ClaimedPair {
  readonly objectType: ObjectType;
  readonly pairKey: string;
  /** Grows with every claim of this pair; a commit with an older fence changes nothing. */
  readonly fence: number;
  readonly link: Link | null;
  /** The record that was asked for; of a linked pair, the first dirty one. */
  readonly ref: RecordRef;
  readonly taken: readonly TakenMark[];
  readonly sent: readonly SentValue[];
  readonly intent: CreateIntent | null;
  /**
   * Milliseconds to wait before a create that cannot be repeated, because an earlier owner
   * vanished without releasing the claim and its last request may still be on its way.
   */
  readonly createDelayMs: number;
  /**
   * Version of the settings that the claim's owner works under. When they have changed by the time it
   * is given back, its records are looked at once more.
   */
  readonly settingsVersion: number;
}

/** A write or a conflict for the journal; the store keeps the values encrypted. */
export interface JournalEntry {
  readonly kind: "create" | "update" | "link" | "unlink" | "ruling" | "conflict" | "late-conflict";
  readonly side: Side;
  readonly recordId: string;
  readonly key?: string;
  readonly field?: string;
  readonly oldValue?: FieldValue;
  readonly newValue?: FieldValue;
  /** Rule or cause that decided, as a stable code. */
  readonly rule: string;
  /** HubSpot user who asked for it; left out for what went by itself. */
  readonly userId?: string;
}

/** What a person decided about records; it stands above what the match rules say. */
export interface Ruling {
  /**
   * `together`: the change's new link stands against an earlier `apart` or `alone`. `apart`: the
   * pair's link is removed, and the two are not matched with each other again by themselves. `alone`:
   * the pair's record gets a counterpart of its own, whatever looks like it.
   */
  readonly kind: "together" | "apart" | "alone";
  readonly userId: string;
}

/** A record that others belong to, as far as the store knows it. */
export interface StoredParent {
  readonly parent: ParentRef;
  readonly link: Pick<Link, "hubspotId" | "connectwiseId" | "state"> | null;
  readonly issue: Pick<Issue, "state" | "code" | "message"> | null;
}

/** A parent that a record waits for, and what was known of it then (`standOf`). */
export interface ParentWait {
  readonly parent: ParentRef;
  readonly stand: string;
}

/** Facts about one claimed pair to be stored in one transaction, if the fence still holds. */
export interface PairChange {
  readonly pair: ClaimedPair;
  /** Creates the link of a pair that had none. */
  readonly newLink?: { readonly hubspotId: string; readonly connectwiseId: string };
  readonly ruling?: Ruling;
  readonly state?: LinkState;
  readonly mappingVersion?: number;
  /** Base entries to set; `null` removes one. */
  readonly base?: Partial<Record<Side, Readonly<Record<string, string | null>>>>;
  readonly seenModifiedAt?: Partial<Record<Side, number>>;
  readonly addSent?: readonly SentValue[];
  /** Sent values of these fields are settled and leave. */
  readonly settleSent?: readonly Pick<SentValue, "side" | "key">[];
  /** Opens or replaces the create intent; `null` closes it. */
  readonly intent?: CreateIntent | null;
  readonly journal?: readonly JournalEntry[];
  /** Verdicts to store; records of the pair without one lose theirs when `clearIssues` is set. */
  readonly issues?: readonly Issue[];
  readonly clearIssues?: boolean;
  readonly matchKeys?: readonly KeyedRecord[];
  /** Dirty rows that are done; each leaves only if its seq is unchanged. */
  readonly done?: readonly TakenMark[];
  /** Dirty rows to add, or to put off (same record: the earlier lane and time stay). */
  readonly marks?: readonly DirtyMark[];
  /**
   * Replaces the parents that the pair's records wait for. They are marked dirty in the transaction
   * that gives one of these a link, another state or another verdict, or in this one when that has
   * happened already.
   */
  readonly waits?: readonly ParentWait[];
  /** Puts the taken rows off until then and counts an attempt. */
  readonly retryAt?: number;
  /** How long the changes took that this confirms as written to the other side. */
  readonly latencies?: readonly Latency[];
  /** Gives the claim back. */
  readonly release?: boolean;
}

/** What became of a {@link PairChange}. */
export type CommitOutcome =
  /**
   * Stored. `pair` is the pair as it is now: with its link, base, sent values and intent, and with
   * the marks that this change put on the pair's own records among `taken`. A new
   * link moves the claim to the link's own pair key (same owner, fence and expiry), so that whoever
   * finds the link next waits for this worker.
   */
  | { readonly kind: "done"; readonly pair: ClaimedPair }
  /** Another worker holds the pair now; nothing was stored. */
  | { readonly kind: "fence-lost" }
  /** One of the two records has a link already; nothing was stored. */
  | { readonly kind: "already-linked" };

/** Who claims pairs, for how long, and under which version of the settings. */
export type Claimer = Pick<ClaimRequest, "owner" | "claimMs" | "settingsVersion">;

/** Which dirty rows a claim may take. */
export interface ClaimRequest {
  readonly objectTypes: readonly ObjectType[];
  /** Lanes up to and including this one. */
  readonly maxLane: Lane;
  readonly limit: number;
  readonly owner: string;
  readonly claimMs: number;
  /** Version of the settings that the work is done under; where they are newer, nothing is taken. */
  readonly settingsVersion: number;
  /** Leaves records without a link alone (they belong to a running first sync). */
  readonly linkedOnly: boolean;
}

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

/** A record with everything that it can be recognised by. */
export interface KeyedRecord {
  readonly ref: RecordRef;
  readonly keys: readonly MatchKey[];
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
   * What is known about records that others belong to; unknown ones are missing from the answer.
   *
   * @param dryRunId - a dry run whose plan stands in for links that do not exist
   */
  parentsOf(
    parents: readonly ParentRef[],
    dryRunId: string | null,
  ): Promise<readonly StoredParent[]>;
  /** Replaces the match keys of records, whoever holds their pairs. */
  learnKeys(objectType: ObjectType, records: readonly KeyedRecord[]): Promise<void>;
  /** Drops the match keys of all records of a type; a listing is about to find them anew. */
  forgetKeys(objectType: ObjectType): Promise<void>;
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

  stage(
    objectType: ObjectType,
    side: Side,
    records: readonly StagedRecord[],
    cursor: string,
  ): Promise<void>;
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
