import type { FieldValue } from "../../server/sync/model.ts";
import type { Consequence } from "./side-rules.ts";
import type { ForecastLine } from "./vendor-record.ts";

/** Stages of HubSpot in which a deal is over. */
export const CLOSED_STAGES: ReadonlySet<string> = new Set(["won", "lost", "won2", "lost2"]);
/** Statuses of ConnectWise that end an opportunity. */
export const CLOSED_STATUSES: ReadonlySet<string> = new Set(["2", "3"]);

/** Path of an opportunity's worth, which nobody writes as such: it is the sum of its lines. */
export const AMOUNT_PATH = "forecast/amount";

/** What a forecast's lines come to. */
export function forecastFields(lines: readonly ForecastLine[]): Record<string, FieldValue> {
  const counting = lines.filter(({ isIncluded }) => isIncluded);
  const sum = (of: "revenue" | "recurring"): number =>
    counting.reduce((total, line) => total + line[of], 0);
  return {
    [AMOUNT_PATH]: counting.length === 0 ? null : sum("revenue"),
    "forecast/recurring": sum("recurring") === 0 ? null : sum("recurring"),
    "forecast/people": counting.filter(({ isOurs }) => !isOurs).length,
  };
}

/** The lines after ours was made what the others lack of an amount; null takes ours away. */
export function linesFor(lines: readonly ForecastLine[], amount: FieldValue): ForecastLine[] {
  const others = lines.filter(({ isOurs }) => !isOurs);
  if (amount === null) return others;
  const theirs = Number(forecastFields(others)[AMOUNT_PATH] ?? 0);
  const revenue = Number(amount) - theirs;
  const isNeeded = revenue !== 0 || others.length < lines.length;
  return isNeeded ? [...others, { isOurs: true, revenue, recurring: 0, isIncluded: true }] : others;
}

/** HubSpot tells from the stage whether a deal is over. */
export const closeHubspotDeal: Consequence = (record, changed) =>
  changed.has("dealstage")
    ? { hs_is_closed: String(CLOSED_STAGES.has(String(record.fields["dealstage"]))) }
    : {};

/**
 * An opportunity's close date is the expected one while it is open, and the day on which it was
 * closed afterwards; nobody can set that day.
 */
export const closeOpportunity: Consequence = (record, changed, now) => {
  const { fields } = record;
  const isClosed = CLOSED_STATUSES.has(String(fields["status/id"]));
  const wasClosed = fields["isClosed"] === true;
  const today = `${new Date(now).toISOString().slice(0, 10)}T00:00:00Z`;
  const isDateSet = changed.has("closeDate");
  const expected = isDateSet
    ? (fields["closeDate"] ?? null)
    : (fields["expectedCloseDate"] ?? null);
  const closed = isClosed ? (wasClosed ? (fields["closedDate"] ?? today) : today) : null;
  if (isClosed === wasClosed && !isDateSet) return {};
  return {
    isClosed,
    expectedCloseDate: expected,
    closedDate: closed,
    closeDate: closed ?? expected,
  };
};
