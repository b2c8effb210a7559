import { Flex, Heading, LineChart, Statistics, StatisticsItem, Text } from "@hubspot/ui-extensions";
import type { SyncHealth } from "@lockstep/api/wire-account.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { Empty } from "@lockstep/ui/states.tsx";
import type { Load } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

type Latency = SyncHealth["latency"];

const HALF = "Half arrive within";
const MOST = "95 of 100 arrive within";

/** How long changes of people take to the other system. */
export function SyncSpeed({
  context,
  health,
}: {
  context: TabContext;
  health: Load<SyncHealth>;
}): ReactNode {
  return (
    <Flex direction="column" gap="sm">
      <Heading>How fast changes arrive</Heading>
      <LoadedView what="how fast changes arrive" load={health}>
        {({ latency }) =>
          latency.count === 0 ? (
            <Empty title="No changes in the last 24 hours">
              As soon as somebody changes a record, you see here how long it took to arrive.
            </Empty>
          ) : (
            <Figures context={context} latency={latency} />
          )
        }
      </LoadedView>
    </Flex>
  );
}

function Figures({ context, latency }: { context: TabContext; latency: Latency }): ReactNode {
  const { format } = context;
  const span = (milliseconds: number | null): string =>
    milliseconds === null ? "not measured" : format.duration(milliseconds);
  const ways = latency.byWay.filter(({ count }) => count > 0);
  return (
    <>
      <Text>
        {`${format.number(latency.count)} changes that people made in the last 24 hours, from the moment they saved them.`}
      </Text>
      <Statistics>
        <StatisticsItem label={HALF} number={span(latency.p50Ms)} />
        <StatisticsItem label={MOST} number={span(latency.p95Ms)} />
      </Statistics>
      <LineChart
        data={rowsOf(context, latency)}
        axes={{
          x: { field: "hour", fieldType: "category", label: "Hour" },
          y: { field: "seconds", fieldType: "linear", label: "Seconds" },
          options: { groupFieldByColor: "figure" },
        }}
        options={{ title: "Seconds by hour, of hours with changes", showLegend: true }}
      />
      {ways.map(({ way, count, p50Ms }) => (
        <Text key={way} variant="microcopy">
          {`${WAYS[way]}: ${format.number(count)}, half of them within ${span(p50Ms)}.`}
        </Text>
      ))}
    </>
  );
}

const WAYS: Readonly<Record<Latency["byWay"][number]["way"], string>> = {
  "sync-now": "With Sync now",
  webhook: "Announced by HubSpot or ConnectWise",
  poll: "Found by asking every minute",
  sweep: "Found by the daily comparison",
};

function rowsOf(
  { format }: TabContext,
  { perHour }: Latency,
): { hour: string; seconds: number; figure: string }[] {
  return perHour.flatMap(({ hour, p50Ms, p95Ms }) =>
    (
      [
        [HALF, p50Ms],
        [MOST, p95Ms],
      ] as const
    ).flatMap(([figure, milliseconds]) =>
      milliseconds === null
        ? []
        : [{ hour: format.hour(hour), seconds: Math.round(milliseconds / 100) / 10, figure }],
    ),
  );
}
