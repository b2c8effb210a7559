import { invalidProperties } from "./errors.ts";
import type { PropertyProblem } from "./errors.ts";
import type { PropertyDefinition, Schema } from "./schema.ts";
import { owners } from "./setup-tables.ts";

/** Longest value of any property, in characters. */
const MAX_LENGTH = 65_536;

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A value as HubSpot keeps it, or what is wrong with it. */
type Verdict = { value: string } | { error: string; message: string };

function asText(value: unknown): string | undefined {
  if (value === null) return "";
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
}

/** @returns milliseconds since 1970, from ISO text or a number of milliseconds. */
export function parseTime(text: string): number | undefined {
  const time = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function checkDate(text: string): Verdict {
  const time = parseTime(text);
  if (time === undefined || (!DATE.test(text) && time % 86_400_000 !== 0)) {
    return { error: "INVALID_DATE", message: `${text} is not a date at midnight UTC` };
  }
  return { value: new Date(time).toISOString().slice(0, 10) };
}

function checkTime(text: string): Verdict {
  const time = parseTime(text);
  if (time === undefined) return { error: "INVALID_DATE", message: `${text} is not a time` };
  return { value: new Date(time).toISOString() };
}

function checkOption(text: string, { options, fieldType }: PropertyDefinition): Verdict {
  const chosen = fieldType === "checkbox" ? text.split(";").filter((each) => each !== "") : [text];
  const wrong = chosen.find((each) => !options.some(({ value }) => value === each));
  if (wrong === undefined) return { value: chosen.join(";") };
  const allowed = options.map(({ value }) => value).join(", ");
  return {
    error: "INVALID_OPTION",
    message: `${wrong} was not one of the allowed options: [${allowed}]`,
  };
}

function checkFlag(text: string): Verdict {
  if (text === "true" || text === "false") return { value: text };
  return { error: "INVALID_OPTION", message: `${text} was not one of: [true, false]` };
}

function checkOwner(text: string): Verdict {
  if (owners.some(({ id }) => id === text)) return { value: text };
  return { error: "INVALID_OWNER_ID", message: `Owner ${text} does not exist` };
}

function checkNumber(text: string): Verdict {
  if (NUMBER.test(text)) return { value: text };
  return { error: "INVALID_NUMERIC", message: `${text} was not a valid number.` };
}

function checkTyped(text: string, property: PropertyDefinition): Verdict {
  switch (property.type) {
    case "number":
      return checkNumber(text);
    case "date":
      return checkDate(text);
    case "datetime":
      return checkTime(text);
    case "bool":
      return checkFlag(text);
    case "enumeration":
      return property.name === "hubspot_owner_id" ? checkOwner(text) : checkOption(text, property);
    default:
      return { value: property.name === "domain" ? toDomain(text) : text };
  }
}

/** @returns the bare host of what people type as a domain. */
function toDomain(text: string): string {
  const host = text.toLowerCase().replace(/^[a-z]+:\/\//, "");
  return (host.split(/[/?#]/)[0] ?? "").replace(/^www\./, "");
}

function check(property: PropertyDefinition, given: unknown): Verdict {
  if (property.modificationMetadata.readOnlyValue) {
    return {
      error: "READ_ONLY_VALUE",
      message: `"${property.name}" is a read only property; its value cannot be set.`,
    };
  }
  const text = asText(given);
  if (text === undefined) return { error: "INVALID_TYPE", message: "a value is text or a number" };
  if (text.length > MAX_LENGTH) {
    return { error: "TOO_LONG", message: `the value is longer than ${MAX_LENGTH} characters` };
  }
  return text === "" ? { value: "" } : checkTyped(text, property);
}

/**
 * Brings the values of a write into the form HubSpot keeps: trimmed text, '' for cleared, domains
 * bare and in lower case.
 *
 * @throws HubSpotError - 400 with every problem, when there is one
 */
export function checkProperties(
  schema: Schema,
  given: Record<string, unknown>,
): Record<string, string> {
  const values: Record<string, string> = {};
  const problems: PropertyProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    const property = schema.get(name);
    if (property === undefined) {
      const message = `Property "${name}" does not exist`;
      problems.push({ name, error: "PROPERTY_DOESNT_EXIST", message });
      continue;
    }
    const verdict = check(property, value);
    if ("error" in verdict) problems.push({ name, ...verdict });
    else values[name] = verdict.value;
  }
  if (problems.length > 0) throw invalidProperties(problems);
  return values;
}

/**
 * Adds what HubSpot fills in by itself: a company's website from its domain when it is created, and
 * its domain from its website whenever it has none.
 *
 * @param before - values the record has, undefined when it is being created
 * @returns only the values added
 */
export function deriveValues(
  values: Record<string, string>,
  before: Record<string, string> | undefined,
): Record<string, string> {
  const { domain = "", website = "" } = { ...before, ...values };
  if (domain !== "") return before === undefined && website === "" ? { website: domain } : {};
  const givesWebsite = (values["website"] ?? "") !== "" && values["domain"] === undefined;
  return givesWebsite ? { domain: toDomain(website) } : {};
}
