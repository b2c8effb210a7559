import {
  Button,
  Flex,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  Text,
  useExtensionActions,
} from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
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
    <Button
      size="sm"
      disabled={syncing.isRunning}
      onClick={unlink.clear}
      overlay={
        <Modal id={DIALOG} title="Unlink the two records?" variant="danger" width="md">
          <ModalBody>
            <Flex direction="column" gap="sm">
              <Text>
                {hubspot === null ? "This record" : nameOf(hubspot)} in HubSpot and{" "}
                {nameOf(connectwise)} in ConnectWise are no longer kept equal. Neither is deleted,
                and both keep their values.
              </Text>
              <Text>
                Lockstep does not link these two by itself again. You can link them by hand.
              </Text>
              <FailureAlert failure={unlink.failure} />
            </Flex>
          </ModalBody>
          <ModalFooter>
            <LoadingButton
              variant="destructive"
              loading={unlink.isRunning}
              onClick={() => void unlink.run()}
            >
              Unlink
            </LoadingButton>
            <Button disabled={unlink.isRunning} onClick={() => closeOverlay(DIALOG)}>
              Keep linked
            </Button>
          </ModalFooter>
        </Modal>
      }
    >
      Unlink
    </Button>
  );
}
