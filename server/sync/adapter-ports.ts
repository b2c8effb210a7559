import type { AppError } from "./errors.ts";
import type { Fields, FieldValue, ObjectType, RecordSnapshot, Side } from "./model.ts";

/** What a write did, one per input and in the same order. */
export type WriteResult =
  | { readonly ok: true; readonly record: RecordSnapshot; readonly isNew?: boolean }
  | { readonly ok: false; readonly error: AppError };

/** A record to create. */
export interface CreateInput {
  /** Id of the counterpart on the other side; unique among the inputs of one call. */
  readonly sourceId: string;
  readonly fields: Fields;
}

/** Fields to set on an existing record; fields that are not named stay as they are. */
export interface UpdateInput {
  readonly id: string;
  readonly fields: Fields;
  /** The record as it was read; needed to write parts of it (`details`). */
  readonly before?: RecordSnapshot;
}

/** One page of a listing; `next` is null on the last page. */
export interface RecordPage {
  readonly records: readonly RecordSnapshot[];
  readonly next: string | null;
  /** The vendor's clock when it answered, in milliseconds. */
  readonly serverTime: number;
}

/** The newest changes since a moment, newest first, in one call. */
export interface ChangeHead {
  readonly records: readonly RecordSnapshot[];
  /** How many records changed since the moment, where the vendor counts them. */
  readonly total: number | null;
  /** False when more records changed than one page holds. */
  readonly isComplete: boolean;
  readonly serverTime: number;
}

/** One earlier value of a field, with who set it. */
export interface HistoryEntry {
  readonly value: FieldValue;
  readonly at: number;
  readonly isOurs: boolean;
}

/** How to find a record that a create of ours may have made. */
export interface CreatedProbe {
  readonly sourceId: string;
  /** The payload that was sent. */
  readonly fields: Fields;
  /** Highest id that existed before the create, where the side hands out growing ids. */
  readonly highMark: string | null;
}

/** When records joined and left a list last; texts that differ once somebody did. */
export interface ListState {
  readonly lastJoined: string;
  readonly lastLeft: string;
}

/** A record in a list. */
export interface ListMember {
  readonly id: string;
  /** Milliseconds. */
  readonly joinedAt: number;
}

/** Lists in which people collect records. */
export interface RecordLists {
  /** States by list id, in one call; a list that does not exist is missing. */
  states(
    objectType: ObjectType,
    listIds: readonly string[],
  ): Promise<ReadonlyMap<string, ListState>>;
  /** Lists the records of a list in the order in which they joined, page by page. */
  members(
    listId: string,
    cursor: string | null,
  ): Promise<{ readonly members: readonly ListMember[]; readonly next: string | null }>;
}

/**
 * One vendor, for one connection. Every method may throw an AppError; reads are strongly
 * consistent except `changesHead`, `changesScan` and `search`. Inputs of `read`, `create`, `update`,
 * `findCreated` and `history` are at most 100.
 */
export interface CrmAdapter {
  readonly side: Side;
  /** Left out where the vendor has none. */
  readonly lists?: RecordLists;
  /** Reads records by id; an id that does not exist any more is missing from the answer. */
  read(
    objectType: ObjectType,
    ids: readonly string[],
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, RecordSnapshot>>;
  /**
   * Lists every record in id order, deleted ones included where the vendor lists them. Associations
   * come with it; a part that costs a call of its own (forecasts) is missing from records that were
   * closed long ago.
   */
  list(
    objectType: ObjectType,
    cursor: string | null,
    paths: readonly string[],
  ): Promise<RecordPage>;
  /**
   * Returns the newest changes at or after `since` (milliseconds) in exactly one call. What the
   * vendor does not show there (associations, forecasts) is missing from the records.
   */
  changesHead(objectType: ObjectType, since: number, paths: readonly string[]): Promise<ChangeHead>;
  /** Lists every change at or after `since`, page by page, complete even while records move. */
  changesScan(
    objectType: ObjectType,
    since: number,
    cursor: string | null,
    paths: readonly string[],
  ): Promise<RecordPage>;
  /**
   * Finds live records whose name, e-mail address or identifier holds what a person typed; returns at
   * most so many ids, those first that the vendor takes for the best.
   */
  search(objectType: ObjectType, words: string, limit: number): Promise<readonly string[]>;
  /**
   * Creates records; on a side with a unique key for our id a repeat returns the same record. An
   * existing record in the way (its e-mail address is taken) is class `exists` with `existingId`.
   */
  create(objectType: ObjectType, inputs: readonly CreateInput[]): Promise<readonly WriteResult[]>;
  update(objectType: ObjectType, inputs: readonly UpdateInput[]): Promise<readonly WriteResult[]>;
  /**
   * Finds records that creates of ours may have made, by `sourceId`; nothing found: no entry. Where
   * the vendor tells who created a record, those above the mark that our login created are among
   * them whatever they hold by now, marked as `isMadeByUs`.
   */
  findCreated(
    objectType: ObjectType,
    probes: readonly CreatedProbe[],
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, readonly RecordSnapshot[]>>;
  /** Highest record id that exists, or null where ids do not grow (then `create` is repeatable). */
  highMark(objectType: ObjectType): Promise<string | null>;
  /** Values a field had, newest first, by id and path; null where the vendor keeps no history. */
  history(
    objectType: ObjectType,
    ids: readonly string[],
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, readonly HistoryEntry[]>>> | null>;
}
