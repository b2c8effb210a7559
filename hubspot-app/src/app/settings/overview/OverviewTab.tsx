import { Flex } from "@hubspot/ui-extensions";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { isSetUp } from "./checklist.ts";
import { CallBudget } from "./CallBudget.tsx";
import { Checklist } from "./Checklist.tsx";
import { ConnectionState } from "./ConnectionState.tsx";
import { DailyComparison } from "./DailyComparison.tsx";
import { GoodToKnow } from "./GoodToKnow.tsx";
import { LastActivity } from "./LastActivity.tsx";
import { Notices } from "./Notices.tsx";
import { ObjectCounts } from "./ObjectCounts.tsx";
import { StateBanner } from "./StateBanner.tsx";
import { SyncSpeed } from "./SyncSpeed.tsx";
import { useSyncHealth } from "./use-sync-health.ts";

/** How often the numbers are read again, in milliseconds. */
const EVERY_MS = 15_000;

/** The way to the first sync, and after it how the sync is going. */
export function OverviewTab({ context }: { context: TabContext }): ReactNode {
  usePolling(context.reloadOverview, { isOn: true, everyMs: EVERY_MS });
  const isReady = isSetUp(context.overview);
  return (
    <Flex direction="column" gap="lg">
      <StateBanner context={context} />
      {isReady ? <Health context={context} /> : <Checklist context={context} />}
    </Flex>
  );
}

function Health({ context }: { context: TabContext }): ReactNode {
  const health = useSyncHealth(context);
  return (
    <>
      <Notices context={context} />
      <ConnectionState context={context} />
      <ObjectCounts context={context} />
      <SyncSpeed context={context} health={health} />
      <CallBudget context={context} health={health} />
      <DailyComparison context={context} health={health} />
      <LastActivity context={context} />
      <GoodToKnow context={context} />
    </>
  );
}
