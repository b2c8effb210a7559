import { Alert, Flex, LoadingButton, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import type { SideDraft } from "./filter-draft.ts";
import type { SideProps } from "./side-props.ts";

/** What {@link ConflictAlert} is given. */
export interface ConflictAlertProps extends SideProps {
  draft: SideDraft;
  /** What is stored now was loaded, and the draft stands on it. */
  onSettled: () => void;
}

/** Somebody else saved meanwhile: loads what is stored now, without losing what was entered. */
export function ConflictAlert(props: ConflictAlertProps): ReactNode {
  const { context, objectType, side, filters, draft, onDraft, onStored, onSettled } = props;
  const { run, isRunning, failure } = useAction(async () => {
    const path = { objectType };
    const now = await context.api.call("get /objects/:objectType/filters", { path });
    const isSame = JSON.stringify(now[side]) === JSON.stringify(filters[side]);
    onStored(now, false);
    onDraft({ ...draft, basedOn: now.version });
    onSettled();
    const message = isSame
      ? "This filter was not changed by anybody else; other settings were. You can save yours now."
      : 'Somebody else changed this filter. "What is saved at present" above your input shows it; compare the two before you save.';
    context.actions.addAlert({ type: isSame ? "info" : "warning", message });
  });
  return (
    <Alert title="Somebody else changed these settings meanwhile" variant="warning">
      <Flex direction="column" gap="xs" align="start">
        <Text>Nothing was saved, and your input is kept.</Text>
        <FailureAlert failure={failure} />
        <LoadingButton loading={isRunning} onClick={() => void run()}>
          Load what is stored now
        </LoadingButton>
      </Flex>
    </Alert>
  );
}
