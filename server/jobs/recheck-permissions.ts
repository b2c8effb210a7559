import { toAppError } from "../sync/errors.ts";
import type { JobParts } from "./portal-work.ts";
import type { PortalHandler } from "./queues.ts";

/**
 * Makes a handler that looks at the rights in both systems after a job that was refused something:
 * then no claim is held, and the rest of the job's work is done. Whatever comes of it, the job's own
 * outcome stands.
 */
export function withPermissionCheck(
  parts: Pick<JobParts, "openPortal" | "logger">,
  handle: PortalHandler,
): PortalHandler {
  return async (portalId) => {
    const outcome = await handle(portalId);
    try {
      const missing = await (await parts.openPortal(portalId))?.recheckPermissions();
      for (const { side, permission, level, remedy } of missing ?? []) {
        parts.logger.error({ portalId, side, permission, level, remedy }, "permission missing");
      }
    } catch (thrown) {
      const { code, message: reason, remedy } = toAppError(thrown);
      parts.logger.warn({ portalId, code, reason, remedy }, "permissions not checked");
    }
    return outcome;
  };
}
