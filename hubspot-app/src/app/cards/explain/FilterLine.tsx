import { Flex, Tag, Text } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";

/** What {@link FilterLine} is given. */
export interface FilterLineProps {
  isMet: boolean;
  wanted: string;
  /** What the record holds instead; empty where that is no matter. */
  held: string;
}

/** One thing that is asked of a record, and whether it is so. */
export function FilterLine({ isMet, wanted, held }: FilterLineProps): ReactNode {
  return (
    <Flex direction="column" gap="flush">
      <Flex direction="row" gap="xs" wrap align="baseline">
        <Tag variant={isMet ? "success" : "error"}>{isMet ? "Yes" : "No"}</Tag>
        <Text>{wanted}</Text>
      </Flex>
      {held === "" ? null : <Text variant="microcopy">{held}</Text>}
    </Flex>
  );
}
