import { ButtonRow, Flex, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import type { TabContext } from "../tab-context.ts";
import { countWords, estimateWords } from "./run-words.ts";
import type { RunWatch } from "./use-run.ts";

/** What {@link StartFirstSync} is given. */
export interface StartFirstSyncProps {
  context: TabContext;
  dryRun: RunWatch;
  firstSync: RunWatch;
}

/** Starts the first sync on the dry run that was looked at, or skips it; asks before either. */
export function StartFirstSync({ context, dryRun, firstSync }: StartFirstSyncProps): ReactNode {
  const isTried = dryRun.run?.state === "done";
  return (
    <Flex direction="column" gap="sm" align="start">
      {isTried ? null : <Text>Make a dry run first, and look at what it shows.</Text>}
      <ButtonRow>
        <ConfirmButton
          context={context}
          id="start-first-sync"
          label="Start the first sync"
          title="Start the first sync?"
          consequences={startWords(context, dryRun)}
          variant="primary"
          isRunning={firstSync.isBusy}
          isDisabled={!isTried}
          onConfirm={firstSync.start}
        />
      </ButtonRow>
      {context.overview.portal.state === "configured" ? <SkipFirstSync context={context} /> : null}
    </Flex>
  );
}

function startWords({ format }: TabContext, { run }: RunWatch): string[] {
  if (run === null) return [];
  const estimate = estimateWords(run, format);
  return [
    `Lockstep writes to HubSpot and ConnectWise now. ${countWords(run, format)}.`,
    ...(estimate === null ? [] : [`It takes ${estimate}. You can pause or cancel it at any time.`]),
    "If the records have changed by more than 5 % since the dry run, it stops before it writes and asks again.",
  ];
}

function SkipFirstSync({ context }: { context: TabContext }): ReactNode {
  const { api, actions, reloadOverview } = context;
  const { run, isRunning, failure } = useAction(async () => {
    await api.call("post /first-syncs/skip");
    const message = "The first sync is skipped. Changes move by themselves from now on.";
    actions.addAlert({ type: "success", message });
    await reloadOverview();
  });
  return (
    <Flex direction="column" gap="xs" align="start">
      <FailureAlert failure={failure} />
      <ConfirmButton
        context={context}
        id="skip-first-sync"
        label="Skip the first sync"
        title="Go on without a first sync?"
        consequences={[
          "What both systems hold today is left as it is. A record is matched, linked and filled when somebody changes it in either system.",
          "A first sync cannot be made up for later.",
        ]}
        isRunning={isRunning}
        onConfirm={() => void run()}
      />
    </Flex>
  );
}
