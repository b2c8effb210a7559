import {
  Button,
  Flex,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  Text,
} from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** What {@link ConfirmButton} is given. */
export interface ConfirmButtonProps {
  context: Pick<TabContext, "actions">;
  /** Unlike any other on the page. */
  id: string;
  label: string;
  /** What is asked, as in `Start the first sync?`. */
  title: string;
  /** What follows from it, a paragraph each. */
  consequences: readonly string[];
  variant?: "primary" | "secondary" | "destructive";
  isRunning?: boolean;
  isDisabled?: boolean;
  onConfirm: () => void;
}

/** A button for what cannot simply be taken back: it says what follows, and asks. */
export function ConfirmButton(props: ConfirmButtonProps): ReactNode {
  const { id, label, title, variant = "secondary", isRunning = false, isDisabled = false } = props;
  const close = (): void => props.context.actions.closeOverlay(id);
  const confirm = (): void => {
    close();
    props.onConfirm();
  };
  return (
    <LoadingButton
      variant={variant}
      loading={isRunning}
      disabled={isDisabled}
      overlay={
        <Modal id={id} title={title} variant={variant === "destructive" ? "danger" : "default"}>
          <ModalBody>
            <Flex direction="column" gap="sm">
              {props.consequences.map((paragraph) => (
                <Text key={paragraph}>{paragraph}</Text>
              ))}
            </Flex>
          </ModalBody>
          <ModalFooter>
            <Button
              variant={variant === "destructive" ? "destructive" : "primary"}
              onClick={confirm}
            >
              {label}
            </Button>
            <Button onClick={close}>Back</Button>
          </ModalFooter>
        </Modal>
      }
    >
      {label}
    </LoadingButton>
  );
}
