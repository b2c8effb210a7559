import type { DateInputProps } from "@hubspot/ui-extensions";

type Day = NonNullable<DateInputProps["value"]>;

/** The day that a text such as `2026-11-30` or a moment begins with; null for anything else. */
export function toDay(text: string | undefined): Day | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/u.exec(text ?? "") ?? [];
  if (year === undefined) return null;
  // HubSpot counts months from 0.
  return { year: Number(year), month: Number(month) - 1, date: Number(date) };
}

/** A day as `2026-11-30`; no text for none, which is what HubSpot gives for a field made empty. */
export function toText(day: Day | null): string[] {
  if (day === null) return [];
  const [month, date] = [day.month + 1, day.date].map((part) => String(part).padStart(2, "0"));
  return [`${day.year}-${month}-${date}`];
}
