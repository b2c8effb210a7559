import { BarChart, Flex, Heading, Text } from "@hubspot/ui-extensions";
import type { SideCalls, SyncHealth } from "@lockstep/api/wire-account.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { Load } from "@lockstep/ui/use-load.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

const SIDES: readonly Side[] = ["hubspot", "connectwise"];
const SECONDS_A_DAY = 86_400;

/** How many calls to the two systems the sync took, out of how many it may make. */
export function CallBudget({
  context,
  health: { loaded },
}: {
  context: TabContext;
  health: Load<SyncHealth>;
}): ReactNode {
  // That it is read, or could not be, stands above under the same figures.
  if (loaded.status !== "ready") return null;
  const { calls } = loaded.value;
  return (
    <Flex direction="column" gap="sm">
      <Heading>Calls to both systems</Heading>
      {SIDES.map((side) => (
        <Text key={side}>{usage(context, side, calls[side])}</Text>
      ))}
      <BarChart
        data={rowsOf(context, calls)}
        axes={{
          x: { field: "hour", fieldType: "category", label: "Hour" },
          y: { field: "calls", fieldType: "linear", label: "Calls" },
          options: { groupFieldByColor: "system", stacking: true },
        }}
        options={{ title: "Calls by hour", showLegend: true }}
      />
    </Flex>
  );
}

function usage({ format }: TabContext, side: Side, { count, allowedPerSecond }: SideCalls): string {
  const allowed = allowedPerSecond * SECONDS_A_DAY;
  const isLittle = count > 0 && count < allowed / 100;
  const share = isLittle ? `less than ${format.share(1, 100)}` : format.share(count, allowed);
  return `${sideWords(side)}: ${format.number(count)} calls in the last 24 hours. That is ${share} of what Lockstep may use.`;
}

function rowsOf(
  { format }: TabContext,
  calls: SyncHealth["calls"],
): { hour: string; calls: number; system: string }[] {
  return SIDES.flatMap((side) =>
    calls[side].perHour.map(({ hour, count }) => ({
      hour: format.hour(hour),
      calls: count,
      system: sideWords(side),
    })),
  );
}
