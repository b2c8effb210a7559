import { HubSpotError } from "./errors.ts";
import type { ObjectType } from "./object-types.ts";
import type { Schema } from "./schema.ts";
import { UniqueIndex } from "./unique-index.ts";

/** Who wrote: `INTEGRATION` with our app's id, `CRM_UI` with `userId:<n>`, ... */
export interface Source {
  type: string;
  id: string;
}

/** One value a property had. */
export interface HistoryEntry {
  value: string;
  /** Milliseconds since 1970. */
  at: number;
  source: Source;
}

/** One CRM record. Times in milliseconds since 1970. */
export interface StoredRecord {
  id: string;
  createdAt: number;
  updatedAt: number;
  archivedAt?: number;
  /** Id of the record this one was merged into; such a record is archived too. */
  mergedInto?: string;
  /** Only properties with a value. */
  properties: Record<string, string>;
  /** Newest first; '' marks a cleared value. */
  history: Record<string, HistoryEntry[]>;
}

/** What happened to a record; webhooks are made from it. */
export interface Change {
  kind:
    | "creation"
    | "deletion"
    | "restore"
    | "propertyChange"
    | "merge"
    | "associationChange"
    | "privacyDeletion";
  objectType: ObjectType;
  id: string;
  source: Source;
  at: number;
  property?: { name: string; value: string };
  merged?: { id: string; moved: number };
  association?: { to: ObjectType; toId: string; isPrimary: boolean; isRemoved: boolean };
}

const numeric = (id: string): number => Number(id);

/** The records of one object type, with their history and unique values. */
export class Collection {
  readonly objectType: ObjectType;
  readonly schema: Schema;
  readonly #now: () => number;
  readonly #emit: (change: Change) => void;
  readonly #unique: UniqueIndex;
  #records = new Map<string, StoredRecord>();
  /** Ids in ascending order. */
  #order: string[] = [];
  #nextId = FIRST_ID;

  constructor(options: {
    objectType: ObjectType;
    schema: Schema;
    now: () => number;
    emit: (change: Change) => void;
  }) {
    this.objectType = options.objectType;
    this.schema = options.schema;
    this.#now = options.now;
    this.#emit = options.emit;
    this.#unique = new UniqueIndex(options.objectType, options.schema);
  }

  /** @returns the record unless it is archived or merged away. */
  live(id: string): StoredRecord | undefined {
    const record = this.#records.get(id);
    return record?.archivedAt === undefined ? record : undefined;
  }

  /** Like `live`, but the id of a merged record leads to its winner. */
  resolve(id: string): StoredRecord | undefined {
    const record = this.#records.get(id);
    return record?.mergedInto === undefined ? this.live(id) : this.resolve(record.mergedInto);
  }

  /** @returns the record in whatever state. */
  any(id: string): StoredRecord | undefined {
    return this.#records.get(id);
  }

  /** @returns all records by id, archived and merged ones too. */
  all(): StoredRecord[] {
    return this.#order.flatMap((id) => this.#records.get(id) ?? []);
  }

  /** @returns the live record that has this value of a unique property. */
  byUnique(property: string, value: string): StoredRecord | undefined {
    const id = this.#unique.holderOf(property, value);
    return id === undefined ? undefined : this.live(id);
  }

  /** @returns up to `limit` records behind the id `after`, in the order of their ids. */
  page(options: { after?: string; limit: number; archived: boolean }): {
    records: StoredRecord[];
    hasMore: boolean;
  } {
    const records: StoredRecord[] = [];
    let index = options.after === undefined ? 0 : this.#firstBehind(numeric(options.after));
    for (; index < this.#order.length && records.length <= options.limit; index += 1) {
      const record = this.#records.get(this.#order[index] ?? "");
      if (record === undefined || record.mergedInto !== undefined) continue;
      if ((record.archivedAt !== undefined) === options.archived) records.push(record);
    }
    const hasMore = records.length > options.limit;
    return { records: records.slice(0, options.limit), hasMore };
  }

  /** @throws HubSpotError - 409 when a unique value is taken */
  create(values: Record<string, string>, source: Source): StoredRecord {
    this.refuseTaken(values);
    const at = this.#now();
    const record = this.#insert(String(this.#nextId), values, { source, at, updatedAt: at });
    this.#emit({ kind: "creation", objectType: this.objectType, id: record.id, source, at });
    for (const [name, value] of Object.entries(values)) this.#tell(record, { name, value }, source);
    return record;
  }

  /**
   * Puts in a record that was there before the story begins: with its id, without webhooks.
   *
   * @throws HubSpotError - 409 when the id or a unique value is taken
   */
  load(given: { id?: string; values: Record<string, string>; createdAt: number }): StoredRecord {
    const id = given.id ?? String(this.#nextId);
    if (this.#records.has(id)) throw new HubSpotError(409, "CONFLICT", `id ${id} is there twice`);
    this.refuseTaken(given.values);
    const source = { type: "IMPORT", id: "" };
    return this.#insert(id, given.values, {
      source,
      at: given.createdAt,
      updatedAt: given.createdAt,
    });
  }

  /** Changes what differs; a write that changes nothing leaves date and history alone. '' clears. */
  update(record: StoredRecord, values: Record<string, string>, source: Source): void {
    const changes = Object.entries(values).filter(
      ([name, value]) => (record.properties[name] ?? "") !== value,
    );
    if (changes.length === 0) return;
    this.refuseTaken(Object.fromEntries(changes), record.id);
    const at = this.#now();
    for (const [name, value] of changes) {
      this.#set(record, name, { value, at, source });
      this.#tell(record, { name, value }, source);
    }
    this.#touch(record, at);
  }

  /** Sets what HubSpot counts or looks up: that moves no date and is told to nobody. */
  stamp(record: StoredRecord, values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === "") delete record.properties[name];
      else record.properties[name] = value;
    }
  }

  /** Deletes for good, as the law on privacy asks for: neither id nor values are known any more. */
  purge(record: StoredRecord, source: Source): void {
    const { objectType } = this;
    const change = { objectType, id: record.id, source, at: this.#now() };
    this.#unique.free(record.id, record.properties);
    this.#records.delete(record.id);
    this.#order = this.#order.filter((id) => id !== record.id);
    this.#emit({ kind: "privacyDeletion", ...change });
    this.#emit({ kind: "deletion", ...change });
  }

  archive(record: StoredRecord, source: Source): void {
    record.archivedAt = this.#now(); // archiving does not move the last-modified date
    this.#unique.free(record.id, record.properties);
    const { objectType } = this;
    this.#emit({ kind: "deletion", objectType, id: record.id, source, at: record.archivedAt });
  }

  restore(record: StoredRecord, source: Source): void {
    this.refuseTaken(record.properties, record.id);
    delete record.archivedAt;
    this.#unique.keep(record.id, record.properties);
    const { objectType } = this;
    this.#emit({ kind: "restore", objectType, id: record.id, source, at: this.#now() });
  }

  /**
   * The winner keeps its values and takes the loser's where it has none.
   *
   * @param combined - values made of both
   */
  merge(
    winner: StoredRecord,
    loser: StoredRecord,
    source: Source,
    combined: Record<string, string>,
  ): void {
    const at = this.#now();
    loser.archivedAt = at;
    loser.mergedInto = winner.id;
    this.#unique.free(loser.id, loser.properties);
    const missing = Object.entries(loser.properties).filter(
      ([name]) =>
        winner.properties[name] === undefined &&
        this.schema.get(name)?.modificationMetadata.readOnlyValue === false,
    );
    const moved = Object.entries({ ...Object.fromEntries(missing), ...combined }).filter(
      ([name, value]) => winner.properties[name] !== value,
    );
    for (const [name, value] of moved) this.#set(winner, name, { value, at, source });
    const mergedIds = [
      winner.properties["hs_merged_object_ids"],
      loser.properties["hs_merged_object_ids"],
      loser.id,
    ];
    winner.properties["hs_merged_object_ids"] = mergedIds.filter(Boolean).join(";");
    this.#touch(winner, at);
    const { objectType } = this;
    const merged = { id: loser.id, moved: moved.length };
    this.#emit({ kind: "merge", objectType, id: winner.id, source, at, merged });
    for (const [name, value] of moved) this.#tell(winner, { name, value }, source);
  }

  /** @throws HubSpotError - 409 naming the record that has one of these unique values */
  refuseTaken(values: Record<string, string>, ownId?: string): void {
    this.#unique.refuseTaken(values, ownId);
  }

  /** @returns what a value occupies, so that no two writes of a batch claim the same. */
  uniqueKeysOf(name: string, value: string): string[] {
    return this.#unique.keysOf(name, value);
  }

  clear(): void {
    this.#records = new Map();
    this.#order = [];
    this.#unique.clear();
    this.#nextId = FIRST_ID;
  }

  snapshot(): StoredRecord[] {
    return this.all();
  }

  /** Takes what `snapshot` gave. */
  restoreSnapshot(records: StoredRecord[]): void {
    this.clear();
    for (const record of records) {
      this.#records.set(record.id, record);
      if (record.archivedAt === undefined) this.#unique.keep(record.id, record.properties);
    }
    this.sortLoaded();
  }

  /** Brings the order of ids right; call it once after the last `load`. */
  sortLoaded(): void {
    this.#order = [...this.#records.keys()].toSorted((a, b) => numeric(a) - numeric(b));
    this.#nextId = Math.max(FIRST_ID, numeric(this.#order.at(-1) ?? "0") + 1);
  }

  #insert(
    id: string,
    values: Record<string, string>,
    { source, at, updatedAt }: { source: Source; at: number; updatedAt: number },
  ): StoredRecord {
    const record: StoredRecord = {
      id,
      createdAt: at,
      updatedAt,
      properties: {
        hs_object_id: id,
        createdate: new Date(at).toISOString(),
        hs_createdate: new Date(at).toISOString(),
        hs_object_source: source.type,
        hs_object_source_id: source.id,
        hs_object_source_label: source.type,
      },
      history: {},
    };
    for (const [name, value] of Object.entries(values)) {
      if (value !== "") this.#set(record, name, { value, at, source });
    }
    this.#touch(record, updatedAt);
    this.#records.set(id, record);
    this.#order.push(id);
    this.#nextId = Math.max(this.#nextId, numeric(id) + 1);
    return record;
  }

  #set(record: StoredRecord, name: string, entry: HistoryEntry): void {
    const before = record.properties[name];
    if (before !== undefined) this.#unique.free(record.id, { [name]: before });
    if (entry.value === "") delete record.properties[name];
    else record.properties[name] = entry.value;
    // An e-mail may move between a contact's two properties for it: both are noted anew.
    const { naturalKey = name, furtherKeys = name, maxHistory } = this.objectType;
    for (const each of new Set([name, naturalKey, furtherKeys])) {
      this.#unique.keep(record.id, { [each]: record.properties[each] ?? "" });
    }
    record.history[name] = [entry, ...(record.history[name] ?? [])].slice(0, maxHistory);
  }

  #touch(record: StoredRecord, at: number): void {
    record.updatedAt = at;
    record.properties[this.objectType.modifiedProperty] = new Date(at).toISOString();
  }

  #tell(record: StoredRecord, property: { name: string; value: string }, source: Source): void {
    const { objectType } = this;
    const at = record.updatedAt;
    this.#emit({ kind: "propertyChange", objectType, id: record.id, source, at, property });
  }

  #firstBehind(id: number): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numeric(this.#order[middle] ?? "") <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Ids the portal gives begin here: far from the ids of generated records. */
const FIRST_ID = 20_000_000_001;
