import { AutoGrid, Flex, Heading, Text, Tile } from "@hubspot/ui-extensions";
import type { ActionCounts, Run } from "@lockstep/api/wire-runs.ts";
import { Empty } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { actionLabel, actionWords, actionsIn } from "./run-words.ts";

/** What {@link RunCounts} is given. */
export interface RunCountsProps {
  context: TabContext;
  kind: Run["kind"];
  counts: ActionCounts;
}

/** A tile for each thing that is done, with the number of records. */
export function RunCounts({ context: { format }, kind, counts }: RunCountsProps): ReactNode {
  const shown = actionsIn(counts);
  if (shown.length === 0) {
    return <Empty title="No records">Neither system has a record of this kind to sync.</Empty>;
  }
  return (
    <AutoGrid columnWidth={170} flexible gap="sm">
      {shown.map(([action, count]) => (
        <Tile key={action} compact>
          <Flex direction="column" gap="xs">
            <Heading>{format.number(count)}</Heading>
            <Text format={{ fontWeight: "bold" }}>{actionLabel(action, kind)}</Text>
            <Text variant="microcopy">{actionWords(action).explanation}</Text>
          </Flex>
        </Tile>
      ))}
    </AutoGrid>
  );
}
