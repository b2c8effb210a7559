import type { Lane, Link, ObjectType, ParentRef, RecordRef, Side } from "./model.ts";
import type { CreateIntent, Issue, JournalEntry, SentValue } from "./pair-ports.ts";

/** What is stored about a record and its pair at this moment. */
export interface RecordStanding {
  readonly link: Link | null;
  readonly sent: readonly SentValue[];
  readonly intent: CreateIntent | null;
  /** Verdicts about the record and its counterpart, the record's own first. */
  readonly issues: readonly FoundIssue[];
  /** The most urgent reason to look at the pair again; null: nothing is to be done. */
  readonly pending: PendingLook | null;
  /** Whether a worker has the pair in hand. */
  readonly isHeld: boolean;
  /** Records of which a change has the pair looked at again. */
  readonly waitsFor: readonly ParentRef[];
}

/** A verdict with the time at which it was made first, in milliseconds. */
export type FoundIssue = Omit<Issue, "seenModifiedAt"> & { readonly foundAt: number };

/** A pair that is to be looked at. */
export interface PendingLook {
  readonly lane: Lane;
  /** Not before this time in milliseconds. */
  readonly notBefore: number;
  readonly attempts: number;
}

/** A line of the journal. */
export type JournalLine = JournalEntry & {
  /** Milliseconds, by the database's clock. */
  readonly at: number;
};

/** Which lines of the journal about some records are read: the newest first. */
export interface JournalRequest {
  readonly objectType: ObjectType;
  readonly refs: readonly RecordRef[];
  /** Milliseconds; lines from before are left out. */
  readonly since: number;
  readonly limit: number;
}

/** Which lines of the journal a page has; all of them when nothing is named. */
export interface ActivityChoice {
  readonly objectType?: ObjectType;
  /** Records of the object type. */
  readonly refs?: readonly RecordRef[];
}

/** Lines of the journal, the newest first. */
export interface ActivityPage {
  readonly items: readonly (JournalLine & { readonly objectType: ObjectType })[];
  readonly next: string | null;
}

/** When each side's record was last written to, in milliseconds; null: not as long as the journal goes back. */
export type LastWrites = Readonly<Record<Side, number | null>>;

/** Records with an issue of one kind, counted. */
export interface IssueCategory {
  readonly objectType: ObjectType;
  readonly state: Issue["state"];
  readonly code: string;
  readonly count: number;
  /** Words and remedy of the issue found last, as an example. */
  readonly message: string;
  readonly remedy: string | null;
  /** Fields that the issues name, at most ten. */
  readonly fields: readonly string[];
}

/** Which issues are tried again. */
export interface IssueChoice {
  readonly objectType?: ObjectType;
  readonly code?: string;
  /** These records only. */
  readonly records?: readonly (RecordRef & { readonly objectType: ObjectType })[];
}
