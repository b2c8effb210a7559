import { Divider, Flex } from "@hubspot/ui-extensions";
import type { Activity } from "@lockstep/api/wire-activity.ts";
import { Fragment } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { ActivityEntry } from "./ActivityEntry.tsx";
import { groupLines } from "./activity-groups.ts";

/** What {@link ActivityList} is given. */
export interface ActivityListProps {
  context: TabContext;
  items: readonly Activity[];
  /** Shows one record's lines only; left out where there is no choice. */
  onPick?: (item: Activity) => void;
}

/** Lines of the journal, one below the other; what was written to a record in one go stands together. */
export function ActivityList({ context, items, ...rest }: ActivityListProps): ReactNode {
  return (
    <Flex direction="column" gap="sm">
      {groupLines(items).map((group, at) => (
        <Fragment key={keyOf(group.head, at)}>
          {at === 0 ? null : <Divider />}
          <ActivityEntry context={context} group={group} {...rest} />
        </Fragment>
      ))}
    </Flex>
  );
}

/** Lines of one moment may be alike. */
function keyOf({ at, kind, side, recordId }: Activity, place: number): string {
  return [at, kind, side, recordId, place].join(" ");
}
