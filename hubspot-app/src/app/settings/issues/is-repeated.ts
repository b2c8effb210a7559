import type { Review } from "@lockstep/api/wire-records.ts";

/**
 * Whether a record of ConnectWise is on the list for nothing but the records of HubSpot that are there, too:
 * each of its candidates stands there with it as a candidate of its own.
 */
export function isRepeated(
  { record, candidates, twins }: Review,
  reviews: readonly Review[],
): boolean {
  if (record.side === "hubspot" || candidates.length === 0 || twins.length > 0) return false;
  return candidates.every(({ id }) =>
    reviews.some(
      (one) =>
        one.record.side === "hubspot" &&
        one.record.id === id &&
        one.candidates.some((candidate) => candidate.id === record.id),
    ),
  );
}
