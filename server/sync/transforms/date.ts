import type { FieldValue, Side } from "../model.ts";
import { tidyText } from "./text.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";

/** Returns the calendar day `YYYY-MM-DD` that a date value names, without any time-zone shift. */
function dayOf(value: FieldValue): string | null {
  const text = tidyText(value);
  const iso = /^(?<day>\d{4}-\d{2}-\d{2})(?:T.*)?$/u.exec(text);
  const day =
    iso?.groups?.["day"] ??
    // HubSpot also hands out dates as milliseconds at midnight UTC.
    (/^\d{11,14}$/u.test(text) ? new Date(Number(text)).toISOString().slice(0, 10) : undefined);
  if (day === undefined) return null;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null;
}

function notADate(value: FieldValue): Translated {
  return {
    kind: "problem",
    code: "not_a_date",
    message: `"${String(value)}" is not a date.`,
    remedy: "Enter a date as year, month and day, for example 2026-03-31.",
  };
}

/** A calendar day. HubSpot: `YYYY-MM-DD`; ConnectWise: that day at midnight UTC. */
export const dateTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => dayOf(value) ?? tidyText(value),
  translate(to: Side, value: FieldValue): Translated {
    const day = dayOf(value);
    if (day !== null) {
      return { kind: "value", value: to === "hubspot" ? day : `${day}T00:00:00Z` };
    }
    return notADate(value);
  },
};

/** Moment that a text or a number of milliseconds names; null for a bare day or no date at all. */
function momentOf(value: FieldValue): number | null {
  const text = tidyText(value);
  if (/^\d{11,14}$/u.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}T/u.test(text)) return null;
  const at = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/u.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? null : at;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(timeZone, format);
  return format;
}

/** What a clock in the time zone shows at a moment, as if it were UTC, in milliseconds. */
function clockAt(moment: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatFor(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (name: string): number => parts[name] ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

function dayIn(moment: number, timeZone: string): string {
  return new Date(clockAt(moment, timeZone)).toISOString().slice(0, 10);
}

/** The day's first moment in the time zone. */
function startOf(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Twice, because the offset at the first guess may be the one before a clock change.
  let moment = midnight;
  for (let round = 0; round < 2; round += 1) moment += midnight - clockAt(moment, timeZone);
  return new Date(moment).toISOString();
}

/**
 * A moment in HubSpot, shown to people as a day in the portal's time zone, and a calendar day in
 * ConnectWise. Only the day counts, so the time of day is neither a change nor overwritten.
 */
export const datetimeDayTransform: Transform = {
  normal(side: Side, value: FieldValue, context: TransformContext) {
    const moment = side === "hubspot" ? momentOf(value) : null;
    if (moment !== null) return dayIn(moment, context.timeZone ?? "UTC");
    return dayOf(value) ?? tidyText(value);
  },
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    const timeZone = context.timeZone ?? "UTC";
    if (to === "hubspot") {
      const day = dayOf(value);
      return day === null ? notADate(value) : { kind: "value", value: startOf(day, timeZone) };
    }
    const moment = momentOf(value);
    const day = moment === null ? dayOf(value) : dayIn(moment, timeZone);
    return day === null ? notADate(value) : { kind: "value", value: `${day}T00:00:00Z` };
  },
};
