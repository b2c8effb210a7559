import type { FieldValue, Side } from "@lockstep/api/wire-common.ts";
import type { FilterField } from "@lockstep/api/wire-objects.ts";
import type { FieldChangeSample, RunSample } from "@lockstep/api/wire-runs.ts";
import type { Format } from "@lockstep/ui/format.ts";
import { objectWords } from "@lockstep/ui/words.ts";

/** Fields of both sides, as far as they are known. */
export type KnownFields = Readonly<Record<Side, readonly FilterField[]>>;

/** What a field is called: its label, or its path in words. */
export function fieldLabel({ side, field }: FieldChangeSample, known: KnownFields | null): string {
  const label = partOf(known, side, field)?.label;
  if (label === undefined) return spell(field);
  // ConnectWise names a reference's parts: `Status / id`.
  return side === "connectwise" ? label.replace(/ (?:\/ )?(?:id|name)$/u, "") : label;
}

/** A value in words: labels of options, days and moments as the reader writes them. */
export function valueWords(
  value: FieldValue,
  { side, field }: FieldChangeSample,
  { known, format }: { known: KnownFields | null; format: Format },
): string {
  if (value === null || value === "") return "empty";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return filledWords(value, partOf(known, side, field), format);
}

function filledWords(
  value: string | number,
  part: FilterField | undefined,
  format: Format,
): string {
  const options = new Map(part?.options.map((one) => [one.value, one.label]));
  if (options.size > 0) return optionWords(String(value), options);
  if (typeof value === "number") return format.number(value);
  return TEXTS[part?.kind ?? ""]?.(value, format) ?? value;
}

/** What HubSpot has as texts, by the kind of its field. */
const TEXTS: Readonly<Record<string, (value: string, format: Format) => string>> = {
  number: numberWords,
  datetime: momentWords,
};

/** One that is none is shown as it is. */
function numberWords(value: string, format: Format): string {
  const number = Number(value);
  return Number.isFinite(number) ? format.number(number) : value;
}

/** HubSpot has some moments as milliseconds. */
function momentWords(value: string, format: Format): string {
  const at = new Date(/^\d{11,14}$/u.test(value) ? Number(value) : value);
  return Number.isNaN(at.getTime()) ? value : format.dateTime(at.toISOString());
}

/** What kind of record it is; with its number where it has no name: `Company no. 9`. */
export function sampleKind({ objectType, hubspotId, connectwiseId, name }: RunSample): string {
  const { one, connectwise } = objectWords(objectType);
  const kind = hubspotId === null ? connectwise : one;
  const id = hubspotId ?? connectwiseId;
  return id === null || name !== null ? capital(kind) : `${capital(kind)} no. ${id}`;
}

function partOf(known: KnownFields | null, side: Side, field: string): FilterField | undefined {
  return known?.[side].find(({ path }) => path === field);
}

/** Several options stand one after the other, with semicolons between them. */
function optionWords(value: string, labels: ReadonlyMap<string, string>): string {
  return value
    .split(";")
    .map((one) => labels.get(one.trim()) ?? one.trim())
    .join(", ");
}

/** `associations/company` is `Company`, `lastName` is `Last name`. */
function spell(path: string): string {
  const parts = path.split("/");
  const last = parts.at(-1) ?? path;
  const name = last === "id" || last === "name" ? (parts.at(-2) ?? last) : last;
  const words = name.replaceAll("_", " ").replaceAll(/(?<=[a-z])(?=[A-Z0-9])/gu, " ");
  return capital(words.toLowerCase());
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
