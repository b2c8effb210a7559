import { useEffect } from "react";
import { useLatest } from "./use-latest.ts";

/** How often something is asked for. */
export interface Polling {
  /** Asks only while this is true. */
  isOn: boolean;
  /** Milliseconds between an answer and the next question. */
  everyMs: number;
}

/**
 * Asks again and again: the next question follows an answer, so that slow answers do not pile up.
 *
 * @param ask - must not throw; a failed attempt is simply followed by the next
 */
export function usePolling(ask: () => Promise<void>, { isOn, everyMs }: Polling): void {
  const askRef = useLatest(ask);

  useEffect(() => {
    if (!isOn) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const wait = (): void => {
      timer = setTimeout(() => {
        void askRef.current().finally(() => {
          if (!isOver) wait();
        });
      }, everyMs);
    };
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isOn, everyMs, askRef]);
}
