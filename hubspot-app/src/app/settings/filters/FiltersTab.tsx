import { Flex, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { NotConnected } from "../objects/NotConnected.tsx";
import { ObjectTabs } from "../objects/ObjectTabs.tsx";
import { useUnsavedParts } from "../objects/use-unsaved-parts.ts";
import type { TabContext } from "../tab-context.ts";
import { ObjectFilters } from "./ObjectFilters.tsx";

/** Which records are synced: per object and direction, what is always left out and what an admin chose. */
export function FiltersTab({ context }: { context: TabContext }): ReactNode {
  const report = useUnsavedParts(context, "filters");
  if (context.overview.connection === null) {
    return (
      <NotConnected context={context}>
        Which records are synced can be chosen once Lockstep knows the fields of both systems.
      </NotConnected>
    );
  }
  return (
    <Flex direction="column" gap="md">
      <Text>
        A filter says which records of one system Lockstep takes to the other. A record that leaves
        the filter is not deleted: it stays as it is, keeps its link, and is no longer updated from
        that side until it is inside again.
      </Text>
      <ObjectTabs>
        {(objectType) => (
          <ObjectFilters context={context} objectType={objectType} report={report} />
        )}
      </ObjectTabs>
    </Flex>
  );
}
