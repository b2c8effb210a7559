import { Flex, LoadingButton } from "@hubspot/ui-extensions";
import { useAction } from "@lockstep/ui/use-action.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import { ExplainButton } from "../explain/ExplainButton.tsx";
import { useScope } from "../scope.tsx";
import { possibleIn, syncLabel } from "./state-words.ts";
import { UnlinkButton } from "./UnlinkButton.tsx";
import { WhoMay } from "./WhoMay.tsx";

/** What a person may do with the record as a whole. */
export function Actions(): ReactNode {
  const { card, look, syncing } = useScope();
  const { records, rights, state, portal } = card;
  const again = useAction(look);
  const isAllowed = rights.includes("records");
  const possible = possibleIn(card);
  const mayRead = state.kind !== "unknown";
  const mayUnlink = isAllowed && possible.match && records.connectwise !== null;
  return (
    <Flex direction="column" gap="sm">
      <Flex direction="row" gap="sm" wrap>
        {isAllowed && possible.sync ? <SyncButton /> : null}
        <LoadingButton
          size="sm"
          loading={again.isRunning}
          disabled={syncing.isRunning}
          onClick={() => void again.run()}
        >
          Look again
        </LoadingButton>
        {mayRead ? <ExplainButton /> : null}
        {mayUnlink ? <UnlinkButton /> : null}
      </Flex>
      <FailureAlert failure={syncing.failure} />
      {isAllowed || portal.state === "erased" ? null : <WhoMay right="records" />}
    </Flex>
  );
}

function SyncButton(): ReactNode {
  const { api, card, record, syncing } = useScope();
  const { objectType, side, recordId } = record;
  const body = { objectType, side, recordId };
  return (
    <LoadingButton
      size="sm"
      variant="primary"
      loading={syncing.isRunning}
      onClick={() => void syncing.run(() => api.call("post /records/sync", { body }))}
    >
      {syncLabel(card)}
    </LoadingButton>
  );
}
