import { AMOUNT_PATH } from "./opportunity.ts";
import { READ_WITHIN_MS, type Evidence, type Finding } from "./oracle-findings.ts";
import type { Pair } from "./oracle-pair.ts";
import type { Change, VendorRecord } from "./vendor-record.ts";
import { objectOf } from "./world.ts";

/**
 * An opportunity's sum is only changed while no person keeps lines of their own, unless the customer
 * wants HubSpot's amount to count all the same; and only to an amount that HubSpot had.
 */
export function checkMoney({ world }: Evidence, pair: Pair): Finding[] {
  if (pair.link.objectType !== "deal") return [];
  const { policy } = objectOf(world, "deal");
  const amounts = new Set(changesOfPath(pair.hubspot, "amount").map(({ value }) => Number(value)));
  return changesOfPath(pair.connectwise, AMOUNT_PATH)
    .filter(({ by }) => by === "app")
    .flatMap((change): Finding[] => {
      const text = `deal ${pair.hubspot.id}/${pair.connectwise.id} was made worth ${String(change.value)} at ${change.order}`;
      const isKnown = change.value === null || amounts.has(Number(change.value));
      const isTheirs = policy.overridesForecast !== true && isPeoples(pair.connectwise, change);
      return isKnown && !isTheirs ? [] : [{ offence: "amount-not-ours", text }];
    });
}

function changesOfPath(record: VendorRecord, path: string): readonly Change[] {
  return record.changes.filter((change) => change.path === path);
}

/** True when people had lines of their own for so long that a read must have shown them. */
function isPeoples(record: VendorRecord, write: Change): boolean {
  const counts = changesOfPath(record, "forecast/people").filter(
    ({ order }) => order < write.order,
  );
  const last = counts.at(-1);
  const isRecent = last !== undefined && write.at - last.at <= READ_WITHIN_MS;
  return last !== undefined && Number(last.value) > 0 && !isRecent;
}
