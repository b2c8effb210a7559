import { Button, EmptyState, Flex, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** What a tab shows that has nothing to offer before ConnectWise is connected. */
export function NotConnected({
  context,
  children,
}: {
  context: TabContext;
  children: ReactNode;
}): ReactNode {
  return (
    <EmptyState title="Connect ConnectWise first" layout="vertical" flush>
      <Flex direction="column" gap="sm" align="center">
        <Text>{children}</Text>
        <Button variant="primary" onClick={() => context.goTo("connection")}>
          Go to Connection
        </Button>
      </Flex>
    </EmptyState>
  );
}
