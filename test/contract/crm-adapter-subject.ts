import axios from "axios";
import type { Fields, FieldValue, RecordSnapshot } from "../../server/sync/model.ts";
import type { CrmAdapter, RateLimiter, WriteResult } from "../../server/sync/ports.ts";

/** One adapter with the stand-in behind it, fresh for each test and without records. */
export interface CrmAdapterSubject {
  readonly adapter: CrmAdapter;
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

/** The object type of the battery. */
export const OBJECT = "company";
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
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async create(fields: Fields): Promise<string> {
    const record = await this.#post("edit", { type: OBJECT, fields });
    return String(record.id);
  }

  async edit(id: string, fields: Record<string, FieldValue>): Promise<void> {
    await this.#post("edit", { type: OBJECT, id, fields });
  }

  async remove(id: string): Promise<void> {
    await this.#post("delete", { type: OBJECT, id });
  }

  async failNext(match: string, kind: string): Promise<void> {
    await this.#post("faults", { next: [{ match, kind }] });
  }

  async showChangesAtOnce(): Promise<void> {
    await this.#post("limits", { searchLagMs: 0, enforce: false });
  }

  async #post(route: string, body: unknown): Promise<{ id: unknown }> {
    const { data } = await axios.post<{ id: unknown }>(`${this.#url}/_control/${route}`, body);
    return data;
  }
}

/** Lists all records that are not deleted. */
export async function listAll(
  adapter: CrmAdapter,
  paths: readonly string[],
): Promise<RecordSnapshot[]> {
  const records: RecordSnapshot[] = [];
  let cursor: string | null = null;
  do {
    const page = await adapter.list(OBJECT, cursor, paths);
    records.push(...page.records);
    cursor = page.next;
  } while (cursor !== null);
  return records.filter(({ isDeleted }) => !isDeleted);
}

/** Scans all changes since a moment. */
export async function scanAll(
  adapter: CrmAdapter,
  since: number,
  paths: readonly string[],
): Promise<RecordSnapshot[]> {
  const records: RecordSnapshot[] = [];
  let cursor: string | null = null;
  do {
    const page = await adapter.changesScan(OBJECT, since, cursor, paths);
    records.push(...page.records);
    cursor = page.next;
  } while (cursor !== null);
  return records;
}

/** What the tests of the battery share; each test has a fresh one. */
export class Bench {
  readonly subject: CrmAdapterSubject;
  readonly adapter: CrmAdapter;
  readonly standIn: StandIn;
  #count = 0;

  constructor(subject: CrmAdapterSubject) {
    this.subject = subject;
    this.adapter = subject.adapter;
    this.standIn = new StandIn(subject.standInUrl);
  }

  get paths(): string[] {
    return [this.subject.namePath, this.subject.textPath];
  }

  newFields(): Fields {
    this.#count += 1;
    return this.subject.fieldsNamed(`Company ${this.#count}`);
  }

  async readOne(id: string): Promise<RecordSnapshot | undefined> {
    return (await this.adapter.read(OBJECT, [id], this.paths)).get(id);
  }

  async createOne(sourceId = "7001"): Promise<RecordSnapshot> {
    const results = await this.adapter.create(OBJECT, [{ sourceId, fields: this.newFields() }]);
    return recordOf(results[0]);
  }
}
