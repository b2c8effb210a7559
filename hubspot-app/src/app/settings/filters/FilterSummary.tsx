import { List, Text } from "@hubspot/ui-extensions";
import type { FilterField, StoredFilter } from "@lockstep/api/wire-objects.ts";
import type { Format } from "@lockstep/ui/format.ts";
import type { ReactNode } from "react";
import { conditionWords } from "./filter-words.ts";

/** What {@link FilterSummary} is given. */
export interface FilterSummaryProps {
  filter: StoredFilter;
  fields: readonly FilterField[];
  /** In UTC. */
  days: Format;
  /** What the records are called, many of them. */
  many: string;
}

/** A filter in words, a line for each group. */
export function FilterSummary({ filter, fields, days, many }: FilterSummaryProps): ReactNode {
  const { groups } = filter;
  if (groups.length === 0)
    return <Text>{`All ${many} are synced, except those that the rules below leave out.`}</Text>;
  return (
    <>
      <Text>
        {groups.length === 1
          ? `These ${many} are synced:`
          : `These ${many} are synced, if one of the lines is true:`}
      </Text>
      <List variant="unordered-styled">
        {groups.map(({ conditions }, index) => (
          <Text key={index}>
            {conditions.map((one) => conditionWords(one, fields, days)).join(" and ")}
          </Text>
        ))}
      </List>
    </>
  );
}
