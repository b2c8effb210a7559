import {
  Button,
  Flex,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  useExtensionActions,
} from "@hubspot/ui-extensions";
import type { ApiFailure } from "@lockstep/api/failure.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";

/** What {@link AskFirst} is given. */
export interface AskFirstProps {
  /** Unlike any other on the screen; closing it is left to whoever does the work. */
  id: string;
  /** What the button says. */
  label: ReactNode;
  /** What is asked. */
  title: string;
  /** What follows from it. */
  children: ReactNode;
  confirm: string;
  decline: string;
  isDangerous?: boolean;
  isDisabled: boolean;
  isRunning: boolean;
  failure: ApiFailure | null;
  onOpen?: () => void;
  onConfirm: () => void;
}

/** A button that asks before anything is done; the question stays while it is done, and when it fails. */
export function AskFirst(props: AskFirstProps): ReactNode {
  const { id, label, title, children, confirm, decline, isDangerous = false } = props;
  const { isDisabled, isRunning, failure, onOpen, onConfirm } = props;
  const { closeOverlay } = useExtensionActions<"crm.record.tab">();
  return (
    <Button
      size="sm"
      disabled={isDisabled}
      {...(onOpen === undefined ? {} : { onClick: onOpen })}
      overlay={
        <Modal id={id} title={title} variant={isDangerous ? "danger" : "default"} width="md">
          <ModalBody>
            <Flex direction="column" gap="sm">
              {children}
              <FailureAlert failure={failure} />
            </Flex>
          </ModalBody>
          <ModalFooter>
            <LoadingButton
              variant={isDangerous ? "destructive" : "primary"}
              loading={isRunning}
              onClick={onConfirm}
            >
              {confirm}
            </LoadingButton>
            <Button disabled={isRunning} onClick={() => closeOverlay(id)}>
              {decline}
            </Button>
          </ModalFooter>
        </Modal>
      }
    >
      {label}
    </Button>
  );
}
