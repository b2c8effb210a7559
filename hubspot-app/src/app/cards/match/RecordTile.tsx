import { DescriptionList, DescriptionListItem, Flex, Text, Tile } from "@hubspot/ui-extensions";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import type { ReactNode } from "react";
import { Value } from "../fields/Value.tsx";
import type { ShownValue } from "./shown-words.ts";

/** What {@link RecordTile} is given. */
export interface RecordTileProps {
  /** Whose record it is. */
  heading: string;
  name: string;
  url: string | null;
  values: readonly ShownValue[];
  children?: ReactNode;
}

/** A record as people tell it from others, to be held against its neighbours. */
export function RecordTile({ heading, name, url, values, children }: RecordTileProps): ReactNode {
  return (
    <Tile compact>
      <Flex direction="column" gap="xs">
        <Text variant="microcopy">{heading}</Text>
        <RecordLink url={url}>{name}</RecordLink>
        {values.length === 0 ? null : (
          <DescriptionList direction="column">
            {values.map((shown) => (
              <DescriptionListItem key={shown.name} label={shown.label}>
                <Value value={shown.value} />
              </DescriptionListItem>
            ))}
          </DescriptionList>
        )}
        {children}
      </Flex>
    </Tile>
  );
}
