import type { FieldValue, Side } from "@lockstep/api/wire-common.ts";
import type { ShownRecord } from "@lockstep/api/wire-records.ts";
import type { Format } from "@lockstep/ui/format.ts";

const LABELS: Readonly<Record<string, string>> = {
  name: "Name",
  domain: "Web site",
  phone: "Phone",
  city: "City",
  email: "E-mail",
  companyId: "Company",
  amount: "Amount",
  date: "Close date",
};

/** What a value by which people compare records is called. */
export function shownLabel(name: string): string {
  return LABELS[name] ?? name;
}

/** How values are worded. */
export interface Wording {
  format: Format;
  /**
   * Both systems keep a day as a moment: HubSpot as one of that day in the portal's zone, ConnectWise as
   * the one at which it begins in UTC. Wherever the reader is, it is that day.
   */
  days: Readonly<Record<Side, Format>>;
}

/** A value of one side in words; null for an empty one. */
export function shownText(
  name: string,
  side: Side,
  value: FieldValue | undefined,
  { format, days }: Wording,
): string | null {
  if (value === undefined || value === null || value === "") return null;
  const text = String(value);
  if (name === "date" && !Number.isNaN(Date.parse(text))) {
    return days[side].date(text);
  }
  if (name === "amount" && !Number.isNaN(Number(text))) return format.number(Number(text));
  return text;
}

/** What tells a record from others of its system, in a line: `Phone: 555 0100, City: Denver`. */
export function shownLine({ side, shown }: ShownRecord, wording: Wording): string {
  const parts = Object.entries(shown ?? {}).flatMap(([name, value]) => {
    const text = shownText(name, side, value, wording);
    const isTold = text === null || name === "name" || name === "companyId";
    return isTold ? [] : [`${shownLabel(name)}: ${text}`];
  });
  return parts.join(", ");
}

/** Forms in which two spellings of the same are equal. */
const PLAIN: Readonly<Record<string, (text: string) => string>> = {
  domain: (text) =>
    text
      .toLowerCase()
      .replace(/^https?:\/\//u, "")
      .replace(/^www\./u, "")
      .replace(/\/.*$/u, ""),
  phone: (text) => text.replaceAll(/\D/gu, ""),
};

/**
 * Tells whether two values, in words, tell their records apart.
 *
 * @returns null where there is nothing to compare: one is empty, or they are ids of two systems
 */
export function isDifferent(
  name: string,
  one: string | null,
  other: string | null,
): boolean | null {
  if (one === null || other === null || name === "companyId") return null;
  const plain = PLAIN[name] ?? ((text: string) => text.trim().toLowerCase());
  return plain(one) !== plain(other);
}
