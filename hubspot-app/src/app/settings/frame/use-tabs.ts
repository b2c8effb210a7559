import { useLatest } from "@lockstep/ui/use-latest.ts";
import { useCallback, useRef, useState } from "react";
import type { TabId } from "../tab-context.ts";

/** Which tab is shown, and whether somebody wants to leave it too early. */
export interface TabChoice {
  selected: TabId;
  /** Where the person wants to go although something is not saved; null: nowhere. */
  wanted: TabId | null;
  /** Goes to a tab, or asks first. */
  goTo: (tab: TabId) => void;
  /** Goes where the person wanted to go. */
  leave: () => void;
  stay: () => void;
  setUnsaved: (tab: TabId, isUnsaved: boolean) => void;
}

/** Keeps the choice of a tab, and asks before what is not saved is left. */
export function useTabs(): TabChoice {
  const [selected, setSelected] = useState<TabId>("overview");
  const [wanted, setWanted] = useState<TabId | null>(null);
  const unsaved = useRef(new Set<TabId>());
  const current = useLatest({ selected, wanted });

  const show = useCallback((tab: TabId) => {
    setWanted(null);
    setSelected(tab);
  }, []);
  const goTo = useCallback(
    (tab: TabId) => {
      const { selected: shown } = current.current;
      if (tab !== shown && unsaved.current.has(shown)) setWanted(tab);
      else show(tab);
    },
    [current, show],
  );
  const leave = useCallback(() => {
    const { selected: shown, wanted: next } = current.current;
    unsaved.current.delete(shown);
    if (next !== null) show(next);
  }, [current, show]);
  const stay = useCallback(() => setWanted(null), []);
  const setUnsaved = useCallback((tab: TabId, isUnsaved: boolean) => {
    if (isUnsaved) unsaved.current.add(tab);
    else if (unsaved.current.delete(tab)) setWanted(null);
  }, []);
  return { selected, wanted, goTo, leave, stay, setUnsaved };
}
