import type { FieldValue } from "@lockstep/api/wire-common.ts";
import type { WordedValue } from "../fields/use-value-words.ts";

/** A value that tells a record from others, with what it is called. */
export interface ShownValue {
  name: string;
  label: string;
  value: WordedValue;
}

/** Names under which both sides show values; a record's number of another record says nothing to people. */
const SHOWN: Readonly<Record<string, { label: string; kind: WordedValue["kind"] }>> = {
  domain: { label: "Web site", kind: "text" },
  phone: { label: "Phone", kind: "text" },
  city: { label: "City", kind: "text" },
  email: { label: "E-mail", kind: "text" },
  amount: { label: "Amount", kind: "number" },
  date: { label: "Close date", kind: "date" },
};

/** What people compare records by, besides the name. */
export function shownValues(shown: Readonly<Record<string, FieldValue>> | null): ShownValue[] {
  return Object.entries(SHOWN).flatMap(([name, { label, kind }]) => {
    const value = shown?.[name];
    if (value === undefined) return [];
    const text = value === null || value === "" ? null : String(value);
    return [{ name, label, value: { kind, text } }];
  });
}

/** The name of a record, as it is shown; its number where that is not known. */
export function shownName(shown: Readonly<Record<string, FieldValue>> | null, id: string): string {
  const name = shown?.["name"] ?? null;
  return name === null || name === "" ? `No. ${id}` : String(name);
}

const KEYS: Readonly<Record<string, string>> = {
  name: "name",
  name_loose: "name without its legal form",
  domain: "web domain",
  identifier: "ConnectWise identifier",
  email: "e-mail address",
  phone: "phone",
  street: "street",
  city: "city",
  zip: "postcode",
  state: "state",
  country: "country",
  company: "company",
  contact: "contact",
  deal: "deal",
};

/** Says nothing beside the name itself. */
const LOOSE = "name_loose";

/** What kinds of match keys are called. */
export function keyWords(kinds: readonly string[]): string {
  const told = kinds.filter((kind) => kind !== LOOSE || !kinds.includes("name"));
  return told.map((kind) => KEYS[kind] ?? kind.replaceAll("_", " ")).join(", ");
}

/** HubSpot's properties that hold what is shown of a record, by object type. */
export const OWN_PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  company: { domain: "domain", phone: "phone", city: "city" },
  contact: { email: "email" },
  deal: { amount: "amount", date: "closedate" },
};
