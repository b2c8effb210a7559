import { Accordion, Flex, List, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { fieldLabel } from "./field-words.ts";
import type { MappingEditor } from "./use-mapping.ts";

/** The properties that only Lockstep writes: shown, and not to be changed. */
export function OwnRows({ editor: { rows, fields } }: { editor: MappingEditor }): ReactNode {
  const own = rows.filter(({ isOwn }) => isOwn);
  if (own.length === 0) return null;
  return (
    <Accordion title={`Lockstep's own properties (${own.length})`} size="sm">
      <Flex direction="column" gap="xs">
        <Text>
          Lockstep made these properties in HubSpot and keeps them filled from ConnectWise. Use them
          in lists, reports and filters; what people enter there is replaced.
        </Text>
        <List>
          {own.map(({ hubspot, connectwise }) => (
            <Text key={hubspot}>
              {fieldLabel(fields, "hubspot", hubspot)}, from ConnectWise&apos;s{" "}
              {fieldLabel(fields, "connectwise", connectwise)}
            </Text>
          ))}
        </List>
      </Flex>
    </Accordion>
  );
}
