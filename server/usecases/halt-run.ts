import { AppError } from "../sync/errors.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { RateLimiter } from "../sync/ports.ts";

const HALTED = "run_halted";

/** True for the error under which a run's work stops once it is paused or cancelled. */
export function isRunHalted(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === HALTED;
}

/**
 * Makes a budget out of which a run gets no call any more once somebody has paused or cancelled it:
 * calls under way end, what waits for one is given back as after a refusal of the vendor's, and no
 * create is in doubt.
 */
export function withRunHalt(
  limiter: RateLimiter,
  portal: Pick<PortalStore, "mayCall">,
): RateLimiter {
  return {
    async take(isBulk) {
      await limiter.take(isBulk);
      // Asked last, as it may have waited for its turn.
      if (!isBulk || (await portal.mayCall())) return;
      throw new AppError("The run was paused or cancelled.", {
        code: HALTED,
        errorClass: "throttle",
      });
    },
    closeFor: (retryAfterMs) => limiter.closeFor(retryAfterMs),
  };
}
