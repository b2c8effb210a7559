import {
  Flex,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { Run } from "@lockstep/api/wire-runs.ts";
import { Empty } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import { PagedList } from "../frame/PagedList.tsx";
import { usePages } from "../frame/use-pages.ts";
import type { TabContext } from "../tab-context.ts";
import { DownloadRun } from "./DownloadRun.tsx";
import { countWords, kindLabel, runState } from "./run-words.ts";

/** Runs on a page. */
const LIMIT = 10;

/** All runs that there were, the newest first, with what came of each. */
export function RunHistory({ context }: { context: TabContext }): ReactNode {
  const pages = usePages("runs", (after) =>
    context.api.call("get /runs", { query: { after, limit: LIMIT } }),
  );
  return (
    <PagedList
      what="the runs"
      pages={pages}
      empty={<Empty title="No runs yet">Dry runs and first syncs are listed here.</Empty>}
      more="Show older runs"
    >
      {(runs) => <RunTable context={context} runs={runs} />}
    </PagedList>
  );
}

function RunTable({ context, runs }: { context: TabContext; runs: readonly Run[] }): ReactNode {
  return (
    <Table bordered flush>
      <TableHead>
        <TableRow>
          <TableHeader>Run</TableHeader>
          <TableHeader>Outcome</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {runs.map((run) => (
          <RunRow key={run.runId} context={context} run={run} />
        ))}
      </TableBody>
    </Table>
  );
}

function RunRow({ context, run }: { context: TabContext; run: Run }): ReactNode {
  const { format } = context;
  const state = runState(run);
  return (
    <TableRow>
      <TableCell>
        <Flex direction="column" gap="xs" align="start">
          <Text format={{ fontWeight: "bold" }}>{kindLabel(run.kind)}</Text>
          <Text>{format.dateTime(run.startedAt)}</Text>
          <StatusTag variant={state.tone}>{state.label}</StatusTag>
        </Flex>
      </TableCell>
      <TableCell>
        <Flex direction="column" gap="xs" align="start">
          <Text>{isEnded(run) ? countWords(run, format) : "Not known yet"}</Text>
          {run.error === null ? null : <Text>{run.error}</Text>}
          {run.state === "done" ? (
            <DownloadRun context={context} runId={run.runId} label="CSV" />
          ) : null}
        </Flex>
      </TableCell>
    </TableRow>
  );
}

function isEnded({ state }: Run): boolean {
  return state !== "running" && state !== "paused";
}
