import { Text, useExtensionActions } from "@hubspot/ui-extensions";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { AskFirst } from "./AskFirst.tsx";
import { nameOf } from "./words.ts";

const DIALOG = "lockstep-unlink";

/** Takes two linked records apart, after asking. */
export function UnlinkButton(): ReactNode {
  const { api, card, record, changed, syncing } = useScope();
  const { addAlert, closeOverlay } = useExtensionActions<"crm.record.tab">();
  const { hubspot, connectwise } = card.records;
  const { objectType, recordId: hubspotId } = record;
  const unlink = useAction(async () => {
    await api.call("post /records/unlink", { body: { objectType, hubspotId } });
    syncing.dismiss();
    closeOverlay(DIALOG);
    addAlert({ type: "success", message: "The two records are not linked any more." });
    await changed();
  });
  if (connectwise === null) return null;
  return (
    <AskFirst
      id={DIALOG}
      label="Unlink"
      title="Unlink the two records?"
      confirm="Unlink"
      decline="Keep linked"
      isDangerous
      isDisabled={syncing.isRunning}
      isRunning={unlink.isRunning}
      failure={unlink.failure}
      onOpen={unlink.clear}
      onConfirm={() => void unlink.run()}
    >
      <Text>
        {hubspot === null ? "This record" : nameOf(hubspot)} in HubSpot and {nameOf(connectwise)} in
        ConnectWise are no longer kept equal. Neither is deleted, and both keep their values.
      </Text>
      <Text>Lockstep does not link these two by itself again. You can link them by hand.</Text>
    </AskFirst>
  );
}
