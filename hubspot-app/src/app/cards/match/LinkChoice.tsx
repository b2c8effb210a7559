import { Box, Button, Flex, LoadingButton, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useState } from "react";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { useLinking } from "./use-linking.ts";

/** What {@link LinkChoice} is given. */
export interface LinkChoiceProps {
  connectwiseId: string;
  name: string;
  /** Record that it is linked with already. */
  linkedId: string | null;
}

/** Links HubSpot's record with this one, after asking; says why where that cannot be. */
export function LinkChoice({ connectwiseId, name, linkedId }: LinkChoiceProps): ReactNode {
  const { syncing } = useScope();
  const [isAsked, setAsked] = useState(false);
  const linking = useLinking();
  if (linkedId !== null) {
    return (
      <Text variant="microcopy">
        Linked with another HubSpot record already (no. {linkedId}). Unlink that one first.
      </Text>
    );
  }
  if (!isAsked) {
    return (
      <Box alignSelf="start">
        <Button size="sm" truncate disabled={syncing.isRunning} onClick={() => setAsked(true)}>
          Link with {name}
        </Button>
      </Box>
    );
  }
  const cancel = (): void => {
    linking.clear();
    setAsked(false);
  };
  return (
    <Flex direction="column" gap="xs">
      <Text>
        Both records are kept equal from then on. Where their values differ, the rule for first
        links decides which one stands.
      </Text>
      <FailureAlert failure={linking.failure} />
      <Flex direction="row" gap="xs" wrap>
        <LoadingButton
          size="sm"
          variant="primary"
          loading={linking.isRunning}
          onClick={() => void linking.run(connectwiseId)}
        >
          Link the two
        </LoadingButton>
        <Button size="sm" disabled={linking.isRunning} onClick={cancel}>
          Cancel
        </Button>
      </Flex>
    </Flex>
  );
}
