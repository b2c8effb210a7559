import type { FieldValue, Side, Time } from "./wire-common.ts";
import type { ExplainedWait } from "./wire-explain.ts";
import type { Right } from "./wire-people.ts";
import type { FieldLine, RecordIssue, RecordRef, ShownRecord } from "./wire-records.ts";

/** A field of one side with what it holds, in words too. */
export interface DescribedValue {
  path: string;
  label: string;
  /** How the value is to be shown; a `date` is a day, a `datetime` a moment, both in ISO 8601. */
  kind: "text" | "number" | "boolean" | "date" | "datetime" | "option" | "person" | "record";
  value: FieldValue;
  /** Labels of options, names of people and records; null: the field is empty. */
  text: string | null;
}

/** A record that could be the counterpart, with the address of its screen. */
export interface Candidate extends ShownRecord {
  url: string | null;
}

/** One of the two records of a card. */
export interface CardRecord {
  side: Side;
  id: string;
  /** Null while it cannot be read. */
  name: string | null;
  /** ConnectWise's own words; null for HubSpot's record, and where it has none. */
  type: string | null;
  status: string | null;
  url: string | null;
}

/** How a record stands; `unknown`: nobody could look, and the words say why. */
export interface CardState {
  kind:
    | "linked"
    | "waiting"
    | "excluded"
    | "attention"
    | "review"
    | "merged"
    | "deleted"
    | "not-linked"
    | "unknown";
  code: string;
  message: string;
  remedy: string | null;
}

/** A mapped field with what both sides hold, and what a sync would do about it. */
export interface CardField {
  key: string;
  hubspot: DescribedValue;
  connectwise: DescribedValue;
  isDifferent: boolean;
  decision: FieldLine["decision"];
  rule: string;
  message: string;
  remedy: string | null;
}

/** A field that both sides changed, and that a person decides on. */
export interface CardConflict {
  key: string;
  hubspot: DescribedValue;
  connectwise: DescribedValue;
  /** When a sync found it first; null: it was found at this moment. */
  since: Time | null;
}

/** Why a record is looked at again. */
export type LaneName = "sync-now" | "hint" | "poll" | "first-sync" | "sweep" | "echo";

/** All that a record's card shows. */
export interface Card extends RecordRef {
  portal: { state: string; message: string; remedy: string | null };
  /** What the caller may do. */
  rights: Right[];
  state: CardState;
  /** The one that was asked for, and its counterpart where there is one. */
  records: { hubspot: CardRecord | null; connectwise: CardRecord | null };
  /** When Lockstep wrote to each side last; null: not within 30 days. */
  lastWrites: { hubspot: Time | null; connectwise: Time | null };
  /** A worker has it in hand. */
  isHeld: boolean;
  pending: { lane: LaneName; notBefore: Time; attempts: number } | null;
  fields: CardField[];
  /** What the mapped fields are called, also on a card that shows none. */
  labels: { side: Side; path: string; label: string }[];
  conflicts: CardConflict[];
  /** Of a record without link: what could be its counterpart, and what looks like it on its own side. */
  candidates: (Candidate & { shared: string[]; differing: string[] })[];
  twins: Candidate[];
  waits: ExplainedWait[];
  exclusion: { side: Side; code: string; message: string } | null;
  /** What the last sync said. */
  issues: RecordIssue[];
}
