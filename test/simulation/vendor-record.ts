import type { FieldValue, ObjectType, Side } from "../../server/sync/model.ts";

/** A line of an opportunity's forecast. */
export interface ForecastLine {
  readonly isOurs: boolean;
  readonly revenue: number;
  readonly recurring: number;
  readonly isIncluded: boolean;
}

/** Who set a value: a person, Lockstep, or the vendor itself as a consequence. */
export type Author = "person" | "app" | "vendor";

/** Values by path. */
export type Values = Readonly<Record<string, FieldValue>>;

/** One change of one field. */
export interface Change {
  readonly path: string;
  readonly value: FieldValue;
  readonly before: FieldValue;
  readonly by: Author;
  /** Virtual time in milliseconds. */
  readonly at: number;
  /** Order among all changes of both vendors. */
  readonly order: number;
}

/** A record as a vendor keeps it, with all that ever happened to it. */
export interface VendorRecord {
  readonly objectType: ObjectType;
  readonly side: Side;
  readonly id: string;
  readonly fields: Record<string, FieldValue>;
  modifiedAt: number;
  /** Archived, flagged as deleted, or gone for good. */
  isDeleted: boolean;
  /** Whether it was deleted at any time. */
  wasDeleted: boolean;
  /** Gone for good: nobody can read or restore it. */
  isGone: boolean;
  /** The record in which this one lives on. */
  mergedIntoId: string | null;
  readonly createdBy: Author;
  /** What its create brought, before the vendor tidied it. */
  readonly received: Values;
  /** Id of the counterpart that an app's create was made from. */
  readonly sourceId: string | null;
  readonly createdAt: number;
  readonly createdOrder: number;
  deletedOrder: number | null;
  deletedAt: number | null;
  readonly changes: Change[];
  /** What the search index shows from which time on, oldest first. */
  readonly indexed: IndexEntry[];
  /** Lines of an opportunity's forecast. */
  lines: readonly ForecastLine[];
}

/** A state of a record in the search index. */
export interface IndexEntry {
  readonly visibleAt: number;
  readonly modifiedAt: number;
  readonly fields: Values | null;
}
