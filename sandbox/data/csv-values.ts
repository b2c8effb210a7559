import type { Columns, LeftOut } from "./csv-columns.ts";
import type { TableRow } from "./csv-table.ts";
import { members, owners } from "./people.ts";

/** Why a value of a known owner or member field is left out. */
export const NO_OWNER = "the sample portal has no such owner";
export const NO_MEMBER = "the sample system has no such member";

/** Reads one value after another of a row, and keeps count of what has to be left out. */
export class RowReader {
  readonly #columns: Columns;
  readonly #leftOut: LeftOut;
  readonly #row: TableRow;

  constructor(columns: Columns, leftOut: LeftOut, row: TableRow) {
    this.#columns = columns;
    this.#leftOut = leftOut;
    this.#row = row;
  }

  /** @returns undefined for a blank. */
  text(field: string): string | undefined {
    return this.#columns.value(this.#row, field) || undefined;
  }

  /** @returns the fields that are not blank, by name */
  texts(fields: readonly string[]): Record<string, string> {
    return Object.fromEntries(
      fields.flatMap((field) => {
        const text = this.text(field);
        return text === undefined ? [] : [[field, text] as const];
      }),
    );
  }

  /** Reads a value in the vendor's form; one that `read` knows nothing for is left out with a note. */
  converted<T>(field: string, why: string, read: (text: string) => T | undefined): T | undefined {
    const value = this.text(field);
    if (value === undefined) return undefined;
    const result = read(value);
    if (result === undefined) this.leaveOut(field, value, why);
    return result;
  }

  /** Notes that a value is left out. @param why - as in `LeftOut.add` */
  leaveOut(field: string, value: string, why: string): void {
    this.#leftOut.add({ column: this.#columns.heading(field), value, why }, this.#row.line);
  }
}

const CURRENCY = String.raw`(?:[$€£]|(?:usd|eur|gbp|cad|aud|chf)\b)`;

/**
 * Makes a plain number of what spreadsheets and people make of one: `48,566`, `$1,200.50`,
 * `1.200,50 €`, `(300)`. Any other text stays what it is.
 */
export function plainNumber(text: string): string {
  const bare = text
    .replace(new RegExp(String.raw`^(-?)\s*${CURRENCY}\s*|\s*${CURRENCY}$`, "giu"), "$1")
    .replace(/^\((?:[$€£]\s*)?(.+)\)$/, "-$1");
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)) return bare.replaceAll(",", "");
  if (/^-?\d{1,3}(\.\d{3})+,\d+$|^-?\d+,\d{1,2}$/.test(bare)) {
    return bare.replaceAll(".", "").replace(",", ".");
  }
  return /^-?\d+(\.\d+)?$/.test(bare) ? bare : text;
}

/** @returns undefined for what is no number */
export function readNumber(text: string): number | undefined {
  const number = Number(plainNumber(text));
  return Number.isFinite(number) ? number : undefined;
}

/** @returns undefined for what is no whole number */
export function readWholeNumber(text: string): number | undefined {
  const number = readNumber(text);
  return Number.isInteger(number) ? number : undefined;
}

/** @returns undefined for what is neither yes nor no */
export function readFlag(text: string): boolean | undefined {
  if (/^(true|yes|y|1)$/i.test(text)) return true;
  return /^(false|no|n|0)$/i.test(text) ? false : undefined;
}

/**
 * Export times have no zone; UTC is as good as any for records that only need an order.
 *
 * @returns an ISO time, undefined for what is none
 */
export function readTime(text: string): string | undefined {
  const hasZone = /(z|[+-]\d{2}:?\d{2})$/i.test(text);
  const time = Date.parse(hasZone ? text : `${text.replace(" ", "T")}Z`);
  const read = Number.isNaN(time) ? Date.parse(`${text} UTC`) : time;
  return Number.isNaN(read) ? undefined : new Date(read).toISOString();
}

/** @returns the calendar day a text names, `YYYY-MM-DD`; undefined for what names none */
export function readDay(text: string): string | undefined {
  return readTime(text)?.slice(0, 10);
}

const isNamed = (
  wanted: string,
  { firstName, lastName }: { firstName: string; lastName: string },
): boolean => `${firstName} ${lastName}`.toLowerCase() === wanted;

/** @returns the owner's id, found by it, by e-mail or by full name */
export function findOwner(text: string): string | undefined {
  const wanted = text.toLowerCase();
  return owners.find(
    (owner) => owner.id === wanted || owner.email === wanted || isNamed(wanted, owner),
  )?.id;
}

/** @returns ConnectWise's reference to a member, found by identifier, e-mail or full name */
export function readMember(text: string): { identifier: string } | undefined {
  const wanted = text.toLowerCase();
  const found = members.find(
    (member) =>
      member.identifier === wanted || member.officeEmail === wanted || isNamed(wanted, member),
  );
  return found && { identifier: found.identifier };
}

/** @returns ConnectWise's reference to a row of a set-up table by its name */
export const readReference = (name: string): { name: string } => ({ name });

/** @returns references to several rows, however the export strings their names together */
export const readTypes = (text: string): { name: string }[] =>
  text
    .split(/[,;|]/)
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map(readReference);
