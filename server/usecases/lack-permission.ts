import type { AppError } from "../sync/errors.ts";
import type { Side } from "../sync/model.ts";
import type { DirtyMark } from "../sync/pair-ports.ts";
import { PERMISSION_MISSING } from "../sync/permission-ports.ts";
import type { FieldProblem } from "../sync/plan.ts";
import type { PairWork, SyncContext } from "./engine.ts";
import { replan } from "./pair-facts.ts";

/**
 * A right can be granted without anything telling, so what was refused is tried again after so many
 * milliseconds, and as soon as a person asks for it or for a check of the rights.
 */
const AGAIN_MS = 60 * 60_000;

/** Whether a vendor refused a write for want of a right; then it was certainly not done. */
export function lacksPermission({ errorClass }: AppError): boolean {
  return errorClass === "forbidden";
}

/** What a person is told about a record on one side whose write was refused. */
export function permissionProblem(side: Side, error: AppError): FieldProblem {
  return {
    code: PERMISSION_MISSING,
    side,
    field: error.field ?? "",
    message: error.message,
    remedy: error.remedy ?? "Check the permissions in Lockstep, and grant those that are missing.",
  };
}

/** Has a refused pair tried again by itself. */
export function tryAgainLater(context: SyncContext, work: PairWork): DirtyMark {
  return replan(context, work, context.clock.now() + AGAIN_MS);
}
