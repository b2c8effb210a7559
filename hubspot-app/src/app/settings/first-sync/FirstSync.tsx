import { Alert, Flex, Heading, StatusTag, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { RunFailed } from "./RunFailed.tsx";
import { RunResult } from "./RunResult.tsx";
import { RunUnderWay } from "./RunUnderWay.tsx";
import { StartFirstSync } from "./StartFirstSync.tsx";
import { runState } from "./run-words.ts";
import type { RunWatch } from "./use-run.ts";

/** What {@link FirstSync} is given. */
export interface FirstSyncProps {
  context: TabContext;
  dryRun: RunWatch;
  firstSync: RunWatch;
}

/** Starts the first sync, shows how far it is and what it did; nothing before a dry run. */
export function FirstSync({ context, dryRun, firstSync }: FirstSyncProps): ReactNode {
  const { run } = firstSync;
  const { state } = context.overview.portal;
  // A run that failed leaves the portal in the midst of the first sync.
  const mayStart = state === "configured" || state === "first-sync";
  const canStart = context.rights.settings && mayStart && !firstSync.isActive && !dryRun.isActive;
  return (
    <Flex direction="column" gap="sm">
      <Flex gap="sm" align="center" wrap>
        <Heading>First sync</Heading>
        {run === null ? null : (
          <StatusTag variant={runState(run).tone}>{runState(run).label}</StatusTag>
        )}
      </Flex>
      <FailureAlert failure={firstSync.failure} />
      <Standing context={context} firstSync={firstSync} />
      {canStart ? <StartFirstSync context={context} dryRun={dryRun} firstSync={firstSync} /> : null}
    </Flex>
  );
}

function Standing({ context, firstSync }: Omit<FirstSyncProps, "dryRun">): ReactNode {
  const { run } = firstSync;
  if (run === null) return <NotStarted state={context.overview.portal.state} />;
  switch (run.state) {
    case "running":
    case "paused":
      return <RunUnderWay context={context} watch={firstSync} run={run} />;
    case "cancelled":
      return <Text>It was cancelled. What it had done until then stays.</Text>;
    case "failed":
      return <RunFailed run={run} />;
    case "done":
      return (
        <>
          <Alert title="The first sync is done" variant="success">
            <Text>Changes move by themselves from now on.</Text>
          </Alert>
          <RunResult context={context} run={run} />
        </>
      );
  }
}

/** States that a portal without a first sync gets to by skipping it. */
const SKIPPED_STATES = ["live", "paused", "braked"];

function NotStarted({ state }: { state: string }): ReactNode {
  return SKIPPED_STATES.includes(state) ? (
    <Text>It was skipped. Records are matched and linked when they change in either system.</Text>
  ) : (
    <Text>It was not started yet. Nothing is written to either system until then.</Text>
  );
}
