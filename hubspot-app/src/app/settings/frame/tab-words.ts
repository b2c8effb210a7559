import type { TabId } from "../tab-context.ts";

/** What the tabs are called. */
export const TAB_TITLES: Readonly<Record<TabId, string>> = {
  overview: "Overview",
  connection: "Connection",
  objects: "Objects",
  mappings: "Field mappings",
  filters: "Filters",
  "first-sync": "First sync",
  issues: "Issues",
  activity: "Activity",
  access: "Access",
};
