import { Flex, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { NotConnected } from "./NotConnected.tsx";
import { ObjectPolicy } from "./ObjectPolicy.tsx";
import { ObjectTabs } from "./ObjectTabs.tsx";
import { useUnsavedParts } from "./use-unsaved-parts.ts";

/** Which objects are synced, which way, and what is created. */
export function ObjectsTab({ context }: { context: TabContext }): ReactNode {
  const report = useUnsavedParts(context, "objects");
  if (context.overview.connection === null) {
    return (
      <NotConnected context={context}>
        Which companies, contacts and deals are synced can be chosen once Lockstep knows both
        systems.
      </NotConnected>
    );
  }
  return (
    <Flex direction="column" gap="md">
      <Text>
        Choose what Lockstep keeps equal in HubSpot and ConnectWise. Each object is saved by itself.
        Which fields are synced is said under Field mappings, which records under Filters.
      </Text>
      <ObjectTabs>
        {(objectType) => <ObjectPolicy context={context} objectType={objectType} report={report} />}
      </ObjectTabs>
    </Flex>
  );
}
