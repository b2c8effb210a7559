import type { Activity } from "@lockstep/api/wire-activity.ts";

/** Lines that were written to one record in one go. */
export interface ActivityGroup {
  /** The latest of them, which says what they have in common. */
  head: Activity;
  lines: readonly Activity[];
}

/** Lines further apart were not written in one go, in milliseconds. */
const TOGETHER_MS = 5_000;

/** Puts lines together that follow one another and were written to one record in one go. */
export function groupLines(items: readonly Activity[]): ActivityGroup[] {
  const groups: { head: Activity; lines: Activity[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && belongsTo(item, last.head)) last.lines.push(item);
    else groups.push({ head: item, lines: [item] });
  }
  return groups;
}

function belongsTo(item: Activity, head: Activity): boolean {
  return (
    commonOf(item) === commonOf(head) && Date.parse(head.at) - Date.parse(item.at) <= TOGETHER_MS
  );
}

function commonOf({ kind, objectType, side, recordId, user }: Activity): string {
  return [kind, objectType, side, recordId, user?.userId ?? ""].join(" ");
}
