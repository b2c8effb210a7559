import type { FieldValue, Side, Time } from "./wire-common.ts";
import type {
  FieldLine,
  JournalLine,
  RecordIssue,
  RecordRef,
  ShownRecord,
} from "./wire-records.ts";

/** Why a record is in sync, or is not, evaluated now. */
export interface Explanation extends RecordRef {
  linkedId: string | null;
  /** As it is stored: of the link, or else of the verdict about the record. */
  storedState: string | null;
  /** What a sync would make of it now; null: linked, and nothing in its way. */
  state: string | null;
  /** What a sync would do now. */
  action: "update" | "create" | "verdict" | "later";
  /** A worker has it in hand. */
  isHeld: boolean;
  pending: { lane: number; notBefore: Time; attempts: number } | null;
  /** A create whose answer is still to be found. */
  openCreate: { attempts: number; candidateIds: string[] | null } | null;
  sides: ExplainedSide[];
  match: ExplainedMatch | null;
  waits: ExplainedWait[];
  conflicts: Omit<JournalLine, "at" | "userId">[];
  /** What a sync would say now. */
  verdicts: Omit<RecordIssue, "foundAt">[];
  /** What the last one said. */
  issues: RecordIssue[];
  fields: FieldLine[];
  decisions: JournalLine[];
}

/** The record in one system, and whether filters let it through. */
export interface ExplainedSide {
  side: Side;
  recordId: string;
  modifiedAt: Time;
  isDeleted: boolean;
  mergedIntoId: string | null;
  standardFilters: (FilterAnswer & { code: string; message: string | null })[];
  ownFilter: { isMet: boolean; groups: OwnFilterLine[][] } | null;
  parents: Exclusion | null;
  exclusion: Exclusion | null;
}

/** What a line of a filter says about the record. */
export interface FilterAnswer {
  path: string;
  value: FieldValue;
  wanted: string;
  isMet: boolean;
}

/** A line of the customer's own filter; labels stand for fields, options, people and lists in all words. */
export interface OwnFilterLine extends FilterAnswer {
  label: string;
  /** The value in words; null for nothing. */
  text: string | null;
}

/** Why a record is left out. */
export interface Exclusion {
  code: string;
  message: string;
}

/** How a counterpart was looked for. */
export interface ExplainedMatch {
  outcome: "link" | "review" | "none";
  reason: string;
  message: string;
  keys: { kind: string; value: string; isStrong: boolean }[];
  candidates: (ShownRecord & { shared: string[]; differing: string[] })[];
  twins: ShownRecord[];
}

/** A record that this one waits for. */
export interface ExplainedWait extends RecordRef {
  depth: number;
  state: string | null;
  linkedId: string | null;
  code: string | null;
  message: string;
  remedy: string | null;
  /** Address of the record's screen. */
  url: string | null;
}
