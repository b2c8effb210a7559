import type { Api } from "@lockstep/api/client.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { FilterTest } from "@lockstep/api/wire-objects.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { Action } from "@lockstep/ui/use-action.ts";
import { useState } from "react";
import { toFilter } from "./filter-draft.ts";
import type { SideDraft } from "./filter-draft.ts";

/** What {@link useFilterTest} returns, besides the action. */
export interface FilterTesting extends Action<[], void> {
  /** Null before anything was tried. */
  result: FilterTest | null;
  /** The filter was changed since. */
  isOutdated: boolean;
}

/** A page or two of records is read for it, and others are counted. */
const TEST_TIMEOUT_MS = 60_000;

/** Tries a filter out; nothing is stored. */
export function useFilterTest(
  api: Api,
  { objectType, side, draft }: { objectType: string; side: Side; draft: SideDraft },
): FilterTesting {
  const [held, setHeld] = useState<{ result: FilterTest; tried: string } | null>(null);
  const action = useAction(async () => {
    const filter = toFilter(draft);
    if (filter === null) return;
    const result = await api.call(
      "post /objects/:objectType/filters/test",
      { path: { objectType }, body: { side, filter } },
      { timeoutMs: TEST_TIMEOUT_MS },
    );
    setHeld({ result, tried: JSON.stringify(draft.groups) });
  });
  const isOutdated = held !== null && held.tried !== JSON.stringify(draft.groups);
  return { ...action, result: held?.result ?? null, isOutdated };
}
