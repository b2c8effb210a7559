import type { Overview } from "@lockstep/api/wire-account.ts";

const BEFORE_THE_FIRST_SYNC = ["installed", "connected", "configured"];

/**
 * What is said once settings are saved.
 *
 * @param follows - what becomes of records, in a sentence; before the first sync nothing does
 */
export function savedWords({ portal }: Pick<Overview, "portal">, follows: string): string {
  const isEarly = BEFORE_THE_FIRST_SYNC.includes(portal.state);
  return isEarly ? "Saved. It counts from the first sync on." : `Saved. ${follows}`;
}
