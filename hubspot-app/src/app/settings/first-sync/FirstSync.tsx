import { Alert, Button, Flex, Heading, StatusTag, Text } from "@hubspot/ui-extensions";
import type { Run } from "@lockstep/api/wire-runs.ts";
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
          <Done context={context} run={run} />
          <RunResult context={context} run={run} />
        </>
      );
  }
}

/** That it is done, and what it left for people to do. */
function Done({ context, run: { counts } }: { context: TabContext; run: Run }): ReactNode {
  const open = (counts["review"] ?? 0) + (counts["attention"] ?? 0);
  return (
    <Alert title="The first sync is done" variant="success">
      <Flex direction="column" gap="sm" align="start">
        <Text>Changes move by themselves from now on.</Text>
        {open === 0 ? null : (
          <>
            <Text>{`${needWords(open, context)} Under Issues each says what to do.`}</Text>
            <Button onClick={() => context.goTo("issues")}>Go to Issues</Button>
          </>
        )}
      </Flex>
    </Alert>
  );
}

function needWords(count: number, { format }: TabContext): string {
  return count === 1
    ? "One record needs a decision or a correction."
    : `${format.number(count)} records need a decision or a correction.`;
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
