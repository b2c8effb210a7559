import { Alert, Button, ButtonRow, Flex, Text } from "@hubspot/ui-extensions";
import type { Overview } from "@lockstep/api/wire-account.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { ResumeSync } from "./ResumeSync.tsx";

/** Why the sync stands still, and what gets it going again; nothing while it goes. */
export function StateBanner({ context }: { context: TabContext }): ReactNode {
  switch (context.overview.portal.state) {
    case "paused":
      return <Paused context={context} />;
    case "braked":
      return (
        <Banner context={context} title="The sync has stopped by itself" variant="danger">
          <Text>
            It was about to change more than is usual, and asks first. Look at the reason, and
            resume only if what it was about to do is right. Changes are remembered meanwhile.
          </Text>
          <ResumeSync context={context} asks />
        </Banner>
      );
    case "suspended":
      return (
        <Banner context={context} title="The sync is suspended" variant="danger">
          <Text>
            Whoever runs the Lockstep server has suspended this portal, and lets it go on. Nothing
            is read or written until then.
          </Text>
        </Banner>
      );
    case "disconnected":
      return (
        <Banner
          context={context}
          title="HubSpot does not let Lockstep in any more"
          variant="danger"
        >
          <Text>
            The app was uninstalled, or its permission was withdrawn. Install Lockstep in HubSpot
            again to go on.
          </Text>
        </Banner>
      );
    default:
      return null;
  }
}

function Paused({ context }: { context: TabContext }): ReactNode {
  const { stateBy, stateSince } = context.overview.portal;
  // Nobody paused it: ConnectWise refuses the keys, and without others it cannot go on.
  const isRefused = stateBy === null && stateSince !== null;
  return (
    <Banner context={context} title="The sync is paused" variant="warning">
      <Text>Changes in both systems are remembered, and nothing is written until it goes on.</Text>
      <ButtonRow>
        {stateBy === null ? (
          <Button variant="primary" onClick={() => context.goTo("connection")}>
            Go to Connection
          </Button>
        ) : null}
        {isRefused ? null : <ResumeSync context={context} asks={false} />}
      </ButtonRow>
    </Banner>
  );
}

function Banner({
  context,
  title,
  variant,
  children,
}: {
  context: TabContext;
  title: string;
  variant: "warning" | "danger";
  children: ReactNode;
}): ReactNode {
  const { portal } = context.overview;
  return (
    <Alert title={title} variant={variant}>
      <Flex direction="column" gap="sm" align="start">
        {portal.stateReason === null ? null : <Text>{portal.stateReason}</Text>}
        <Origin context={context} portal={portal} />
        {children}
      </Flex>
    </Alert>
  );
}

/** Who it was, and since when. */
function Origin({
  context: { format },
  portal: { stateBy, stateSince },
}: {
  context: TabContext;
  portal: Overview["portal"];
}): ReactNode {
  if (stateSince === null) return null;
  const since = format.dateTime(stateSince);
  if (stateBy === null) return <Text>{`Since ${since}.`}</Text>;
  return <Text>{`By ${stateBy.email ?? "a colleague"}, ${since}.`}</Text>;
}
