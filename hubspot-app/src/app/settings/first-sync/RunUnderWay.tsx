import type { Run } from "@lockstep/api/wire-runs.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { RunControls } from "./RunControls.tsx";
import { RunPaused } from "./RunPaused.tsx";
import { RunProgress } from "./RunProgress.tsx";
import type { RunWatch } from "./use-run.ts";

/** A run that goes on, or is paused: how far it is, why it stands still, and what can be done with it. */
export function RunUnderWay({
  context,
  watch,
  run,
}: {
  context: TabContext;
  watch: RunWatch;
  run: Run;
}): ReactNode {
  return (
    <>
      {run.pause === null ? null : <RunPaused context={context} run={run} pause={run.pause} />}
      <RunProgress context={context} run={run} />
      <RunControls context={context} watch={watch} run={run} />
    </>
  );
}
