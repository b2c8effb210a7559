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

/** Counts items by action. A record in several rows (one for each candidate) counts in each. */
export function countItems(items: readonly RunItem[]): ActionCounts {
  const counts = Object.fromEntries(titles.map(([action]) => [action, 0])) as ActionCounts; // -- `titles` has them all
  for (const { action } of items) counts[action] += 1;
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

/** Puts what a run did into lines: a count for each action, and the reasons below it. */
export function describeItems(items: readonly RunItem[]): string[] {
  const counts = countItems(items);
  return titles.flatMap(([action, text]) => {
    if (counts[action] === 0) return [];
    const line = `  ${String(counts[action]).padStart(6)}  ${text}`;
    const reasons = explained.includes(action)
      ? describeReasons(items.filter((item) => item.action === action))
      : [];
    return [line, ...reasons];
  });
}
