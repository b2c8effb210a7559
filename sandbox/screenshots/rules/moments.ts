import type { Survey } from "../survey-data.ts";
import type { Complaint } from "./complaint.ts";

/** Where the reader of a page is. */
export interface Reader {
  /** BCP 47. */
  locale: "en-GB";
  /** IANA name. */
  timeZone: string;
}

/** When what a page tells the time of can have been: milliseconds since 1970. */
export interface Known {
  /** The span in which everything happened. */
  from: number;
  to: number;
  /** Moments that records hold. */
  others: ReadonlySet<number>;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split(" ");
const WRITTEN = new RegExp(
  `\\b(\\d{1,2}) (${MONTHS.join("|")}) (\\d{4}), (\\d{2}):(\\d{2})\\b`,
  "g",
);
/** As another country than the reader's writes a date or a time. */
const FOREIGN = [
  new RegExp(`\\b(?:${MONTHS.join("|")})[a-z]* \\d{1,2}, \\d{4}\\b`),
  /\b\d{1,2}:\d{2}(?::\d{2})?\s?[AP]M\b/i,
  /\b\d{1,2}\/\d{1,2}\/\d{4}\b/,
  /\b\d{1,2}\.\d{1,2}\.\d{4}\b/,
];

/**
 * Finds moments that are not written as the reader writes them, or not in the reader's zone: at that
 * time nothing is known to have happened.
 */
export function complainOfMoments({ leaves }: Survey, reader: Reader, known: Known): Complaint[] {
  const texts = leaves.filter(({ kind, isHubspots }) => kind === "text" && !isHubspots);
  return texts.flatMap(({ where, words }) => {
    const found = FOREIGN.filter((sign) => sign.test(words)).map(
      () => `writes a time in another way than ${reader.locale}`,
    );
    for (const [text, ...parts] of words.matchAll(WRITTEN)) {
      const at = momentOf(parts, reader.timeZone);
      if ((at >= known.from && at <= known.to) || known.others.has(at)) continue;
      found.push(`tells of ${text}, which in ${reader.timeZone} is not when it was`);
    }
    return found.map((what) => ({ what, where, words }));
  });
}

/** Writes a moment as the screens have to. */
export function writeMoment(at: number, { locale, timeZone }: Reader): string {
  const format = { dateStyle: "medium", timeStyle: "short", timeZone } as const;
  return new Intl.DateTimeFormat(locale, format).format(at);
}

/** When a day begins somewhere. @param day - `2026-12-03`, with or without a time behind it */
export function beginOf(day: string, timeZone: string): number {
  const asUtc = Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
  return asUtc - offsetAt(asUtc, timeZone);
}

function momentOf(parts: readonly (string | undefined)[], timeZone: string): number {
  const [day, month, year, hour, minute] = parts;
  const asUtc = Date.UTC(
    Number(year),
    MONTHS.indexOf(month ?? ""),
    Number(day),
    Number(hour),
    Number(minute),
  );
  return asUtc - offsetAt(asUtc, timeZone);
}

/** By how many milliseconds a zone's clocks are ahead of UTC, around a moment. */
function offsetAt(at: number, timeZone: string): number {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name ?? "") ?? [];
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -offset : offset;
}
