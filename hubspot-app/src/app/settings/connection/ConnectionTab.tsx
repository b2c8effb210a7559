import { Accordion, Alert, Button, Flex, Heading, Text } from "@hubspot/ui-extensions";
import type { Connection } from "@lockstep/api/wire-account.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { ConnectedTo } from "./ConnectedTo.tsx";
import { ConnectionForm } from "./ConnectionForm.tsx";
import { EgressAddresses } from "./EgressAddresses.tsx";
import { Permissions } from "./Permissions.tsx";

/** With which ConnectWise the portal is connected, and what Lockstep may do there. */
export function ConnectionTab({ context }: { context: TabContext }): ReactNode {
  const [connected, setConnected] = useState<Connection | null>(null);
  const { overview, rights } = context;
  const isConnected = overview.connection !== null;
  return (
    <Flex direction="column" gap="lg">
      {connected === null ? null : <JustConnected context={context} connection={connected} />}
      <ConnectedTo context={context} />
      {rights.settings ? (
        <FormPart context={context} isConnected={isConnected} onConnected={setConnected} />
      ) : null}
      {isConnected ? <Permissions context={context} connected={connected} /> : null}
      <EgressAddresses context={context} />
      {isConnected ? <Disconnecting /> : null}
    </Flex>
  );
}

function FormPart({
  context,
  isConnected,
  onConnected,
}: {
  context: TabContext;
  isConnected: boolean;
  onConnected: (connection: Connection) => void;
}): ReactNode {
  const form = <ConnectionForm context={context} onConnected={onConnected} />;
  const { state, stateBy } = context.overview.portal;
  // Nobody paused it: ConnectWise refuses the keys.
  const isRefused = state === "paused" && stateBy === null;
  if (!isConnected) {
    return (
      <Flex direction="column" gap="sm">
        <Heading>Connect ConnectWise</Heading>
        <Text>
          Lockstep works in ConnectWise as an API member of its own, so that you see there what it
          changed. You need that member&apos;s two keys.
        </Text>
        {form}
      </Flex>
    );
  }
  return (
    <Accordion title="Change keys, site or company" defaultOpen={isRefused}>
      {form}
    </Accordion>
  );
}

function JustConnected({
  context,
  connection,
}: {
  context: TabContext;
  connection: Connection;
}): ReactNode {
  const { companyName, siteHost, version, hasCallbacks } = connection;
  return (
    <Alert title={`Connected to ${companyName}`} variant="success">
      <Flex direction="column" gap="sm" align="start">
        <Text>{`${siteHost} accepts the keys. It runs version ${version}.`}</Text>
        <Text>
          {hasCallbacks
            ? "ConnectWise announces changes, so that they arrive within seconds."
            : "ConnectWise does not let this API member set callbacks up, so that Lockstep asks for changes every minute. The permissions below say what is missing."}
        </Text>
        <Button variant="primary" onClick={() => context.goTo("objects")}>
          Go on to Objects
        </Button>
      </Flex>
    </Alert>
  );
}

function Disconnecting(): ReactNode {
  return (
    <Accordion title="Disconnect" size="sm">
      <Text>
        To hold the sync up for a while, pause it under Overview. To disconnect for good, uninstall
        Lockstep in HubSpot: Settings &gt; Integrations &gt; Connected apps &gt; Lockstep &gt;
        Actions &gt; Uninstall. All calls to both systems end with that.
      </Text>
    </Accordion>
  );
}
