import { invalidField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { isObject, notFound, referenceId } from "./references.ts";
import type { Json } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { BaseRecord, Store } from "./store.ts";

/** Every custom field that is defined for a record; one without a value shows `value: null`. */
export function presentCustomFields(store: Store, record: BaseRecord): Json[] {
  return store.state.tables.userDefinedFields.map((definition) => ({
    id: definition.id,
    caption: definition["caption"],
    type: definition["fieldTypeIdentifier"],
    entryMethod: definition["entryTypeIdentifier"],
    numberOfDecimals: definition["numberDecimals"],
    value: record.customValues[String(definition.id)] ?? null,
    connectWiseId: definition["connectWiseID"],
  }));
}

/** Reads a custom field's value by its caption, whose letter case does not matter. */
export function readCustomField(store: Store, record: BaseRecord): (caption: string) => unknown {
  return (caption) => {
    const wanted = caption.toLowerCase();
    const definition = store.state.tables.userDefinedFields.find(
      (row) => String(row["caption"]).toLowerCase() === wanted,
    );
    return definition && record.customValues[String(definition.id)];
  };
}

/**
 * Reads a `customFields` array: entries `{id, value}`, all others keep their value.
 *
 * @returns new values by the id of their definition
 */
export function readCustomFields(
  value: unknown,
  resource: string,
  store: Store,
  errors: FieldError[],
): Json {
  const values: Json = {};
  if (!Array.isArray(value)) {
    errors.push(invalidField(resource, "customFields", "The customFields field is not an array."));
    return values;
  }
  for (const entry of value as unknown[]) {
    const id = referenceId(entry);
    const definition = store.state.tables.userDefinedFields.find((row) => row.id === id);
    const given = isObject(entry) ? (entry["value"] ?? null) : null;
    if (!definition) {
      errors.push(notFound({ resource, name: "customFields" }, "Custom Field", entry));
    } else if (!isCustomValue(definition, given)) {
      const caption = String(definition["caption"]);
      const message = `The value of custom field ${caption} is not valid.`;
      errors.push(invalidField(resource, "customFields", message));
    } else values[String(definition.id)] = given;
  }
  return values;
}

const NUMBER_TYPES = new Set(["Number", "Percent", "Currency"]);

function isCustomValue(definition: SetupRow, value: unknown): boolean {
  if (value === null) return true;
  const type = definition["fieldTypeIdentifier"];
  const entry = definition["entryTypeIdentifier"];
  if (entry === "List" || entry === "Option") return optionValues(definition).includes(value);
  if (NUMBER_TYPES.has(String(type))) return typeof value === "number";
  if (type === "Checkbox") return typeof value === "boolean";
  if (type === "Date") return typeof value === "string" && !Number.isNaN(Date.parse(value));
  return typeof value === "string";
}

function optionValues(definition: SetupRow): unknown[] {
  const options = definition["options"];
  if (!Array.isArray(options)) return [];
  return (options as Json[])
    .filter((option) => option["inactiveFlag"] !== true)
    .map((option) => option["optionValue"]);
}
