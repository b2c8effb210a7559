import { useCallback, useEffect, useState } from "react";
import { useUnsaved } from "../frame/use-unsaved.ts";
import type { TabContext, TabId } from "../tab-context.ts";

/** Tells whether a part of a tab holds something that is not saved. */
export type ReportUnsaved = (part: string, isUnsaved: boolean) => void;

/** Makes one answer for the page of what several parts of a tab say. */
export function useUnsavedParts(context: TabContext, tab: TabId): ReportUnsaved {
  const [parts, setParts] = useState<readonly string[]>([]);
  useUnsaved(context, tab, parts.length > 0);

  return useCallback((part, isOne) => {
    setParts((before) => {
      if (before.includes(part) === isOne) return before;
      return isOne ? [...before, part] : before.filter((one) => one !== part);
    });
  }, []);
}

/** Reports a part for as long as it is on the screen. */
export function useReport(report: ReportUnsaved, part: string, isUnsaved: boolean): void {
  useEffect(() => {
    report(part, isUnsaved);
    return () => report(part, false);
  }, [report, part, isUnsaved]);
}
