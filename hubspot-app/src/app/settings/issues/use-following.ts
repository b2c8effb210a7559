import { usePolling } from "@lockstep/ui/use-polling.ts";
import { useCallback, useState } from "react";

const EVERY_MS = 5_000;
const ROUNDS = 6;

/**
 * Reads a list again a few times after records were marked, because they are worked off meanwhile.
 *
 * @returns begins it, with a reading at once
 */
export function useFollowing(reload: () => Promise<void>): () => void {
  const [left, setLeft] = useState(0);
  usePolling(
    async () => {
      setLeft((before) => before - 1);
      await reload();
    },
    { isOn: left > 0, everyMs: EVERY_MS },
  );
  return useCallback(() => {
    setLeft(ROUNDS);
    void reload();
  }, [reload]);
}
