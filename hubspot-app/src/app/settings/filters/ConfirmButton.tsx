import { Button, LoadingButton, Modal, ModalBody, ModalFooter, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** What {@link ConfirmButton} is given. */
export interface ConfirmButtonProps {
  /** Of the dialog; no other dialog of the page may have it. */
  id: string;
  label: string;
  /** The question. */
  title: string;
  /** What the button says that does it. */
  confirm: string;
  /** What follows from it. */
  children: string;
  /** It is under way. */
  isRunning: boolean;
  isDisabled?: boolean;
  actions: Pick<TabContext["actions"], "closeOverlay">;
  onConfirm: () => void;
}

/** A button that asks before it does anything. */
export function ConfirmButton(props: ConfirmButtonProps): ReactNode {
  const { id, label, title, confirm, children, isRunning, isDisabled = false } = props;
  const close = (): void => props.actions.closeOverlay(id);
  return (
    <LoadingButton
      loading={isRunning}
      disabled={isDisabled}
      overlay={
        <Modal id={id} title={title} width="sm">
          <ModalBody>
            <Text>{children}</Text>
          </ModalBody>
          <ModalFooter>
            <Button
              variant="destructive"
              onClick={() => {
                close();
                props.onConfirm();
              }}
            >
              {confirm}
            </Button>
            <Button onClick={close}>Cancel</Button>
          </ModalFooter>
        </Modal>
      }
    >
      {label}
    </LoadingButton>
  );
}
