import { Flex, Heading, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { NotConnected } from "../objects/NotConnected.tsx";
import type { TabContext } from "../tab-context.ts";
import { DryRun } from "./DryRun.tsx";
import { FirstSync } from "./FirstSync.tsx";
import { RunHistory } from "./RunHistory.tsx";
import { useRun } from "./use-run.ts";

/** Shows what the first sync would do, and does it. */
export function FirstSyncTab({ context }: { context: TabContext }): ReactNode {
  if (context.overview.connection === null) {
    return (
      <NotConnected context={context}>
        The first sync compares all records of both systems.
      </NotConnected>
    );
  }
  return <Runs context={context} />;
}

function Runs({ context }: { context: TabContext }): ReactNode {
  const dryRun = useRun(context, "dry-run");
  const firstSync = useRun(context, "first-sync");
  const isLive = !["configured", "first-sync"].includes(context.overview.portal.state);
  const latest = [dryRun.run, firstSync.run].map((run) => `${run?.runId} ${run?.state}`).join(" ");
  const isTried = dryRun.run?.state === "done" || firstSync.run !== null || isLive;
  const first = <FirstSync key="first" context={context} dryRun={dryRun} firstSync={firstSync} />;
  const trial = (
    <DryRun key="trial" context={context} dryRun={dryRun} isPast={firstSync.isActive || isLive} />
  );
  return (
    <Flex direction="column" gap="lg">
      <Text>
        The first sync goes through all records of both systems once: it links those that belong
        together, fills gaps, and creates what is missing. A dry run shows all of that before, and
        writes nothing.
      </Text>
      {/* What a person has to do next stands first. */}
      {isTried ? [first, trial] : [trial, first]}
      <Flex direction="column" gap="sm">
        <Heading>History</Heading>
        {/* Another run, or another state of one, is another history. */}
        <RunHistory key={latest} context={context} />
      </Flex>
    </Flex>
  );
}
