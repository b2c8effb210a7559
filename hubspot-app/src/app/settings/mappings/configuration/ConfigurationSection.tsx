import { Accordion, Flex, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import type { ConfigurationProps } from "./configuration-props.ts";
import { ExportConfiguration } from "./ExportConfiguration.tsx";
import { ImportConfiguration } from "./ImportConfiguration.tsx";

/** Takes everything that is configured to another portal, or from one. */
export function ConfigurationSection(props: ConfigurationProps): ReactNode {
  const { context } = props;
  return (
    <Accordion title="Take the whole configuration to another portal" size="sm">
      <Flex direction="column" gap="md">
        <Text>
          Objects, field mappings, value maps, stages and filters as one text, with names instead of
          numbers: try them in a sandbox, and take them to the real portal. Keys and records are not
          in it.
        </Text>
        <ExportConfiguration context={context} />
        {context.rights.settings ? <ImportConfiguration {...props} /> : null}
      </Flex>
    </Accordion>
  );
}
