import { Accordion, Flex, Heading, LoadingButton, StatusTag, Text } from "@hubspot/ui-extensions";
import type { Run } from "@lockstep/api/wire-runs.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { RunFailed } from "./RunFailed.tsx";
import { RunResult } from "./RunResult.tsx";
import { RunUnderWay } from "./RunUnderWay.tsx";
import { runState } from "./run-words.ts";
import type { RunWatch } from "./use-run.ts";

/** What {@link DryRun} is given. */
export interface DryRunProps {
  context: TabContext;
  dryRun: RunWatch;
  /** The first sync goes on, or is over: nothing is tried out any more. */
  isPast: boolean;
}

/** Starts a dry run, shows how far it is and what it found. */
export function DryRun({ context, dryRun, isPast }: DryRunProps): ReactNode {
  const { run } = dryRun;
  if (isPast) {
    return run === null ? null : (
      <Accordion title="The dry run before it" size="sm">
        <RunState context={context} dryRun={dryRun} run={run} />
      </Accordion>
    );
  }
  const canStart = context.rights.settings && !dryRun.isActive;
  return (
    <Flex direction="column" gap="sm">
      <Flex gap="sm" align="center" wrap>
        <Heading>Dry run</Heading>
        {run === null ? null : (
          <StatusTag variant={runState(run).tone}>{runState(run).label}</StatusTag>
        )}
      </Flex>
      <FailureAlert failure={dryRun.failure} />
      {run === null ? (
        <Text>
          It reads all records, works out what the first sync would do with each, and writes nothing
          to either system. You can go on working meanwhile.
        </Text>
      ) : (
        <RunState context={context} dryRun={dryRun} run={run} />
      )}
      {canStart && context.overview.portal.state === "configured" ? (
        <StartButton dryRun={dryRun} />
      ) : null}
    </Flex>
  );
}

function StartButton({ dryRun }: { dryRun: RunWatch }): ReactNode {
  const isFirst = dryRun.run?.state !== "done";
  return (
    <Flex>
      <LoadingButton
        variant={isFirst ? "primary" : "secondary"}
        loading={dryRun.isBusy}
        onClick={dryRun.start}
      >
        {dryRun.run === null ? "Start a dry run" : "Make another dry run"}
      </LoadingButton>
    </Flex>
  );
}

function RunState({
  context,
  dryRun,
  run,
}: {
  context: TabContext;
  dryRun: RunWatch;
  run: Run;
}): ReactNode {
  switch (run.state) {
    case "running":
    case "paused":
      return <RunUnderWay context={context} watch={dryRun} run={run} />;
    case "cancelled":
      return <Text>It was cancelled before it was done.</Text>;
    case "failed":
      return <RunFailed run={run} />;
    case "done":
      return <RunResult context={context} run={run} />;
  }
}
