import type { FieldValue, Side, Time } from "./wire-common.ts";

/** A record of one system. */
export interface RecordRef {
  objectType: string;
  side: Side;
  recordId: string;
}

/** The two records of a link. */
export interface LinkedIds {
  objectType: string;
  hubspotId: string;
  connectwiseId: string;
}

/** One of the two ids, or both. */
export interface UnlinkRequest {
  objectType: string;
  hubspotId?: string | undefined;
  connectwiseId?: string | undefined;
}

/** What came of linking two records by hand. */
export interface LinkReport extends LinkedIds {
  state: string;
  written: Side[];
  isPending: boolean;
  problems: { code: string; side: Side; field: string; message: string; remedy: string }[];
}

/** A record with the values that tell it from others; null where it could not be read. */
export interface ShownRecord {
  side: Side;
  id: string;
  shown: Record<string, FieldValue> | null;
  linkedId: string | null;
}

/** A record that holds what a person typed. */
export interface FoundRecord extends ShownRecord {
  name: string | null;
  /** Address of the record's screen. */
  url: string | null;
}

/** A record that is compared with others. */
export interface ComparedRecord extends ShownRecord {
  /** Address of the record's screen. */
  url: string | null;
  /** The same of the company that it belongs to. */
  companyUrl: string | null;
}

/** What a record is called at this moment; null: it is gone, or has no name. */
export interface NamedRecord {
  id: string;
  name: string | null;
}

/** A record that a person has to match. */
export interface Review {
  record: ComparedRecord;
  code: string;
  message: string;
  remedy: string | null;
  candidates: ComparedRecord[];
  twins: ComparedRecord[];
}

/** What is decided about a mapped field of a record, or was. */
export interface FieldLine {
  key: string;
  hubspot: { path: string; value: FieldValue };
  connectwise: { path: string; value: FieldValue };
  decision:
    "unchanged" | "equal" | "kept" | "write" | "written" | "wait" | "problem" | "ask" | "not-read";
  rule: string;
  message: string;
  remedy: string | null;
  write: { side: Side; oldValue: FieldValue; newValue: FieldValue } | null;
}

/** Something that was done to a record; values only where they are kept. */
export interface JournalLine {
  at: Time;
  kind: "create" | "update" | "link" | "unlink" | "ruling" | "conflict" | "late-conflict";
  side: Side;
  recordId: string;
  field: string | null;
  oldValue?: FieldValue | undefined;
  newValue?: FieldValue | undefined;
  rule: string;
  userId: string | null;
}

/** Why a record is not simply in sync. */
export interface RecordIssue {
  side: Side;
  recordId: string;
  state: string;
  code: string;
  message: string;
  field: string | null;
  remedy: string | null;
  candidates: { side: Side; id: string }[];
  foundAt: Time;
}

/** Which side's value stands, of the values that were shown. */
export interface DecideRequest extends RecordRef {
  decisions: {
    key: string;
    winner: Side;
    seen: { hubspot: FieldValue; connectwise: FieldValue };
  }[];
}

/** What *Sync now* did, and how the record stands. */
export interface SyncReport extends RecordRef {
  isPending: boolean;
  state: string | null;
  linkedId: string | null;
  fields: FieldLine[];
  writes: JournalLine[];
  issues: RecordIssue[];
  since: Time;
  /** Where to ask how it stands. */
  poll: string;
}
