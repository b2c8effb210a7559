import {
  AutoGrid,
  Button,
  DescriptionList,
  DescriptionListItem,
  Flex,
  Heading,
  Text,
  Tile,
} from "@hubspot/ui-extensions";
import { Empty } from "@lockstep/ui/states.tsx";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

type Counts = Readonly<Record<string, number>>;

/** Records of each object by how they stand. */
export function ObjectCounts({ context }: { context: TabContext }): ReactNode {
  const objects = Object.entries(context.overview.objects);
  return (
    <Flex direction="column" gap="sm">
      <Heading>Records</Heading>
      {objects.length === 0 ? (
        <Empty title="No records yet">
          They appear here once they were linked, or once something keeps them from it.
        </Empty>
      ) : (
        <AutoGrid columnWidth={240} flexible gap="sm">
          {objects.map(([objectType, counts]) => (
            <CountTile key={objectType} context={context} objectType={objectType} counts={counts} />
          ))}
        </AutoGrid>
      )}
    </Flex>
  );
}

function CountTile({
  context,
  objectType,
  counts,
}: {
  context: TabContext;
  objectType: string;
  counts: Counts;
}): ReactNode {
  const { format, goTo } = context;
  const needing = (counts["attention"] ?? 0) + (counts["review"] ?? 0);
  const lines = [
    ["In sync", counts["linked"] ?? 0],
    ["Waiting for another record", counts["waiting"] ?? 0],
    ["Excluded by a filter", counts["excluded"] ?? 0],
    ["Needs attention", needing],
  ] as const;
  return (
    <Tile compact>
      <Flex direction="column" gap="sm" align="start">
        <Text format={{ fontWeight: "bold" }}>{objectWords(objectType).many}</Text>
        <DescriptionList direction="row">
          {lines.map(([label, count]) => (
            <DescriptionListItem key={label} label={label}>
              <Text>{format.number(count)}</Text>
            </DescriptionListItem>
          ))}
        </DescriptionList>
        {needing === 0 ? null : (
          <Button size="xs" onClick={() => goTo("issues")}>
            Go to Issues
          </Button>
        )}
      </Flex>
    </Tile>
  );
}
