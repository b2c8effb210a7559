import { ButtonRow, LoadingButton } from "@hubspot/ui-extensions";
import type { Run } from "@lockstep/api/wire-runs.ts";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import type { TabContext } from "../tab-context.ts";
import { kindLabel } from "./run-words.ts";
import type { RunWatch } from "./use-run.ts";

/** What {@link RunControls} is given. */
export interface RunControlsProps {
  context: TabContext;
  watch: RunWatch;
  run: Run;
}

/** Pauses, resumes and cancels a run, for who may. */
export function RunControls({ context, watch, run }: RunControlsProps): ReactNode {
  if (!context.rights.settings) return null;
  const { steer, isBusy } = watch;
  const noun = kindLabel(run.kind).toLowerCase();
  return (
    <ButtonRow>
      {run.state === "running" ? (
        <LoadingButton loading={isBusy} onClick={() => steer("pause")}>
          Pause
        </LoadingButton>
      ) : (
        <LoadingButton variant="primary" loading={isBusy} onClick={() => steer("resume")}>
          {run.pause?.code === "counts_differ" ? "Go on with the new numbers" : "Resume"}
        </LoadingButton>
      )}
      <ConfirmButton
        context={context}
        id={`cancel-${run.kind}`}
        label={`Cancel the ${noun}`}
        title={`Cancel the ${noun}?`}
        consequences={
          run.kind === "dry-run"
            ? ["What it has worked out so far is dropped. Nothing was written."]
            : [
                "What it has linked, created and written so far stays. The rest is left as it is.",
                "Changes do not move by themselves until you start the first sync again, or skip it.",
              ]
        }
        variant="destructive"
        isDisabled={isBusy}
        onConfirm={() => steer("cancel")}
      />
    </ButtonRow>
  );
}
