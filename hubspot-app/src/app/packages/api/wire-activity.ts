import type { DescribedValue } from "./wire-card.ts";
import type { FieldValue, Side, Time } from "./wire-common.ts";
import type { JournalLine } from "./wire-records.ts";

/** Which lines of the journal: all, an object type's, or one record's with its counterpart's. */
export interface ActivityQuery {
  after?: string | undefined;
  limit?: number | undefined;
  objectType?: string | undefined;
  side?: Side | undefined;
  recordId?: string | undefined;
}

/** A value that the journal keeps, in words too. */
export interface KeptValue {
  value: FieldValue;
  text: string | null;
}

/** Something that Lockstep did. */
export interface Activity {
  at: Time;
  kind: JournalLine["kind"];
  objectType: string;
  side: Side;
  recordId: string;
  /** As it is called now; null where it cannot be read. */
  name: string | null;
  linkedId: string | null;
  url: string | null;
  field: Pick<DescribedValue, "path" | "label" | "kind"> | null;
  /** Null where no value is kept. */
  oldValue: KeptValue | null;
  newValue: KeptValue | null;
  rule: string;
  /** The rule in plain words; empty where the kind says it all. */
  message: string;
  /** Who asked for it; null: it went by itself. */
  user: { userId: string; email: string | null } | null;
}
