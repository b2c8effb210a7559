import { Flex, List, Text } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { Filters } from "@lockstep/api/wire-objects.ts";
import type { ReactNode } from "react";
import { standardWords } from "./standard-filters.ts";

/** What {@link StandardFilterList} is given. */
export interface StandardFilterListProps {
  filters: Filters;
  side: Side;
}

/** The rules that are always on, to be read only. */
export function StandardFilterList({ filters, side }: StandardFilterListProps): ReactNode {
  const { objectType, standard } = filters;
  return (
    <Flex direction="column" gap="xs">
      <Text format={{ fontWeight: "demibold" }}>Always on</Text>
      <List variant="unordered-styled">
        {standard[side].map((code) => (
          <Text key={code}>{standardWords(objectType, side, code) ?? code}</Text>
        ))}
      </List>
    </Flex>
  );
}
