import { useCallback, useEffect, useRef, useState } from "react";
import { toFailure } from "@lockstep/api/failure.ts";
import type { ApiFailure } from "@lockstep/api/failure.ts";
import { useLatest } from "./use-latest.ts";

/** What {@link useAction} returns. */
export interface Action<Args extends readonly unknown[], Value> {
  /** Does it, unless it is under way. @returns what came of it, null when it failed or was not begun */
  run: (...args: Args) => Promise<Value | null>;
  isRunning: boolean;
  /** Why the latest attempt failed; null after a success, or before any. */
  failure: ApiFailure | null;
  /** Takes the failure off the screen. */
  clear: () => void;
}

/** Something a person sets off: once at a time, with its failure kept until the next attempt. */
export function useAction<Args extends readonly unknown[], Value>(
  act: (...args: Args) => Promise<Value>,
): Action<Args, Value> {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const isBusy = useRef(false);
  const isThere = useRef(true);
  const actRef = useLatest(act);

  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);

  const run = useCallback(
    async (...args: Args): Promise<Value | null> => {
      if (isBusy.current) return null;
      isBusy.current = true;
      setRunning(true);
      setFailure(null);
      try {
        return await actRef.current(...args);
      } catch (thrown) {
        if (isThere.current) setFailure(toFailure(thrown));
        return null;
      } finally {
        isBusy.current = false;
        if (isThere.current) setRunning(false);
      }
    },
    [actRef],
  );

  const clear = useCallback(() => setFailure(null), []);
  return { run, isRunning, failure, clear };
}
