import { Accordion, Flex, Text } from "@hubspot/ui-extensions";
import type { SyncHealth } from "@lockstep/api/wire-account.ts";
import type { Load } from "@lockstep/ui/use-load.ts";
import { objectWords, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** What the latest full comparisons found that every other way had missed. */
export function DailyComparison({
  context: { format },
  health: { loaded },
}: {
  context: TabContext;
  health: Load<SyncHealth>;
}): ReactNode {
  if (loaded.status !== "ready" || loaded.value.sweeps.length === 0) return null;
  const { sweeps } = loaded.value;
  const found = sweeps.reduce((sum, { drift }) => sum + drift, 0);
  const title =
    found === 0
      ? "Daily comparison: nothing was missed"
      : `Daily comparison: ${format.number(found)} missed changes found and synced`;
  return (
    <Accordion title={title} size="sm">
      <Flex direction="column" gap="xs">
        <Text>Once a day Lockstep compares all records, in case a change was not announced.</Text>
        {sweeps.map(({ objectType, side, finishedAt, compared, drift }) => (
          <Text key={`${objectType} ${side}`}>
            {`${objectWords(objectType).many} in ${sideWords(side)}, ${format.dateTime(finishedAt)}: ${format.number(compared)} compared, ${format.number(drift)} missed.`}
          </Text>
        ))}
      </Flex>
    </Accordion>
  );
}
