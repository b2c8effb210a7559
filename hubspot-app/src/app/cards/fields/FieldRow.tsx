import { Box, Flex, TableCell, TableRow, Tag, Text } from "@hubspot/ui-extensions";
import type { CardField } from "@lockstep/api/wire-card.ts";
import type { ReactNode } from "react";
import { markOf } from "./decision-words.ts";
import { labelOf } from "./field-names.ts";
import { Value } from "./Value.tsx";

/** A mapped field: both values and, where they are not simply equal, why. */
export function FieldRow({ field }: { field: CardField }): ReactNode {
  const { hubspot, connectwise, message, remedy } = field;
  const mark = markOf(field);
  return (
    <TableRow>
      <TableCell>
        <Flex direction="column" gap="xs">
          <Text format={{ fontWeight: "demibold" }}>{labelOf(field)}</Text>
          {isSame(connectwise.label, hubspot.label) ? null : (
            <Text variant="microcopy">In ConnectWise: {connectwise.label}</Text>
          )}
          {mark === null ? null : (
            <>
              <Box alignSelf="start">
                <Tag variant={mark.tone}>{mark.label}</Tag>
              </Box>
              {message === "" ? null : <Text variant="microcopy">{message}</Text>}
              {remedy === null ? null : <Text variant="microcopy">{remedy}</Text>}
            </>
          )}
        </Flex>
      </TableCell>
      <TableCell>
        <Value value={hubspot} />
      </TableCell>
      <TableCell>
        <Value value={connectwise} />
      </TableCell>
    </TableRow>
  );
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
