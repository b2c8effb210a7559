import { Flex, List, Text } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { Policy } from "@lockstep/api/wire-objects.ts";
import type { ReactNode } from "react";
import { standardWords } from "./standard-filters.ts";

/** What {@link StandardFilterList} is given. */
export interface StandardFilterListProps {
  objectType: string;
  side: Side;
  policy: Policy;
}

/** The rules that are always on, to be read only. */
export function StandardFilterList({
  objectType,
  side,
  policy,
}: StandardFilterListProps): ReactNode {
  return (
    <Flex direction="column" gap="xs">
      <Text format={{ fontWeight: "demibold" }}>Always on</Text>
      <List variant="unordered-styled">
        {standardWords(objectType, side, policy).map((words) => (
          <Text key={words}>{words}</Text>
        ))}
      </List>
    </Flex>
  );
}
