import { Alert, Flex, Heading, Statistics, StatisticsItem, Text } from "@hubspot/ui-extensions";
import type { FilterCount, FilterField, FilterTest } from "@lockstep/api/wire-objects.ts";
import type { Format } from "@lockstep/ui/format.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { ExampleTable } from "./ExampleTable.tsx";
import { otherSide, recordNames } from "./record-names.ts";

/** What {@link TestView} is given. */
export interface TestViewProps {
  result: FilterTest;
  /** The filter was changed since it was tried. */
  isOutdated: boolean;
  objectType: string;
  fields: readonly FilterField[];
  format: Format;
  /** In UTC. */
  days: Format;
}

/** What a filter would do: how many records, and which, for example. */
export function TestView(props: TestViewProps): ReactNode {
  const { result, isOutdated, objectType, format } = props;
  const { many } = recordNames(objectType, result.side);
  const { inside, outside } = result.examples;
  return (
    <Flex direction="column" gap="sm" align="stretch">
      <Heading>What this filter would do</Heading>
      {isOutdated ? (
        <Alert title="You changed the filter since" variant="info">
          Test it again to see what it does now.
        </Alert>
      ) : null}
      <Text>{lookedAt(result, many, format)}</Text>
      <Counts {...props} />
      <ExampleTable {...props} title="Inside the filter, for example" examples={inside} />
      <ExampleTable {...props} title="Outside the filter, for example" examples={outside} />
    </Flex>
  );
}

function lookedAt({ isComplete, seen, side }: FilterTest, many: string, format: Format): string {
  if (isComplete) return `All ${format.number(seen)} ${many} were looked at. Nothing was changed.`;
  return `The first ${format.number(seen)} ${many} were looked at one by one; ${sideWords(side)} counted the others where it can. Nothing was changed.`;
}

function Counts({ result, format }: TestViewProps): ReactNode {
  const { side } = result;
  const target = sideWords(otherSide(side));
  const counts: readonly (readonly [label: string, count: FilterCount])[] = [
    ["Inside the filter", result.inside],
    ["Outside", outsideOf(result)],
    ["Inside, but left out by the rules that are always on", result.excluded],
    [`Synced now, and no longer updated in ${target} with this filter`, result.leaving],
  ];
  return (
    <>
      <Statistics>
        {counts.map(([label, count]) => (
          <StatisticsItem key={label} label={label} number={countWords(count, format)} />
        ))}
      </Statistics>
      {reasonsOf(counts.map(([, count]) => count)).map((reason) => (
        <Text key={reason} variant="microcopy">
          {reason}
        </Text>
      ))}
    </>
  );
}

function countWords({ count, ofSeen }: FilterCount, format: Format): string {
  return count === null ? `at least ${format.number(ofSeen)}` : format.number(count);
}

function outsideOf({ total, inside }: FilterTest): FilterCount {
  const isKnown = total.count !== null && inside.count !== null;
  return {
    count: isKnown ? Math.max(0, (total.count ?? 0) - (inside.count ?? 0)) : null,
    ofSeen: total.ofSeen - inside.ofSeen,
    reason: total.reason ?? inside.reason,
  };
}

/** Why numbers are not exact, each reason once. */
function reasonsOf(counts: readonly FilterCount[]): string[] {
  const reasons = counts.flatMap(({ count, reason }) =>
    count === null && reason !== null && reason !== "" ? [reason] : [],
  );
  return [...new Set(reasons)].map((reason) => `Where it says "at least": ${reason}`);
}
