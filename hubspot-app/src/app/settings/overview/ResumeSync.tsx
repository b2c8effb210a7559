import { Flex, LoadingButton } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import type { TabContext } from "../tab-context.ts";

/** Lets the sync go on, for who may. @param asks - whether it stopped for a reason that somebody has to judge */
export function ResumeSync({ context, asks }: { context: TabContext; asks: boolean }): ReactNode {
  const { api, actions, reloadOverview, rights } = context;
  const { run, isRunning, failure } = useAction(async () => {
    await api.call("post /portal/resume");
    actions.addAlert({ type: "success", message: "The sync goes on." });
    await reloadOverview();
  });
  if (!rights.settings) return null;
  return (
    <Flex direction="column" gap="sm" align="start">
      <FailureAlert failure={failure} />
      {asks ? (
        <ConfirmButton
          context={context}
          id="resume-sync"
          label="Resume the sync"
          title="Resume the sync?"
          consequences={[
            "Lockstep does what it was about to do when it stopped, in both systems.",
            "If what stopped it is still there, it stops again.",
          ]}
          variant="primary"
          isRunning={isRunning}
          onConfirm={() => void run()}
        />
      ) : (
        <LoadingButton variant="primary" loading={isRunning} onClick={() => void run()}>
          Resume the sync
        </LoadingButton>
      )}
    </Flex>
  );
}
