import { Flex, Heading, Text, Tile } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { Policy } from "@lockstep/api/wire-objects.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { FilterEditor } from "./FilterEditor.tsx";
import { otherSide, recordNames } from "./record-names.ts";
import type { SideProps } from "./side-props.ts";
import { StandardFilterList } from "./StandardFilterList.tsx";
import { StoredFilterView } from "./StoredFilterView.tsx";

/** One direction: what an admin chose, or is choosing, and what is left out anyway. */
export function SideFilter(props: SideProps): ReactNode {
  const { side, filters, draft } = props;
  const notice = directionNotice(props);
  return (
    <Tile>
      <Flex direction="column" gap="md">
        <Heading>{`From ${sideWords(side)} to ${sideWords(otherSide(side))}`}</Heading>
        {notice === null ? null : <Text format={{ italic: true }}>{notice}</Text>}
        {draft === null ? (
          <StoredFilterView {...props} />
        ) : (
          <FilterEditor {...props} draft={draft} />
        )}
        <StandardFilterList filters={filters} side={side} />
      </Flex>
    </Tile>
  );
}

/** What the settings under Objects say about this direction; null: nothing that stands in its way. */
function directionNotice({
  objectType,
  side,
  policy,
}: {
  objectType: string;
  side: Side;
  policy: Policy;
}): string | null {
  const target = otherSide(side);
  const { many } = recordNames(objectType, side);
  if (policy.direction !== "both" && policy.direction !== `to-${target}`) {
    return `Under Objects you chose that ${many} do not go from ${sideWords(side)} to ${sideWords(target)}. This filter counts once they do.`;
  }
  if (!policy.createIn[target]) {
    return `Under Objects you chose that nothing new is created in ${sideWords(target)}. This filter says which linked ${many} are updated there.`;
  }
  return null;
}
