import { Button, Flex, Heading, List, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** Addresses that Lockstep calls ConnectWise from, for allow-lists. */
export function EgressAddresses({ context }: { context: TabContext }): ReactNode {
  const { overview, actions } = context;
  const addresses = overview.egressAddresses;
  const { run, isRunning, failure } = useAction(async () => {
    await actions.copyTextToClipboard(addresses.join("\n"));
    actions.addAlert({ type: "success", message: "The addresses are copied." });
  });
  return (
    <Flex direction="column" gap="sm" align="start">
      <Heading>Addresses for your firewall</Heading>
      {addresses.length === 0 ? (
        <Text>
          This server does not tell from which addresses it calls. If your ConnectWise server lets
          known addresses in only, ask whoever runs Lockstep for them.
        </Text>
      ) : (
        <>
          <Text>
            Lockstep calls from these addresses. If your ConnectWise server lets known addresses in
            only, add them there.
          </Text>
          <List>
            {addresses.map((address) => (
              <Text key={address}>{address}</Text>
            ))}
          </List>
          <FailureAlert failure={failure} />
          <Button size="sm" disabled={isRunning} onClick={() => void run()}>
            Copy the addresses
          </Button>
        </>
      )}
    </Flex>
  );
}
