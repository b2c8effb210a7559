import { Alert, Button, ButtonRow, Flex, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import type { TabId } from "../tab-context.ts";
import { TAB_TITLES } from "./tab-words.ts";

/** Asks before something that is not saved is left. */
export function LeaveQuestion({
  from,
  to,
  onLeave,
  onStay,
}: {
  from: TabId;
  to: TabId;
  onLeave: () => void;
  onStay: () => void;
}): ReactNode {
  return (
    <Alert title={`${TAB_TITLES[from]} has changes that are not saved`} variant="warning">
      <Flex direction="column" gap="sm">
        <Text>
          They have no effect until you save them. What you entered is kept for you, and you find it
          when you come back; passwords and keys are not kept.
        </Text>
        <ButtonRow>
          <Button variant="primary" onClick={onStay}>
            Stay here
          </Button>
          <Button onClick={onLeave}>{`Go to ${TAB_TITLES[to]}`}</Button>
        </ButtonRow>
      </Flex>
    </Alert>
  );
}
