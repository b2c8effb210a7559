import { Flex, LoadingSpinner, ProgressBar, Text } from "@hubspot/ui-extensions";
import type { Run } from "@lockstep/api/wire-runs.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { countWords, estimateWords, isListing, kindLabel, phaseWords } from "./run-words.ts";

/** How far a run is, and how long it still takes. */
export function RunProgress({
  context: { format },
  run,
}: {
  context: TabContext;
  run: Run;
}): ReactNode {
  const left = estimateWords(run, format);
  const { done, total } = run;
  return (
    <Flex direction="column" gap="xs">
      {isListing(run) ? (
        <Listing run={run} text={`${phaseWords(run)}: ${format.number(total)} so far`} />
      ) : (
        <ProgressBar
          aria-label={`Progress of the ${kindLabel(run.kind).toLowerCase()}`}
          title={phaseWords(run)}
          value={done}
          maxValue={Math.max(total, 1)}
          valueDescription={`${format.share(done, total)}: ${format.number(done)} of ${format.number(total)} records`}
        />
      )}
      {left === null ? null : <Text>{`It takes ${left}.`}</Text>}
      {Object.keys(run.counts).length === 0 ? null : (
        <Text variant="microcopy">{countWords(run, format)}</Text>
      )}
    </Flex>
  );
}

/** How many there are is not known until all are read. */
function Listing({ run, text }: { run: Run; text: string }): ReactNode {
  return run.state === "running" ? <LoadingSpinner label={text} showLabel /> : <Text>{text}</Text>;
}
