import type { RetryRequest } from "@lockstep/api/wire-account.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { Action } from "@lockstep/ui/use-action.ts";
import type { TabContext } from "../tab-context.ts";
import { retriedWords } from "./issue-words.ts";

/**
 * Has records tried again, and says how many.
 *
 * @param onRetried - called once they are marked, which is before they were tried
 */
export function useRetry(
  { api, actions, format }: TabContext,
  onRetried: () => void,
): Action<[request: RetryRequest], void> {
  return useAction(async (request) => {
    const { count } = await api.call("post /issues/retry", { body: request });
    actions.addAlert({
      type: count === 0 ? "info" : "success",
      message: retriedWords(count, format),
    });
    onRetried();
  });
}
