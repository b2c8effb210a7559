import type { SyncHealth } from "@lockstep/api/wire-account.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { Load } from "@lockstep/ui/use-load.ts";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import type { TabContext } from "../tab-context.ts";

/** How often the figures are read again, in milliseconds. */
const EVERY_MS = 60_000;

/** Reads how fast changes arrive and how many calls that took, again and again. */
export function useSyncHealth({ api }: Pick<TabContext, "api">): Load<SyncHealth> {
  const load = useLoad("sync-health", () => api.call("get /sync-health"));
  usePolling(load.reload, { isOn: load.loaded.status === "ready", everyMs: EVERY_MS });
  return load;
}
