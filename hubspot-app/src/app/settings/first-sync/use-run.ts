import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Run } from "@lockstep/api/wire-runs.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import { useState } from "react";
import type { TabContext } from "../tab-context.ts";

/** Milliseconds between two looks at a run. */
const EVERY_MS = { running: 2_000, paused: 10_000 };

/** What a person does with a run. */
export type RunVerb = "pause" | "resume" | "cancel";

/** What {@link useRun} returns. */
export interface RunWatch {
  /** The newest run of the kind; null when there was none. */
  run: Run | null;
  /** Whether it is running or paused. */
  isActive: boolean;
  start: () => void;
  steer: (verb: RunVerb) => void;
  isBusy: boolean;
  /** Why it could not be started or steered. */
  failure: ApiFailure | null;
}

/** Watches the newest run of a kind, starts and steers it. */
export function useRun(context: TabContext, kind: Run["kind"]): RunWatch {
  const { api, overview, reloadOverview } = context;
  const [seen, setSeen] = useState<Run | null>(null);
  const run = newer(seen, overview.runs[kind]);
  const isActive = run?.state === "running" || run?.state === "paused";

  const take = async (answer: Run): Promise<void> => {
    setSeen(answer);
    // With its end the portal's state is another one, too.
    if (answer.state !== run?.state) await reloadOverview();
  };
  const look = async (): Promise<void> => {
    try {
      await take(await api.call("get /runs/:kind", { path: { kind } }));
    } catch {
      // The next look may succeed; what was seen stays on the screen.
    }
  };
  const everyMs = run?.state === "paused" ? EVERY_MS.paused : EVERY_MS.running;
  usePolling(look, { isOn: isActive, everyMs });

  const start = useAction(async () => {
    await take(await api.call(kind === "dry-run" ? "post /dry-runs" : "post /first-syncs"));
  });
  const steer = useAction(async (verb: RunVerb) => {
    await take(await api.call("post /runs/:kind/:verb", { path: { kind, verb } }));
  });
  return {
    run,
    isActive,
    start: () => {
      steer.clear();
      void start.run();
    },
    steer: (verb) => {
      start.clear();
      void steer.run(verb);
    },
    isBusy: start.isRunning || steer.isRunning,
    failure: start.failure ?? steer.failure,
  };
}

/** The later one of two; of the same run the one that was looked at by itself. */
function newer(seen: Run | null, known: Run | null): Run | null {
  if (seen === null || known === null) return seen ?? known;
  return Date.parse(known.startedAt) > Date.parse(seen.startedAt) ? known : seen;
}
