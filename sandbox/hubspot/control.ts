import { ControlError } from "../shared/control.ts";
import type { ControlType, ControlledVendor, EditRequest } from "../shared/control.ts";
import { directionBetween } from "./association-types.ts";
import { HubSpotError } from "./errors.ts";
import { findObjectType } from "./object-types.ts";
import type { Portal } from "./portal.ts";
import { presentForControl } from "./present.ts";
import { createRecord, mergeRecords, updateRecord } from "./record-writes.ts";
import type { Writer } from "./record-writes.ts";
import { objectRules } from "./rules.ts";
import type { Source, StoredRecord } from "./store.ts";

/** What a person at the portal's screen needs. */
export interface PersonOptions {
  portal: Portal;
  userId: number;
  reset: ControlledVendor["reset"];
}

/** Runs a person's action and words HubSpot's refusal as the control API does. */
function act<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error;
    const { status, category, message, extra } = error;
    const [detail] = extra.errors ?? [];
    const [field] = detail?.context?.["propertyName"] ?? [];
    const code = (detail?.code ?? category).toLowerCase();
    throw new ControlError(code, message, field === undefined ? { status } : { status, field });
  }
}

/** A person who works in HubSpot itself: the control API's edits, deletes, merges and restores. */
export class Person implements ControlledVendor {
  readonly #options: PersonOptions;
  readonly #source: Source;

  constructor(options: PersonOptions) {
    this.#options = options;
    this.#source = { type: "CRM_UI", id: `userId:${options.userId}` };
  }

  reset(request: Parameters<ControlledVendor["reset"]>[0]): Promise<void> {
    return this.#options.reset(request);
  }

  list(type: ControlType): unknown[] {
    const records = this.#options.portal.collection(type).all();
    return records.map((record) => this.#present(type, record));
  }

  edit({ type, id, fields, associations }: EditRequest): unknown {
    const writer = this.#writer(type);
    const wanted = this.#readAssociations(type, associations);
    return act(() => {
      const { record } =
        id === undefined
          ? createRecord(writer, {
              properties: { ...objectRules[type].defaults(fields), ...fields },
              associations: [],
            })
          : updateRecord(writer, this.#live(type, id), fields);
      for (const [to, ids] of wanted) {
        const { associations: stored } = this.#options.portal;
        stored.replace({ type, id: record.id }, to, { ids, source: this.#source });
      }
      return this.#present(type, record);
    });
  }

  remove(type: ControlType, id: string): void {
    this.#writer(type).collection.archive(this.#live(type, id), this.#source);
  }

  merge(type: ControlType, winner: string, loser: string): unknown {
    const writer = this.#writer(type);
    this.#live(type, winner);
    this.#live(type, loser);
    return act(() => this.#present(type, mergeRecords(writer, winner, loser)));
  }

  /** Brings an archived record back. @throws ControlError - when it is not archived */
  restore(type: ControlType, id: string): unknown {
    const { collection } = this.#writer(type);
    const record = collection.any(id);
    if (record?.archivedAt === undefined || record.mergedInto !== undefined) {
      throw unknownId(type, id, "archived ");
    }
    act(() => collection.restore(record, this.#source));
    return this.#present(type, record);
  }

  /** Deletes a contact for good. @throws ControlError - when there is none, or for another type */
  privacyDelete(type: ControlType, id: string): void {
    const { collection } = this.#writer(type);
    const record = collection.any(id);
    if (type !== "contact" || record === undefined) throw unknownId(type, id, "deletable ");
    collection.purge(record, this.#source);
  }

  #writer(type: ControlType): Writer {
    const { portal } = this.#options;
    return { portal, collection: portal.collection(type), source: this.#source };
  }

  #present(type: ControlType, record: StoredRecord): Record<string, unknown> {
    return presentForControl(record, type, this.#options.portal.associations);
  }

  /** @returns the ids to associate by type. @throws ControlError - when they make no sense */
  #readAssociations(type: ControlType, given: unknown): Map<ControlType, string[]> {
    const wanted = new Map<ControlType, string[]>();
    for (const [name, ids] of Object.entries(Object.assign({}, given))) {
      const to = findObjectType(name)?.singular;
      if (to === undefined || directionBetween(type, to) === undefined || !Array.isArray(ids)) {
        throw new ControlError("invalid_associations", `${name} takes no associations of ${type}`, {
          field: `associations.${name}`,
        });
      }
      for (const id of ids) this.#live(to, String(id));
      wanted.set(to, ids.map(String));
    }
    return wanted;
  }

  #live(type: ControlType, id: string): StoredRecord {
    const record = this.#writer(type).collection.live(id);
    if (record === undefined) throw unknownId(type, id);
    return record;
  }
}

function unknownId(type: string, id: string, state = ""): ControlError {
  return new ControlError("unknown_id", `there is no ${state}${type} with id ${id}`, {
    field: "id",
    status: 404,
  });
}
