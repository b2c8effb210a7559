import { controlTypes } from "../shared/control.ts";
import { byType } from "./evidence.ts";
import type { ByType } from "./evidence.ts";
import type { RunItem } from "./lockstep-api.ts";

/** Counts of a run by what was done. */
export type ActionCounts = Record<RunItem["action"], number>;

const titles: readonly [RunItem["action"], string][] = [
  ["linked", "linked"],
  ["updated", "linked before, updated"],
  ["created_in_connectwise", "created in ConnectWise"],
  ["created_in_hubspot", "created in HubSpot"],
  ["review", "to review"],
  ["excluded", "excluded"],
  ["waiting", "waiting"],
  ["attention", "needing attention"],
];

/** Actions that leave something as it is; a person wants to know why. */
const explained: readonly RunItem["action"][] = ["review", "excluded", "waiting", "attention"];
const SHOWN_RECORDS = 4;

const typeTitles: ByType<string> = { company: "Companies", contact: "Contacts", deal: "Deals" };

function noCounts(): ActionCounts {
  return Object.fromEntries(titles.map(([action]) => [action, 0])) as ActionCounts; // -- `titles` has them all
}

/**
 * Counts items by object type and action. A record in several rows (one for each candidate) counts
 * in each.
 */
export function countItems(items: readonly RunItem[]): ByType<ActionCounts> {
  const counts = byType(noCounts);
  for (const { objectType, action } of items) counts[objectType][action] += 1;
  return counts;
}

function nameItem({ hubspotId, connectwiseId }: RunItem): string {
  return [
    ...(hubspotId === null ? [] : [`HubSpot ${hubspotId}`]),
    ...(connectwiseId === null ? [] : [`ConnectWise ${connectwiseId}`]),
  ].join(" + ");
}

function describeReasons(items: readonly RunItem[]): string[] {
  const reasons = [...new Set(items.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const group = items.filter((item) => item.reason === reason);
    const shown = group.slice(0, SHOWN_RECORDS).map(nameItem).join("; ");
    const more = group.length > SHOWN_RECORDS ? "; ..." : "";
    const words = reason || "no reason was given";
    return `          ${String(group.length).padStart(4)}  ${words} (${shown}${more})`;
  });
}

/** By object type a line for each action, with further lines below it. */
function describeTypes(
  items: readonly RunItem[],
  below: (items: readonly RunItem[], action: RunItem["action"]) => string[],
): string[] {
  const counts = countItems(items);
  return controlTypes.flatMap((type) => {
    const lines = titles.flatMap(([action, text]) => {
      const count = counts[type][action];
      if (count === 0) return [];
      const own = items.filter((item) => item.objectType === type && item.action === action);
      return [`  ${String(count).padStart(6)}  ${text}`, ...below(own, action)];
    });
    return lines.length === 0 ? [] : [typeTitles[type], ...lines];
  });
}

/** Puts what a run would do into lines: by object type a count for each action. */
export function describeCounts(items: readonly RunItem[]): string[] {
  return describeTypes(items, () => []);
}

/** Puts into lines where a first sync did another number of things than its dry run had said. */
export function describeDifferences(
  planned: readonly RunItem[],
  done: readonly RunItem[],
): string[] {
  const [said, came] = [countItems(planned), countItems(done)];
  return controlTypes.flatMap((type) =>
    titles.flatMap(([action, text]) => {
      const [before, after] = [said[type][action], came[type][action]];
      if (before === after) return [];
      return [`${typeTitles[type]}, ${text}: ${before} in the dry run, ${after} in the first sync`];
    }),
  );
}

/** Puts what a run did into lines: counts, and the reasons for what was left as it is. */
export function describeItems(items: readonly RunItem[]): string[] {
  return describeTypes(items, (own, action) =>
    explained.includes(action) ? describeReasons(own) : [],
  );
}
