import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Mapping, MappingDryRun, MappingRequest } from "@lockstep/api/wire-mapping.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import { useState } from "react";
import type { TabContext } from "../tab-context.ts";

/** What is to be saved: a change of the mapping, or going back to the start. */
export type Wanted = { kind: "change"; request: MappingRequest } | { kind: "reset" };

/** What happens to records that are linked already. */
export type Existing = "apply" | "from-now-on";

/** A change on its way to being saved. */
export interface Review {
  existing: Existing;
  choose: (existing: Existing) => void;
  /** Null until it was begun. */
  dryRun: MappingDryRun | null;
  startDryRun: () => Promise<unknown>;
  isStarting: boolean;
  dryRunFailure: ApiFailure | null;
  /** Records that a person has to agree to, because the server asked; null: it did not. */
  asks: number | null;
  isAgreed: boolean;
  agree: (isAgreed: boolean) => void;
  save: () => Promise<unknown>;
  isSaving: boolean;
  saveFailure: ApiFailure | null;
}

/** Milliseconds between looks at a dry run. */
const LOOK_MS = 2_000;

/** Leads a change through its dry run to being saved; very many records need a person's word. */
export function useReview(
  { api }: TabContext,
  objectType: string,
  wanted: Wanted,
  onSaved: (mapping: Mapping) => Promise<void>,
): Review {
  const [existing, setExisting] = useState<Existing>("from-now-on");
  const [dryRun, setDryRun] = useState<MappingDryRun | null>(null);
  const [isAgreed, setAgreed] = useState(false);
  const path = { objectType };

  const start = useAction(async () => {
    const body = wanted.kind === "reset" ? { isReset: true } : wanted.request;
    setAgreed(false);
    setDryRun(await api.call("post /objects/:objectType/mapping/dry-run", { path, body }));
  });
  const look = useAction(async () => {
    setDryRun(await api.call("get /objects/:objectType/mapping/dry-run", { path }));
  });
  usePolling(async () => void (await look.run()), {
    isOn: dryRun?.state === "running",
    everyMs: LOOK_MS,
  });

  const save = useAction(async () => {
    const accepts = isAgreed && dryRun !== null ? { accepts: recordsOf(dryRun) } : {};
    const choice = { existing, ...(existing === "apply" && accepts) };
    const saved =
      wanted.kind === "reset"
        ? await api.call("post /objects/:objectType/mapping/reset", { path, body: choice })
        : await api.call("put /objects/:objectType/mapping", {
            path,
            body: { ...wanted.request, ...choice },
          });
    await onSaved(saved);
  });
  const isAsked = existing === "apply" && (isAgreed || save.failure?.code === "mass_change");
  return {
    existing,
    choose: (chosen) => {
      save.clear();
      setExisting(chosen);
    },
    dryRun,
    startDryRun: start.run,
    isStarting: start.isRunning,
    dryRunFailure: start.failure ?? look.failure,
    asks: isAsked && dryRun !== null ? recordsOf(dryRun) : null,
    isAgreed,
    agree: setAgreed,
    save: save.run,
    isSaving: save.isRunning,
    saveFailure: save.failure,
  };
}

/** Records that would be written to, on both sides. */
export function recordsOf({ counts }: MappingDryRun): number {
  return counts.hubspot + counts.connectwise;
}
