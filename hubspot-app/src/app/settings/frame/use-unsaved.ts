import { useEffect } from "react";
import type { TabContext, TabId } from "../tab-context.ts";

/** Tells the page whether a tab holds something that is not saved, as long as the tab is there. */
export function useUnsaved(
  { setUnsaved }: Pick<TabContext, "setUnsaved">,
  tab: TabId,
  isUnsaved: boolean,
): void {
  useEffect(() => {
    setUnsaved(tab, isUnsaved);
    return () => setUnsaved(tab, false);
  }, [setUnsaved, tab, isUnsaved]);
}
