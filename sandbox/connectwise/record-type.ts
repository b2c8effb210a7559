import type { FieldError } from "./errors.ts";
import type { Operation } from "./patch.ts";
import type { Json, Limits } from "./schema.ts";
import type { SetupTableName } from "./setup-tables.ts";
import type {
  Actor,
  AnyRecord,
  Communication,
  ForecastItem,
  RecordTable,
  Site,
  Store,
} from "./store.ts";
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

/** What reading a request body needs. */
export type ReadContext = Pick<WriteContext, "store" | "limits">;

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
  readonly communications?: readonly Communication[];
  readonly forecastItems?: readonly ForecastItem[];
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
  /** A contact's items after the change; undefined while nothing is said about them. */
  communications?: Communication[];
}

/** Everything in which companies, contacts and opportunities differ. */
export interface RecordType<R extends AnyRecord> extends FieldRules {
  /** The type's name in errors and callbacks. */
  readonly resource: R["type"];
  /** The type's name in `Company 5 not found`. */
  readonly noun: string;
  readonly path: string;
  /** Paths of conditions that are no plain field; `compute` reads them. */
  readonly computedPaths: ReadonlySet<string>;
  /** What the light variant of the record shows, where there is one. */
  readonly infoFields?: readonly string[];
  /** Fields a PUT leaves alone. */
  readonly putIgnores: readonly string[];
  /** Set-up table of the types such records have, where they have several. */
  readonly typeTable?: SetupTableName;
  /** Read-only fields that given records may bring along and a person's edit may set. */
  readonly loadable: readonly string[];
  compute(record: R, path: string, store: Store): unknown;
  table(store: Store): RecordTable<R>;
  /** The record as its GET answers it. */
  present(store: Store, record: R, origin: Origin): Json;
  /** The reduced record a callback carries. */
  presentEntity(store: Store, record: R, origin: Origin): Json;
  /** Array children by name, for `childConditions`. */
  children(store: Store, record: R): Readonly<Record<string, readonly Json[]>>;
  /** What a PUT gives fields that its body leaves out, and a POST as well. */
  defaults(store: Store): Json;
  /** What a POST gives, besides, fields that its body leaves out. */
  newDefaults(store: Store): Json;
  /** True when the record cannot be deleted: others refer to it. */
  isInUse(record: R, store: Store): boolean;
  /** Reads what of a new record is no plain field. */
  readParts(body: Json, context: ReadContext, errors: FieldError[]): Partial<NewRecord>;
  /**
   * Brings fields that depend on one another into line, in place.
   *
   * @param before - the fields as they were, where there was a record
   */
  settle(fields: Json, store: Store, before?: Json): FieldError[];
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
  /**
   * Deletes the record as ConnectWise does, with its callback.
   *
   * @param heir - takes over what refers to the record; nothing does without one
   */
  remove(record: R, context: WriteContext, heir?: R): void;
  /** Merges two records as a person does in the client; not there for types that cannot be. */
  merge?(winner: R, loser: R, context: WriteContext): void;
}
