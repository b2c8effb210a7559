import { Flex, LoadingButton, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import type { TabContext } from "../tab-context.ts";

/** What {@link SaveBar} is given. */
export interface SaveBarProps {
  context: TabContext;
  /** Unlike any other on the page. */
  id: string;
  /** What the main button does, as in `Save companies`. */
  label: string;
  isUnsaved: boolean;
  isSaving: boolean;
  /** Why it cannot be saved yet; null: it can. */
  because?: string | null;
  onSave: () => void;
  onDiscard: () => void;
}

/** Says that something is not saved, and lets a person save or discard it. */
export function SaveBar(props: SaveBarProps): ReactNode {
  const { context, id, label, isUnsaved, isSaving, because = null, onSave, onDiscard } = props;
  return (
    <Flex direction="row" gap="sm" align="center" wrap="wrap">
      <LoadingButton
        variant="primary"
        loading={isSaving}
        disabled={!isUnsaved || isSaving || because !== null}
        onClick={onSave}
      >
        {label}
      </LoadingButton>
      {isUnsaved ? (
        <ConfirmButton
          context={context}
          id={id}
          label="Discard changes"
          title="Discard what you changed?"
          consequences={["Everything on this page goes back to what is saved."]}
          isDisabled={isSaving}
          onConfirm={onDiscard}
        />
      ) : null}
      <Text variant="microcopy">{because ?? (isUnsaved ? "Not saved yet." : "All saved.")}</Text>
    </Flex>
  );
}
