import type { SideCounts } from "./bound.ts";

const pages = (count: number, size: number): number => Math.ceil(count / size);

/**
 * The least calls that changes of linked records of one type can do with, beside those that look for
 * changes: with h records changed in HubSpot and c others in ConnectWise, each in a field of its own
 * record that is synced both ways,
 *
 *     2 x ceil((h + c) / 100)   both records are read, 100 a call on each side
 *     + h                       ConnectWise is written record by record
 *     + ceil(c / 100)           HubSpot is written 100 a call
 *     + ceil(c / 50)            and its history shows, 50 a call, what a write ran over
 *
 * A batch of changes shares its reads, whichever side they come from. ConnectWise's answer to a write
 * tells what HubSpot's history is asked for.
 *
 * @param changed - records changed by people, by side
 */
export function changeBound({ hubspot, connectwise }: SideCounts): number {
  return (
    2 * pages(hubspot + connectwise, 100) +
    hubspot +
    pages(connectwise, 100) +
    pages(connectwise, 50)
  );
}
