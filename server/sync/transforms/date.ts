import type { FieldValue, Side } from "../model.ts";
import { tidyText } from "./text.ts";
import type { Transform, Translated } from "./transform.ts";

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

/** A calendar day. HubSpot: `YYYY-MM-DD`; ConnectWise: that day at midnight UTC. */
export const dateTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => dayOf(value) ?? tidyText(value),
  translate(to: Side, value: FieldValue): Translated {
    const day = dayOf(value);
    if (day !== null) {
      return { kind: "value", value: to === "hubspot" ? day : `${day}T00:00:00Z` };
    }
    return {
      kind: "problem",
      code: "not_a_date",
      message: `"${String(value)}" is not a date.`,
      remedy: "Enter a date as year, month and day, for example 2026-03-31.",
    };
  },
};
