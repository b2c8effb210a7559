import { ControlError } from "../shared/control.ts";
import type { ControlType, ControlledVendor, EditRequest } from "../shared/control.ts";
import { HubSpotError } from "./errors.ts";
import { presentForControl } from "./present.ts";
import { createRecord, mergeRecords, updateRecord } from "./record-writes.ts";
import type { Writer } from "./record-writes.ts";
import type { Collection, Source, StoredRecord } from "./store.ts";

/** What a person at the portal's screen needs. */
export interface PersonOptions {
  /** By singular type name; types that are not there have no records. */
  collections: ReadonlyMap<string, Collection>;
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
    return this.#options.collections.get(type)?.all().map(presentForControl) ?? [];
  }

  edit({ type, id, fields }: EditRequest): unknown {
    const writer = this.#writer(type);
    return act(() => {
      const written =
        id === undefined
          ? createRecord(writer, { ...nameFor(fields), ...fields })
          : updateRecord(writer, this.#live(type, id), fields);
      return presentForControl(written.record);
    });
  }

  remove(type: ControlType, id: string): void {
    this.#writer(type).collection.archive(this.#live(type, id), this.#source);
  }

  merge(type: ControlType, winner: string, loser: string): unknown {
    const writer = this.#writer(type);
    this.#live(type, winner);
    this.#live(type, loser);
    return act(() => presentForControl(mergeRecords(writer, winner, loser)));
  }

  /** Brings an archived record back. @throws ControlError - when it is not archived */
  restore(type: ControlType, id: string): unknown {
    const { collection } = this.#writer(type);
    const record = collection.any(id);
    if (record?.archivedAt === undefined || record.mergedInto !== undefined) {
      throw unknownId(type, id, "archived ");
    }
    act(() => collection.restore(record, this.#source));
    return presentForControl(record);
  }

  #writer(type: ControlType): Writer {
    const collection = this.#options.collections.get(type);
    if (collection !== undefined) return { collection, source: this.#source };
    throw new ControlError("unknown_type", `this stand-in holds no ${type} records yet`, {
      field: "type",
    });
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

function nameFor(fields: Record<string, unknown>): Record<string, unknown> {
  return fields["name"] === undefined && fields["domain"] === undefined
    ? { name: "New company" }
    : {};
}
