import type { FieldError } from "./errors.ts";
import type { Operation } from "./patch.ts";
import type { Json, Limits } from "./schema.ts";
import type { SetupTableName } from "./setup-tables.ts";
import type { Actor, AnyRecord, RecordTable, Site, Store } from "./store.ts";
import type { FieldRules } from "./validate.ts";

/** What happened to a record, in the words of a callback's `Action`. */
export type ChangeAction = "added" | "updated" | "deleted";

/** Origin for links in answers, e.g. `http://127.0.0.1:4020`. */
export type Origin = string;

/** What a write needs besides the request. */
export interface WriteContext {
  readonly store: Store;
  readonly limits: Limits;
  readonly actor: Actor;
  /** Told of every change of a record, for callbacks. */
  readonly notify: (action: ChangeAction, record: AnyRecord, actor: Actor) => void;
}

/** What putting a record into the store needs: no checks are made and nobody is told. */
export type InsertContext = Pick<WriteContext, "store" | "actor">;

/** Parts of a record that does not exist yet; which of them are used depends on its type. */
export interface NewRecord {
  readonly id?: number;
  readonly lastUpdated?: string;
  readonly fields: Json;
  /** Values of custom fields by the id of their definition. */
  readonly customs: Json;
  readonly typeIds?: readonly number[];
  /** Name of a company's first site. */
  readonly siteName?: string;
}

/** A record as a request would leave it. */
export interface Draft<R extends AnyRecord> {
  readonly record: R;
  readonly fields: Json;
  /** New values of custom fields; the others stay. */
  readonly customs: Json;
  readonly errors: FieldError[];
  readonly context: WriteContext;
  /** The site that becomes a company's default one. */
  defaultSite?: Site;
}

/** Everything in which companies, contacts and opportunities differ. */
export interface RecordType<R extends AnyRecord> extends FieldRules {
  /** The type's name in errors and callbacks. */
  readonly resource: R["type"];
  /** The type's name in `Company 5 not found`. */
  readonly noun: string;
  readonly path: string;
  /** Values under paths that are no plain field, for conditions. */
  readonly computed: Readonly<Record<string, (record: R) => unknown>>;
  /** Set-up table of the types such records have. */
  readonly typeTable: SetupTableName;
  /** Read-only fields that given records may bring along and a person's edit may set. */
  readonly loadable: readonly string[];
  table(store: Store): RecordTable<R>;
  /** The record as its GET answers it. */
  present(store: Store, record: R, origin: Origin): Json;
  /** Array children by name, for `childConditions`. */
  children(store: Store, record: R): Readonly<Record<string, readonly Json[]>>;
  /** What a PUT gives fields that its body leaves out. */
  defaults(store: Store): Json;
  /** Reads what of a new record is no plain field. */
  readParts(body: Json, store: Store, errors: FieldError[]): Partial<NewRecord>;
  /** Checks what only a new record has to have. */
  checkNew(body: Json, fields: Json, context: WriteContext): FieldError[];
  /** Checks a whole record. @param before - as it was; undefined for a new one */
  check(fields: Json, context: WriteContext, before?: R): FieldError[];
  insert(parts: NewRecord, context: InsertContext): R;
  /** Applies an operation on what is no plain field. @returns false when it is for a plain field */
  patchPart(operation: Operation, draft: Draft<R>): boolean;
  /** Reads what a PUT says about what is no plain field. */
  putParts(body: Json, draft: Draft<R>): void;
  /** Takes over a checked draft; custom fields and time stamps are taken care of. */
  commit(draft: Draft<R>): void;
  /** What the form of a new record starts with. */
  readonly formDefaults: Json;
  /** Fills in what a record must not lack. */
  complete(body: Json, store: Store): Json;
  /** Applies what a person's edit says about what is no plain field. */
  editParts(body: Json, draft: Draft<R>): void;
  /** Deletes the record as ConnectWise does, with its callback. */
  remove(record: R, context: WriteContext): void;
}
