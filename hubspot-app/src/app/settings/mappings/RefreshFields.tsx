import { Flex, LoadingButton, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** Reads from both systems again which fields and options there are. */
export function RefreshFields({
  context,
  onRead,
}: {
  context: TabContext;
  onRead: () => void;
}): ReactNode {
  const { api, actions } = context;
  // Both vendors are asked for all their fields, which takes longer than most requests.
  const { run, isRunning, failure } = useAction(async () => {
    await api.call("post /definitions/refresh", {}, { timeoutMs: 60_000 });
    actions.addAlert({ type: "success", message: "Fields and options were read again." });
    onRead();
  });
  return (
    <Flex direction="column" gap="xs">
      <FailureAlert failure={failure} />
      <Flex direction="row" gap="sm" align="center" wrap="wrap">
        <LoadingButton
          size="sm"
          loading={isRunning}
          disabled={isRunning || !context.rights.settings}
          onClick={() => void run()}
        >
          Read fields again
        </LoadingButton>
        <Text variant="microcopy">
          Lockstep reads once a day which fields and options both systems have. Press this after you
          made a new one.
        </Text>
      </Flex>
    </Flex>
  );
}
