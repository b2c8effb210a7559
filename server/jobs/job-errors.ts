import { type AppError, toAppError } from "../sync/errors.ts";
import { KEYS_REFUSED } from "../usecases/connect-connectwise.ts";
import type { JobParts, PortalWork } from "./portal-work.ts";

/** Waits this long after a failure that names no time of its own, in milliseconds. */
const PAUSE_MS = 15_000;
/** Waits this long after a failure that only a person or an upgrade can end. */
const LONG_PAUSE_MS = 5 * 60_000;

/** What a job does after a failure. */
export interface FailureVerdict {
  /** Wall-clock milliseconds of the next attempt; null: somebody has to act first. */
  readonly retryAt: number | null;
}

/**
 * Decides what a vendor's refusal means for the portal, moves its state where it has to, and logs it
 * with what the operator can do. Never throws for what a vendor did.
 */
export async function settleFailure(
  parts: JobParts,
  portalId: string,
  work: PortalWork,
  thrown: unknown,
): Promise<FailureVerdict> {
  const error = toAppError(thrown);
  const now = parts.clock.now();
  const facts = { portalId, code: error.code, errorClass: error.errorClass, remedy: error.remedy };
  if (error.errorClass === "auth") return settleAuth(parts, facts, work, error);
  if (error.code === "mass_delete_suspected") {
    const reason = `${error.message}. ${error.remedy ?? ""}`.trim();
    await work.portal.changeState(["live"], "braked", reason);
    parts.logger.error(facts, "portal braked, check the deletes and start again");
    return { retryAt: null };
  }
  if (error.retryable) {
    parts.count("throttled");
    parts.logger.warn(facts, "vendor cannot be used at present, tried again by itself");
    return { retryAt: now + (error.retryAfterMs ?? PAUSE_MS) };
  }
  parts.count("failed");
  const message = "job failed, tried again in five minutes";
  if (error.errorClass === "internal") parts.logger.error({ ...facts, err: thrown }, message);
  else parts.logger.error({ ...facts, reason: error.message }, message);
  return { retryAt: now + LONG_PAUSE_MS };
}

/** HubSpot's refusals have moved the state already; ConnectWise's keys wait for new ones. */
async function settleAuth(
  parts: JobParts,
  facts: Readonly<Record<string, unknown>>,
  work: PortalWork,
  error: AppError,
): Promise<FailureVerdict> {
  const state = (await work.portal.portal())?.state;
  if (state === "disconnected") {
    parts.logger.warn(facts, "portal disconnected, the app has to be installed again");
    return { retryAt: null };
  }
  if (error.code === "keys_rejected") {
    await work.portal.changeState(["first-sync", "live"], "paused", KEYS_REFUSED);
    parts.logger.error(facts, "ConnectWise refuses the keys, the admin has to enter new ones");
    return { retryAt: null };
  }
  parts.logger.warn(facts, "vendor refused the credentials, tried again by itself");
  return { retryAt: parts.clock.now() + PAUSE_MS };
}
