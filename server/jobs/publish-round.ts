import { toAppError } from "../sync/errors.ts";
import type { SyncContext } from "../usecases/engine.ts";
import { publishStates, type StateParts } from "../usecases/publish-states.ts";
import type { JobParts } from "./portal-work.ts";

/** How long nothing is published after HubSpot refused it for good, in milliseconds. */
const REST_MS = 60 * 60_000;

/** What rounds need. */
type RoundParts = Pick<JobParts, "clock" | "logger">;

/** Publishes states in a portal's turn; returns whether there is more to do. */
export type PublishRound = (
  portalId: string,
  work: StateParts,
  contexts: readonly SyncContext[],
) => Promise<boolean>;

/**
 * Makes the last part of a live portal's turn: a batch of states for each object type. What HubSpot
 * refuses for good stops nothing else, and is tried again an hour later.
 */
export function createPublishRound(parts: RoundParts): PublishRound {
  const restsUntil = new Map<string, number>();
  return async (portalId, work, contexts) => {
    if ((restsUntil.get(portalId) ?? 0) > parts.clock.now()) return false;
    restsUntil.delete(portalId);
    try {
      return await publishAll(parts, work, contexts);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.retryable || error.errorClass === "auth" || error.errorClass === "internal") {
        throw thrown;
      }
      restsUntil.set(portalId, parts.clock.now() + REST_MS);
      const facts = { portalId, code: error.code, reason: error.message, remedy: error.remedy };
      parts.logger.warn(facts, "states not shown in HubSpot, tried again in an hour");
      return false;
    }
  };
}

async function publishAll(
  parts: RoundParts,
  work: StateParts,
  contexts: readonly SyncContext[],
): Promise<boolean> {
  let hasMore = false;
  for (const context of contexts) {
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    const { hasMore: isCut, refusals } = await publishStates(work, context);
    hasMore ||= isCut;
    const [refusal] = refusals;
    if (refusal === undefined) continue;
    const { objectType } = context.definition;
    const { code, message: reason } = refusal;
    const facts = { objectType, count: refusals.length, code, reason };
    parts.logger.warn(facts, "HubSpot refused the states of records, left alone until they change");
  }
  return hasMore;
}
