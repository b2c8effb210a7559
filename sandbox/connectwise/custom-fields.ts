import { isIP } from "node:net";
import { podOf } from "./custom-field-tables.ts";
import { invalidField, missingField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { isObject, notFound, referenceId } from "./references.ts";
import type { Json } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { BaseRecord, RecordName, Store } from "./store.ts";

/** The screen on which the custom fields of each type of record are defined. */
const SCREENS: Readonly<Record<RecordName, string>> = {
  company: "cw300",
  contact: "ct300",
  opportunity: "op300",
};

/** A record as far as its custom fields go. */
type Holder = Pick<BaseRecord, "fields" | "customValues"> & { readonly type: RecordName };

/** The definitions that are for this record, in their order. */
function definitionsFor(store: Store, record: Pick<Holder, "type" | "fields">): SetupRow[] {
  return store.state.tables.userDefinedFields.filter(
    (row) => row["screenId"] === SCREENS[record.type] && isWithin(row, record.fields),
  );
}

/** False when a definition is for other locations or departments than an opportunity's. */
function isWithin(definition: SetupRow, { locationId, businessUnitId }: Json): boolean {
  const allows = (name: string, id: unknown): boolean => {
    const ids = definition[name];
    return !Array.isArray(ids) || ids.length === 0 || ids.includes(id);
  };
  return allows("locationIds", locationId) && allows("businessUnitIds", businessUnitId);
}

/** Every custom field that is defined for a record; one without a value shows `value: null`. */
export function presentCustomFields(store: Store, record: Holder): Json[] {
  return definitionsFor(store, record).map((definition, index) => ({
    id: definition.id,
    caption: definition["caption"],
    type: definition["fieldTypeIdentifier"],
    entryMethod: definition["entryTypeIdentifier"],
    numberOfDecimals: definition["numberDecimals"],
    value: record.customValues[String(definition.id)] ?? null,
    connectWiseId: definition["connectWiseID"],
    rowNum: index + 1,
    userDefinedFieldRecId: definition.id,
    podId: podOf(definition).key,
  }));
}

/** Reads a custom field's value by its caption, whose letter case does not matter. */
export function readCustomField(store: Store, record: Holder): (caption: string) => unknown {
  const definitions = definitionsFor(store, record);
  return (caption) => {
    const wanted = caption.toLowerCase();
    const row = definitions.find((each) => String(each["caption"]).toLowerCase() === wanted);
    return row && record.customValues[String(row.id)];
  };
}

/** What a new record's lists are set to: the option marked as the default. */
export function defaultCustomValues(store: Store, record: Pick<Holder, "type" | "fields">): Json {
  return Object.fromEntries(
    definitionsFor(store, record).flatMap((definition) =>
      optionsOf(definition)
        .filter((option) => option["defaultFlag"] === true)
        .map((option) => [String(definition.id), option["optionValue"]]),
    ),
  );
}

/**
 * Reads a `customFields` array: entries `{id, value}`, all others keep their value.
 *
 * @param record - decides which fields there are
 * @returns new values by the id of their definition
 */
export function readCustomFields(
  value: unknown,
  record: Pick<Holder, "type" | "fields">,
  store: Store,
  errors: FieldError[],
): Json {
  const values: Json = {};
  const field = { resource: record.type, name: "customFields" };
  if (!Array.isArray(value)) {
    const message = "The customFields field is not an array.";
    errors.push(invalidField(field.resource, field.name, message));
    return values;
  }
  const definitions = definitionsFor(store, record);
  for (const entry of value as unknown[]) {
    const definition = definitions.find((row) => row.id === referenceId(entry));
    const given = isObject(entry) ? (entry["value"] ?? null) : null;
    if (!definition) errors.push(notFound(field, "Custom Field", entry));
    else if (isCustomValue(definition, given)) {
      values[String(definition.id)] = rounded(definition, given);
    } else {
      const message = `The value of custom field ${String(definition["caption"])} is not valid.`;
      errors.push(invalidField(field.resource, field.name, message));
    }
  }
  return values;
}

/** An entry for each required custom field that would be left without a value. */
export function checkRequiredCustomFields(
  store: Store,
  record: Pick<Holder, "type" | "fields">,
  values: Json,
): FieldError[] {
  return definitionsFor(store, record)
    .filter((row) => row["requiredFlag"] === true && (values[String(row.id)] ?? null) === null)
    .map((row) => {
      const message = `The ${String(row["caption"])} field is required.`;
      return missingField(record.type, "customFields", message);
    });
}

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number";

/** What the value of a custom field of each type has to be; a button has none. */
const ACCEPTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  TextArea: isText,
  Text: isText,
  Hyperlink: isText,
  PhoneNumber: isText,
  Password: isText,
  Number: isNumber,
  Percent: isNumber,
  Currency: isNumber,
  Checkbox: (value) => typeof value === "boolean",
  Date: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  IPAddress: (value) => typeof value === "string" && isIP(value) !== 0,
};

function isCustomValue(definition: SetupRow, value: unknown): boolean {
  if (value === null) return true;
  const entry = definition["entryTypeIdentifier"];
  if (entry === "List" || entry === "Option") {
    return optionsOf(definition).some((option) => option["optionValue"] === value);
  }
  return ACCEPTS[String(definition["fieldTypeIdentifier"])]?.(value) ?? false;
}

/** Options that can be chosen. */
function optionsOf(definition: SetupRow): Json[] {
  const { options } = definition;
  if (!Array.isArray(options)) return [];
  return (options as Json[]).filter((option) => option["inactiveFlag"] !== true);
}

/** Numbers keep as many decimals as their definition has. */
function rounded(definition: SetupRow, value: unknown): unknown {
  if (typeof value !== "number") return value;
  const factor = 10 ** Number(definition["numberDecimals"] ?? 0);
  return Math.round(value * factor) / factor;
}
