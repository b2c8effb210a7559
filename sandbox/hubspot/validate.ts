import { invalidProperties } from "./errors.ts";
import type { PropertyProblem } from "./errors.ts";
import type { PropertyDefinition, Schema } from "./schema.ts";
import type { Source } from "./store.ts";
import { owners } from "./setup-tables.ts";

/** Longest value of any property, in characters. */
const MAX_LENGTH = 65_536;

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const EMAIL = /^[^\s@;,<>"]+@[^\s@.;,<>"]+(\.[^\s@.;,<>"]+)+$/;
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

function checkEmail(text: string): Verdict {
  if (EMAIL.test(text)) return { value: text.toLowerCase() };
  return { error: "INVALID_EMAIL", message: `Email address ${text} is invalid` };
}

/** @returns the e-mails of a list with `;` between them. */
export function splitEmails(text: string | undefined): string[] {
  return (text ?? "")
    .split(";")
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== "");
}

function checkEmails(text: string): Verdict {
  const emails = splitEmails(text);
  const wrong = emails.map(checkEmail).find((verdict) => "error" in verdict);
  return wrong ?? { value: [...new Set(emails)].join(";") };
}

/** Properties with a form of their own, whatever their type says. */
const forms: Readonly<Record<string, (text: string) => Verdict>> = {
  domain: (text) => ({ value: toDomain(text) }),
  email: checkEmail,
  hs_additional_emails: checkEmails,
  hubspot_owner_id: checkOwner,
};

function checkTyped(text: string, property: PropertyDefinition): Verdict {
  const checkForm = forms[property.name];
  if (checkForm !== undefined) return checkForm(text);
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
      return checkOption(text, property);
    default:
      return { value: text };
  }
}

/** @returns the bare host of what people type as a domain. */
export function toDomain(text: string): string {
  const host = text.toLowerCase().replace(/^[a-z]+:\/\//, "");
  return (host.split(/[/?#]/)[0] ?? "").replace(/^www\./, "");
}

function check(property: PropertyDefinition, given: unknown, isWritable: boolean): Verdict {
  if (!isWritable) {
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
 * and e-mails in lower case.
 *
 * @param source - who writes: people may change some values that the API may not
 * @throws HubSpotError - 400 with every problem, when there is one
 */
export function checkProperties(
  schema: Schema,
  given: Record<string, unknown>,
  source: Source,
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
    const isByPerson = source.type === "CRM_UI" && schema.isByPeopleOnly(name);
    const isWritable = isByPerson || !property.modificationMetadata.readOnlyValue;
    const verdict = check(property, value, isWritable);
    if ("error" in verdict) problems.push({ name, ...verdict });
    else values[name] = verdict.value;
  }
  if (problems.length > 0) throw invalidProperties(problems);
  return values;
}
