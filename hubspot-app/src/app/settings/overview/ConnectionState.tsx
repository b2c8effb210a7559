import {
  DescriptionList,
  DescriptionListItem,
  Flex,
  LoadingButton,
  StatusTag,
  Text,
} from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import { portalState } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** Whether the sync runs, with what, and a way to pause it. */
export function ConnectionState({ context }: { context: TabContext }): ReactNode {
  const { portal, connection } = context.overview;
  const state = portalState(portal.state);
  return (
    <Flex direction="column" gap="sm" align="start">
      <DescriptionList direction="row">
        <DescriptionListItem label="Sync">
          <StatusTag variant={state.tone}>{state.label}</StatusTag>
        </DescriptionListItem>
        <DescriptionListItem label="ConnectWise">
          <Text>
            {connection === null
              ? "Not connected"
              : `${connection.siteHost}, company ${connection.companyId}`}
          </Text>
        </DescriptionListItem>
      </DescriptionList>
      {portal.state === "live" && context.rights.settings ? <PauseSync context={context} /> : null}
    </Flex>
  );
}

function PauseSync({ context }: { context: TabContext }): ReactNode {
  const { api, actions, reloadOverview } = context;
  const { run, isRunning, failure } = useAction(async () => {
    await api.call("post /portal/pause");
    const message = "The sync is paused. Changes are remembered meanwhile.";
    actions.addAlert({ type: "success", message });
    await reloadOverview();
  });
  return (
    <Flex direction="column" gap="sm" align="start">
      <FailureAlert failure={failure} />
      <LoadingButton size="sm" loading={isRunning} onClick={() => void run()}>
        Pause the sync
      </LoadingButton>
    </Flex>
  );
}
