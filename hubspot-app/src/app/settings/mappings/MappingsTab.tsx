import { Divider, Flex, Text } from "@hubspot/ui-extensions";
import { useState } from "react";
import type { ReactNode } from "react";
import { NotConnected } from "../objects/NotConnected.tsx";
import { ObjectTabs } from "../objects/ObjectTabs.tsx";
import { useUnsavedParts } from "../objects/use-unsaved-parts.ts";
import type { TabContext } from "../tab-context.ts";
import { ConfigurationSection } from "./configuration/ConfigurationSection.tsx";
import { ObjectMapping } from "./ObjectMapping.tsx";
import { RefreshFields } from "./RefreshFields.tsx";

/** Which fields are kept equal, how their values are translated, and who wins. */
export function MappingsTab({ context }: { context: TabContext }): ReactNode {
  const report = useUnsavedParts(context, "mappings");
  const [reading, setReading] = useState(0);
  if (context.overview.connection === null) {
    return (
      <NotConnected context={context}>
        Lockstep suggests a mapping of the usual fields once it knows which fields both systems
        have.
      </NotConnected>
    );
  }
  return (
    <Flex direction="column" gap="md">
      <Text>
        Each row keeps a HubSpot property and a ConnectWise field equal. Lockstep begins with the
        usual fields; change, add or remove what you like. Nothing counts until you save it, and you
        see first what it would do.
      </Text>
      <RefreshFields context={context} onRead={() => setReading(reading + 1)} />
      <ObjectTabs>
        {(objectType) => (
          <ObjectMapping
            context={context}
            objectType={objectType}
            reading={reading}
            report={report}
          />
        )}
      </ObjectTabs>
      <Divider />
      <ConfigurationSection
        context={context}
        report={report}
        onImported={() => setReading(reading + 1)}
      />
    </Flex>
  );
}
