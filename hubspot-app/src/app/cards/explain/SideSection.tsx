import { List, Text } from "@hubspot/ui-extensions";
import type { ExplainedSide, OwnFilterLine } from "@lockstep/api/wire-explain.ts";
import { useFormat } from "@lockstep/ui/use-format.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import { Fragment } from "react";
import type { ReactNode } from "react";
import { ExplainPart } from "./ExplainPart.tsx";
import { exclusionWords, heldWords } from "./filter-words.ts";
import { FilterLine } from "./FilterLine.tsx";

/** Whether the record of one side may go to the other, line by line of the filters. */
export function SideSection({ answer }: { answer: ExplainedSide }): ReactNode {
  const format = useFormat();
  const { side, modifiedAt, isDeleted, mergedIntoId, exclusion, standardFilters } = answer;
  const name = sideWords(side);
  return (
    <ExplainPart title={`The record in ${name}`}>
      <Text variant="microcopy">Changed last on {format.dateTime(modifiedAt)}</Text>
      {isDeleted ? <Text>It is deleted in {name}.</Text> : null}
      {mergedIntoId === null ? null : (
        <Text>
          It was merged into record {mergedIntoId} in {name}.
        </Text>
      )}
      <Text format={{ fontWeight: "demibold" }}>
        {exclusion === null
          ? "It passes every filter: its changes may go to the other system."
          : `Its changes do not go to the other system. ${exclusionWords(exclusion, side)}`}
      </Text>
      {standardFilters.length === 0 ? null : (
        <>
          <Text>Filters that are always on:</Text>
          <List>
            {standardFilters.map((line) => (
              <FilterLine
                key={line.code}
                isMet={line.isMet}
                wanted={line.wanted}
                held={line.message ?? ""}
              />
            ))}
          </List>
        </>
      )}
      <OwnFilter answer={answer} />
    </ExplainPart>
  );
}

function OwnFilter({ answer }: { answer: ExplainedSide }): ReactNode {
  const { ownFilter, parents, side } = answer;
  const { groups } = ownFilter ?? { groups: [] };
  return (
    <>
      <Text>
        Your own filter for {sideWords(side)}: {introWords(ownFilter)}
      </Text>
      {groups.map((group, index) => (
        <Fragment key={group.map(({ wanted }) => wanted).join(" ")}>
          {index === 0 ? null : <Text format={{ italic: true }}>or</Text>}
          {group.length === 0 ? null : <List>{group.map(ownLine)}</List>}
        </Fragment>
      ))}
      {parents === null ? null : <Text>{parents.message}</Text>}
    </>
  );
}

function ownLine(line: OwnFilterLine, index: number): ReactNode {
  const { path, isMet, wanted } = line;
  const held = isMet ? "" : heldWords(line);
  return <FilterLine key={`${path} ${index}`} isMet={isMet} wanted={wanted} held={held} />;
}

/** What comes before the lines of a filter, or stands for them. */
function introWords(filter: ExplainedSide["ownFilter"]): string {
  if (filter === null) return "none is set.";
  // Without a condition there is nothing that a record could fail.
  const { groups } = filter;
  if (groups.length === 0 || groups.some((group) => group.length === 0)) {
    return "every record is inside.";
  }
  return groups.length > 1 ? "one of these groups is enough." : "";
}
