import type { ReactNode } from "react";
import { AccessTab } from "../access/AccessTab.tsx";
import { ActivityTab } from "../activity/ActivityTab.tsx";
import { ConnectionTab } from "../connection/ConnectionTab.tsx";
import { FiltersTab } from "../filters/FiltersTab.tsx";
import { FirstSyncTab } from "../first-sync/FirstSyncTab.tsx";
import { IssuesTab } from "../issues/IssuesTab.tsx";
import { MappingsTab } from "../mappings/MappingsTab.tsx";
import { ObjectsTab } from "../objects/ObjectsTab.tsx";
import { OverviewTab } from "../overview/OverviewTab.tsx";
import type { TabContext, TabId } from "../tab-context.ts";

const TABS: Readonly<Record<TabId, (props: { context: TabContext }) => ReactNode>> = {
  overview: OverviewTab,
  connection: ConnectionTab,
  objects: ObjectsTab,
  mappings: MappingsTab,
  filters: FiltersTab,
  "first-sync": FirstSyncTab,
  issues: IssuesTab,
  activity: ActivityTab,
  access: AccessTab,
};

/** What a tab shows. */
export function TabContent({ tab, context }: { tab: TabId; context: TabContext }): ReactNode {
  const Content = TABS[tab];
  return <Content context={context} />;
}
