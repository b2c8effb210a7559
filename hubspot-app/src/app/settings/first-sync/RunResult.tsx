import { Flex, Select, Text } from "@hubspot/ui-extensions";
import type { Run } from "@lockstep/api/wire-runs.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { inOrder } from "../objects/object-order.ts";
import type { TabContext } from "../tab-context.ts";
import { DownloadRun } from "./DownloadRun.tsx";
import { RunCounts } from "./RunCounts.tsx";
import { RunSamples } from "./RunSamples.tsx";
import { estimateWords } from "./run-words.ts";

/** What a run did or would do: its numbers, some records, and all of them as a file. */
export function RunResult({ context, run }: { context: TabContext; run: Run }): ReactNode {
  const [objectType, setObjectType] = useState("");
  const { format } = context;
  const estimate = estimateWords(run, format);
  const options = [
    { value: "", label: "All objects" },
    ...inOrder(Object.keys(run.objects)).map((type) => ({
      value: type,
      label: objectWords(type).many,
    })),
  ];
  return (
    <Flex direction="column" gap="md">
      {run.finishedAt === null ? null : (
        <Text>{`Finished ${format.dateTime(run.finishedAt)}.`}</Text>
      )}
      {run.kind === "dry-run" && estimate !== null ? (
        <Text>{`The first sync would take ${estimate}.`}</Text>
      ) : null}
      {options.length > 2 ? (
        <Select
          label="Show"
          name={`${run.kind}-object`}
          value={objectType}
          options={options}
          onChange={(value) => setObjectType(String(value))}
        />
      ) : null}
      <RunCounts
        context={context}
        kind={run.kind}
        counts={objectType === "" ? run.counts : (run.objects[objectType] ?? {})}
      />
      <DownloadRun context={context} runId={run.runId} label="Make a CSV file of all records" />
      {run.kind === "dry-run" ? (
        <RunSamples context={context} runId={run.runId} objectType={objectType} />
      ) : null}
    </Flex>
  );
}
