import {
  Alert,
  Flex,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { Run, RunPause } from "@lockstep/api/wire-runs.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { actionWords } from "./run-words.ts";

/** What {@link RunPaused} is given. */
export interface RunPausedProps {
  context: TabContext;
  run: Run;
  pause: RunPause;
}

/** Why a run is paused; where its numbers are other ones than the dry run's, both of them. */
export function RunPaused({ context, pause }: RunPausedProps): ReactNode {
  if (pause.code === "paused_by_person") {
    return (
      <Alert title={pause.message} variant="info">
        <Text>{pause.remedy}</Text>
      </Alert>
    );
  }
  return (
    <Alert title="The records have changed since the dry run" variant="warning">
      <Flex direction="column" gap="sm">
        <Text>
          At least one number is more than 5 % off from what you saw, so nothing was written yet. Go
          on with the new numbers, or cancel and make another dry run.
        </Text>
        <Differences context={context} pause={pause} />
      </Flex>
    </Alert>
  );
}

function Differences({ context: { format }, pause }: Omit<RunPausedProps, "run">): ReactNode {
  return (
    <Table bordered flush density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader>Action</TableHeader>
          <TableHeader align="right">Dry run</TableHeader>
          <TableHeader align="right">Now</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {pause.differences.map(({ action, dryRun, now }) => (
          <TableRow key={action}>
            <TableCell>{actionWords(action).planned}</TableCell>
            <TableCell align="right">{format.number(dryRun)}</TableCell>
            <TableCell align="right">{format.number(now)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
