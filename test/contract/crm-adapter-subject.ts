import axios from "axios";
import type { Fields, FieldValue, ObjectType, RecordSnapshot } from "../../server/sync/model.ts";
import type { CrmAdapter, RecordPage, WriteResult } from "../../server/sync/adapter-ports.ts";
import type { RateLimiter } from "../../server/sync/ports.ts";

/** One adapter with the stand-in behind it, fresh for each test and without records of the type. */
export interface CrmAdapterSubject {
  readonly adapter: CrmAdapter;
  /** The same with a short time-out, for calls that are never answered. */
  readonly impatient: CrmAdapter;
  readonly objectType: ObjectType;
  /** Address of the stand-in, for its control API. */
  readonly standInUrl: string;
  /** Waits, in milliseconds, that the adapter's limiters were closed for. */
  readonly closures: readonly number[];
  /** Path of the record's name. */
  readonly namePath: string;
  /** Path of a short text that may be empty and that nothing else depends on. */
  readonly textPath: string;
  /** Fields of a create that the vendor takes, under a name of its own. */
  fieldsNamed(name: string): Fields;
  /** The fields as the stand-in's control API takes them, where its names are others. */
  readonly toControl?: (fields: Fields) => Readonly<Record<string, unknown>>;
  /**
   * One more path, with two values that it can take one after the other. Where the type has paths
   * that are written by calls of their own, it is one of these.
   */
  readonly part: { readonly path: string; readonly values: readonly [FieldValue, FieldValue] };
  /** Fields of a create that the vendor refuses, and the path it names (null: it names none). */
  readonly refused: { readonly fields: Fields; readonly field: string | null };
  /** `METHOD /path` as faults match it (a part is enough), by call. */
  readonly routes: { readonly read: string; readonly create: string; readonly update: string };
  /** Most changes that `changesHead` gives in its one call. */
  readonly headSize: number;
  close(): Promise<void>;
}

/** Records how long the limiters were closed, and lets every call through at once. */
export function createOpenLimiter(closures: number[]): RateLimiter {
  return {
    take: () => Promise.resolve(),
    closeFor: (retryAfterMs) => {
      closures.push(retryAfterMs);
      return Promise.resolve();
    },
  };
}

/** Milliseconds that an adapter waits for an answer that comes, even on a machine that is busy. */
export const PATIENT_MS = 20_000;

/** Milliseconds that an adapter waits for an answer that never comes. */
export const IMPATIENT_MS = 700;

/** An id that no record has. */
export const MISSING_ID = "99999999999";

/** Class of a result's error, or `none`. */
export function errorClassOf(result: WriteResult | undefined): string {
  return result === undefined || result.ok ? "none" : result.error.errorClass;
}

/** The written record. @throws Error - when it was not written */
export function recordOf(result: WriteResult | undefined): RecordSnapshot {
  if (result?.ok === true) return result.record;
  throw new Error(`not written: ${result?.error.message}`, { cause: result?.error });
}

/** What a person does in the vendor's own screens, and what goes wrong on the way. */
export class StandIn {
  readonly #subject: CrmAdapterSubject;

  constructor(subject: CrmAdapterSubject) {
    this.#subject = subject;
  }

  async create(fields: Fields): Promise<string> {
    const record = await this.#post("edit", { type: this.#type, fields: this.#toControl(fields) });
    return String(record.id);
  }

  async edit(id: string, fields: Fields): Promise<void> {
    await this.#post("edit", { type: this.#type, id, fields: this.#toControl(fields) });
  }

  async remove(id: string): Promise<void> {
    await this.#post("delete", { type: this.#type, id });
  }

  async failNext(match: string, kind: string): Promise<void> {
    await this.#post("faults", { next: [{ match, kind }] });
  }

  async showChangesAtOnce(): Promise<void> {
    await this.#post("limits", { searchLagMs: 0, enforce: false });
  }

  get #type(): ObjectType {
    return this.#subject.objectType;
  }

  #toControl(fields: Fields): Readonly<Record<string, unknown>> {
    return this.#subject.toControl?.(fields) ?? fields;
  }

  async #post(route: string, body: unknown): Promise<{ id: unknown }> {
    const url = `${this.#subject.standInUrl}/_control/${route}`;
    const { data } = await axios.post<{ id: unknown }>(url, body);
    return data;
  }
}

/** Every record of a listing or scan, page by page. */
async function collect(
  readPage: (cursor: string | null) => Promise<RecordPage>,
): Promise<RecordSnapshot[]> {
  const records: RecordSnapshot[] = [];
  let cursor: string | null = null;
  do {
    const page = await readPage(cursor);
    records.push(...page.records);
    cursor = page.next;
  } while (cursor !== null);
  return records;
}

/** What the tests of the battery share; each test has a fresh one. */
export class Bench {
  readonly subject: CrmAdapterSubject;
  readonly adapter: CrmAdapter;
  readonly objectType: ObjectType;
  readonly standIn: StandIn;
  #count = 0;

  constructor(subject: CrmAdapterSubject) {
    this.subject = subject;
    this.adapter = subject.adapter;
    this.objectType = subject.objectType;
    this.standIn = new StandIn(subject);
  }

  /** The adapter to play a fault against: nobody waits long for what is never answered. */
  adapterFor(kind: string): CrmAdapter {
    return kind.startsWith("timeout") ? this.subject.impatient : this.adapter;
  }

  get paths(): string[] {
    return [this.subject.namePath, this.subject.textPath];
  }

  newFields(): Fields {
    this.#count += 1;
    return this.subject.fieldsNamed(`Record ${this.#count}`);
  }

  async readOne(id: string): Promise<RecordSnapshot | undefined> {
    return (await this.adapter.read(this.objectType, [id], this.paths)).get(id);
  }

  /** Reads a record with some paths. @throws Error - when it is not there */
  async existing(id: string, paths: readonly string[]): Promise<RecordSnapshot> {
    const record = (await this.adapter.read(this.objectType, [id], paths)).get(id);
    if (record === undefined) throw new Error(`there is no ${this.objectType} ${id}`);
    return record;
  }

  async createOne(sourceId = "7001"): Promise<RecordSnapshot> {
    const inputs = [{ sourceId, fields: this.newFields() }];
    return recordOf((await this.adapter.create(this.objectType, inputs))[0]);
  }

  /** Lists all records that are not deleted. */
  async listAll(): Promise<RecordSnapshot[]> {
    const { adapter, objectType, paths } = this;
    const records = await collect((cursor) => adapter.list(objectType, cursor, paths));
    return records.filter(({ isDeleted }) => !isDeleted);
  }

  /** Scans all changes since a moment. */
  scanAll(since: number, paths: readonly string[] = this.paths): Promise<RecordSnapshot[]> {
    const { adapter, objectType } = this;
    return collect((cursor) => adapter.changesScan(objectType, since, cursor, paths));
  }
}
