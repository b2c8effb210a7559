import { Button, ButtonRow, Divider, Flex } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { isSetUp } from "../overview/checklist.ts";
import type { TabContext, TabId } from "../tab-context.ts";
import { TAB_TITLES } from "./tab-words.ts";

const NEXT: Readonly<Partial<Record<TabId, TabId>>> = {
  objects: "mappings",
  mappings: "filters",
  filters: "first-sync",
};

/** Leads from a step of the set-up to the next one, and back to all of them; nothing once the sync runs. */
export function NextStep({ tab, context }: { tab: TabId; context: TabContext }): ReactNode {
  const next = NEXT[tab];
  const { overview, goTo } = context;
  if (next === undefined || overview.connection === null || isSetUp(overview)) return null;
  return (
    <Flex direction="column" gap="sm">
      <Divider />
      <ButtonRow>
        <Button onClick={() => goTo(next)}>{`Next: ${TAB_TITLES[next]}`}</Button>
        <Button variant="transparent" onClick={() => goTo("overview")}>
          All steps
        </Button>
      </ButtonRow>
    </Flex>
  );
}
