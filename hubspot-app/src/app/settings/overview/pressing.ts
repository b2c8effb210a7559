import type { Warning } from "@lockstep/api/wire-account.ts";

/** Whether a warning is about records that are kept back now, not about what may happen. */
export function isPressing({ code }: Warning): boolean {
  return code === "permissions_missing";
}
