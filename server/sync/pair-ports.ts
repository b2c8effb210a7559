import type { Latency } from "./latency.ts";
import type { MatchKey } from "./match.ts";
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

/** A record with everything that it can be recognised by. */
export interface KeyedRecord {
  readonly ref: RecordRef;
  readonly keys: readonly MatchKey[];
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
  /** Sides whose record is left out, of a link in state `excluded`: nothing can belong to it there. */
  readonly leftOut: readonly Side[];
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

/** A record that others belong to, as far as the store knows it; the issue is about this very record. */
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
  /**
   * True when the new link's HubSpot record is not given our id with it, so that it does not show that
   * it is linked; left out: it does, as soon as the pair is settled.
   */
  readonly showsNothing?: boolean;
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
   * finds the link next waits for this worker. A pair that is given back, neither linked nor taken
   * apart, is as the change had it.
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
