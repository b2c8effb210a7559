import { HubSpotError } from "./errors.ts";
import type { ObjectType } from "./object-types.ts";
import type { Schema } from "./schema.ts";

type Values = Readonly<Record<string, string>>;

/**
 * Which record has which unique value. A contact's further e-mails count like its e-mail: no other
 * contact can have them, and they lead to the contact.
 */
export class UniqueIndex {
  readonly #objectType: ObjectType;
  readonly #schema: Schema;
  #holders = new Map<string, string>();

  constructor(objectType: ObjectType, schema: Schema) {
    this.#objectType = objectType;
    this.#schema = schema;
  }

  /** @returns what a value occupies; nothing when it is blank or its property is not unique. */
  keysOf(name: string, value: string): string[] {
    if (value === "" || !this.#schema.isUnique(name)) return [];
    const { naturalKey, furtherKeys } = this.#objectType;
    if (name === naturalKey) return [keyOf(name, value.toLowerCase())];
    if (name !== furtherKeys || naturalKey === undefined) return [keyOf(name, value)];
    return value.split(";").map((each) => keyOf(naturalKey, each.trim().toLowerCase()));
  }

  /** @returns the id of the record that has this value. */
  holderOf(name: string, value: string): string | undefined {
    const [key] = this.keysOf(name, value);
    return key === undefined ? undefined : this.#holders.get(key);
  }

  /** Notes that the record has these values. */
  keep(id: string, values: Values): void {
    for (const key of this.#keysOfAll(values)) this.#holders.set(key, id);
  }

  /** Gives the record's values free for others. */
  free(id: string, values: Values): void {
    for (const key of this.#keysOfAll(values)) {
      if (this.#holders.get(key) === id) this.#holders.delete(key);
    }
  }

  /** @throws HubSpotError - 409 naming the record that has one of these unique values */
  refuseTaken(values: Values, ownId?: string): void {
    for (const [name, value] of Object.entries(values)) {
      for (const key of this.keysOf(name, value)) {
        const holder = this.#holders.get(key);
        if (holder !== undefined && holder !== ownId) throw this.#taken({ name, value, holder });
      }
    }
  }

  clear(): void {
    this.#holders = new Map();
  }

  /** HubSpot's words for a taken e-mail carry no list of errors; those for other properties do. */
  #taken({ name, value, holder }: Record<"name" | "value" | "holder", string>): HubSpotError {
    const { singular, naturalKey, furtherKeys } = this.#objectType;
    const label = `${singular.charAt(0).toUpperCase()}${singular.slice(1)}`;
    const message = `${label} already exists. Existing ID: ${holder}`;
    if (name === naturalKey || name === furtherKeys) {
      return new HubSpotError(409, "CONFLICT", message);
    }
    return new HubSpotError(409, "CONFLICT", message, {
      errors: [
        {
          message: `${name} ${value} already belongs to ${holder}`,
          code: "CONFLICTING_UNIQUE_VALUE",
          context: { propertyName: [name], existingId: [holder] },
        },
      ],
    });
  }

  #keysOfAll(values: Values): string[] {
    return Object.entries(values).flatMap(([name, value]) => this.keysOf(name, value));
  }
}

function keyOf(property: string, value: string): string {
  return `${property}\n${value}`;
}
