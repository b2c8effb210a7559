import { Accordion, Flex, Text } from "@hubspot/ui-extensions";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { isPressing } from "./pressing.ts";

/** What may get in the way of the sync, and how to prevent it. */
export function GoodToKnow({ context }: { context: TabContext }): ReactNode {
  const warnings = context.overview.warnings.filter((warning) => !isPressing(warning));
  if (warnings.length === 0) return null;
  return (
    <Accordion title={`Good to know (${warnings.length})`} size="sm">
      <Flex direction="column" gap="md">
        {warnings.map(({ code, objectType, message, remedy }) => (
          <Flex key={`${code} ${objectType ?? ""}`} direction="column" gap="xs">
            {objectType === null ? null : (
              <Text format={{ fontWeight: "bold" }}>{objectWords(objectType).many}</Text>
            )}
            <Text>{message}</Text>
            <Text>{remedy}</Text>
          </Flex>
        ))}
      </Flex>
    </Accordion>
  );
}
