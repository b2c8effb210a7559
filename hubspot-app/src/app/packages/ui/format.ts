/** Words moments, spans and numbers for a reader. */
export interface Format {
  /** `3 Dec 2026`, as the reader's country writes it. */
  date(time: string): string;
  /** `3 Dec 2026, 14:05`. */
  dateTime(time: string): string;
  /** `14:00`: the hour that begins then. */
  hour(time: string): string;
  /** `5 minutes ago`; a date and time when that is longer than a day. */
  ago(time: string, now: number): string;
  /** `12,345`. */
  number(value: number): string;
  /** `42 %`, whole, never 100 before all is done. */
  share(done: number, total: number): string;
  /** `850 ms`, `4.2 s`, `3 min`. */
  duration(milliseconds: number): string;
}

/** Whose eyes a page is for. */
export interface Reader {
  /** BCP 47, such as `de-DE`; what HubSpot gives may be missing or use an underscore. */
  locale?: string | undefined;
  /** IANA name; that of the browser unless given: HubSpot itself tells only the portal's. */
  timeZone?: string | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Makes a {@link Format}; a locale that the browser does not know gives way to English, such a zone to its own. */
export function createFormat({ locale, timeZone }: Reader): Format {
  const language = knownLocale(locale);
  const zone = knownZone(timeZone);
  const numbers = new Intl.NumberFormat(language);
  const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const shares = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const spans = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: zone });
  const dateTimes = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  });
  const hours = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  });
  const dateTime = (time: string): string => dateTimes.format(new Date(time));
  return {
    date: (time) => dates.format(new Date(time)),
    dateTime,
    hour: (time) => hours.format(new Date(time)),
    ago: (time, now) => {
      const past = Math.max(0, now - Date.parse(time));
      if (past < MINUTE_MS) return spans.format(-Math.floor(past / 1000), "second");
      if (past < HOUR_MS) return spans.format(-Math.floor(past / MINUTE_MS), "minute");
      if (past < DAY_MS) return spans.format(-Math.floor(past / HOUR_MS), "hour");
      return dateTime(time);
    },
    number: (value) => numbers.format(value),
    share: (done, total) => {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      return shares.format(share < 1 ? Math.floor(share * 100) / 100 : 1);
    },
    duration: (milliseconds) => {
      if (milliseconds < 1000) return `${numbers.format(Math.round(milliseconds))} ms`;
      if (milliseconds < MINUTE_MS) return `${seconds.format(milliseconds / 1000)} s`;
      return `${numbers.format(Math.round(milliseconds / MINUTE_MS))} min`;
    },
  };
}

/** The day that a moment is on in a zone, as `2026-12-03`. @param time - ISO 8601, or what is none: it stays */
export function dayIn(time: string, timeZone: string | undefined): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  // Swedish writes a date as ISO 8601 does.
  return new Intl.DateTimeFormat("sv", { ...parts, timeZone: knownZone(timeZone) }).format(at);
}

function knownLocale(locale: string | undefined): string {
  const wanted = (locale ?? "").replaceAll("_", "-");
  try {
    return Intl.NumberFormat.supportedLocalesOf([wanted])[0] ?? "en";
  } catch {
    return "en";
  }
}

function knownZone(timeZone: string | undefined): string {
  const own = new Intl.DateTimeFormat("en").resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: timeZone ?? own }).resolvedOptions().timeZone;
  } catch {
    return own;
  }
}
