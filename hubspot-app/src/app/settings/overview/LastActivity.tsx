import { Button, Flex, Heading } from "@hubspot/ui-extensions";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { Empty } from "@lockstep/ui/states.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import { ActivityList } from "../activity/ActivityList.tsx";
import type { TabContext } from "../tab-context.ts";

const SHOWN = 5;

/** The latest that was written. */
export function LastActivity({ context }: { context: TabContext }): ReactNode {
  const load = useLoad("last-activity", () =>
    context.api.call("get /activity", { query: { limit: SHOWN } }),
  );
  return (
    <Flex direction="column" gap="sm">
      <Heading>Last activity</Heading>
      <LoadedView what="the last activity" load={load}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing was written yet">
              What Lockstep writes in either system is listed here.
            </Empty>
          ) : (
            <>
              <ActivityList context={context} items={items} />
              <Flex>
                <Button size="sm" onClick={() => context.goTo("activity")}>
                  Go to Activity
                </Button>
              </Flex>
            </>
          )
        }
      </LoadedView>
    </Flex>
  );
}
