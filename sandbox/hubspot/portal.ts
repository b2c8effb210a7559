import type { ControlType } from "../shared/control.ts";
import { Associations } from "./associations.ts";
import type { RecordKey, SavedLink } from "./associations.ts";
import { Lists } from "./lists.ts";
import type { StoredList } from "./lists.ts";
import { objectTypes } from "./object-types.ts";
import { Schema } from "./schema.ts";
import type { PropertyDefinition } from "./schema.ts";
import { Collection } from "./store.ts";
import type { Change, StoredRecord } from "./store.ts";

/** The records and definitions of a portal as the state file keeps them. */
export interface SavedPortal {
  schemas: Record<string, { properties: PropertyDefinition[]; groups: [] }>;
  records: Record<string, StoredRecord[]>;
  associations: SavedLink[];
  lists: StoredList[];
}

/** One HubSpot portal: its definitions, its records, how they are associated and listed. */
export class Portal {
  readonly collections: ReadonlyMap<ControlType, Collection>;
  readonly associations: Associations;
  readonly lists: Lists;
  /** Whether contacts are associated with the company of their e-mail's domain; off unless switched on. */
  isAutoAssociating = false;

  /** @param options.emit - told about every change of a record or an association */
  constructor(options: { now: () => number; emit: (change: Change) => void }) {
    const { now, emit } = options;
    this.associations = new Associations({
      isLive: ({ type, id }) => this.collection(type).live(id) !== undefined,
      now,
      emit,
      changed: (key) => this.#count(key),
    });
    this.lists = new Lists({
      now,
      isLive: ({ singular }, id) => this.collection(singular).live(id) !== undefined,
    });
    this.collections = new Map(
      objectTypes.map((objectType) => {
        const schema = new Schema(objectType, now);
        const told = (change: Change): void => {
          this.#follow(change);
          emit(change);
        };
        return [objectType.singular, new Collection({ objectType, schema, now, emit: told })];
      }),
    );
  }

  collection(type: ControlType): Collection {
    const collection = this.collections.get(type);
    if (collection === undefined) throw new Error(`there is no collection of ${type}`);
    return collection;
  }

  /** Back to an empty portal with HubSpot's own definitions. */
  clear(): void {
    this.isAutoAssociating = false;
    this.associations.clear();
    this.lists.clear();
    for (const collection of this.collections.values()) {
      collection.clear();
      collection.schema.reset();
    }
  }

  /** Brings in line what is counted from associations, after they were loaded. */
  countAll(): void {
    for (const [type, collection] of this.collections) {
      for (const { id } of collection.all()) this.#count({ type, id });
    }
  }

  snapshot(): SavedPortal {
    const entries = [...this.collections];
    const of = <T>(take: (collection: Collection) => T): Record<string, T> =>
      Object.fromEntries(entries.map(([type, collection]) => [type, take(collection)]));
    return {
      schemas: of(({ schema }) => schema.snapshot() as SavedPortal["schemas"][string]),
      records: of((collection) => collection.snapshot()),
      associations: this.associations.snapshot(),
      lists: this.lists.snapshot(),
    };
  }

  /** Takes what `snapshot` gave. */
  restoreSnapshot({ schemas, records, associations, lists }: SavedPortal): void {
    for (const [type, collection] of this.collections) {
      const schema = schemas[type];
      if (schema !== undefined) collection.schema.restore(schema);
      collection.restoreSnapshot(records[type] ?? []);
    }
    this.associations.restoreSnapshot(associations);
    this.lists.restoreSnapshot(lists);
  }

  /** What becomes of associations when a record goes or comes back. */
  #follow({ kind, objectType, id, merged }: Change): void {
    const key = { type: objectType.singular, id };
    if (kind === "privacyDeletion") this.associations.drop(key);
    if (kind === "merge" && merged !== undefined) {
      this.associations.merge(key, { type: key.type, id: merged.id });
    }
    if (kind !== "deletion" && kind !== "restore") return;
    for (const neighbour of this.associations.neighbours(key)) this.#count(neighbour);
  }

  /** Fills in the properties that tell a record's associations; no date moves with them. */
  #count(key: RecordKey): void {
    const { associations } = this;
    const collection = this.collection(key.type);
    const record = collection.any(key.id);
    if (record === undefined) return;
    if (key.type === "contact") {
      collection.stamp(record, {
        associatedcompanyid: associations.primaryOf(key, "company") ?? "",
      });
    } else if (key.type === "deal") {
      const count = associations.list(key, "contact").length;
      collection.stamp(record, { num_associated_contacts: String(count) });
    }
  }
}
