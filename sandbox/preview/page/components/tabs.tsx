import type { TabProps, TabsProps } from "@hubspot/ui-extensions";
import { createContext, useCallback, useContext, useId, useMemo, useRef, useState } from "react";
import { useLayoutEffect } from "react";
import type { KeyboardEvent, ReactNode } from "react";

interface KnownTab {
  key: string;
  tabId: string | number;
  title: string;
  disabled: boolean;
  tooltip?: string | undefined;
  panel: HTMLElement;
}

interface TabsState {
  base: string;
  selected: string | number | undefined;
  put: (tab: KnownTab) => void;
  remove: (key: string) => void;
}

const TabsContext = createContext<TabsState | null>(null);

function inPageOrder(tabs: readonly KnownTab[]): KnownTab[] {
  return tabs.toSorted((one, other) =>
    one.panel.compareDocumentPosition(other.panel) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
}

function useKnownTabs(): Pick<TabsState, "put" | "remove"> & { tabs: KnownTab[] } {
  const [tabs, setTabs] = useState<KnownTab[]>([]);
  const put = useCallback((tab: KnownTab) => {
    setTabs((all) => inPageOrder([...all.filter(({ key }) => key !== tab.key), tab]));
  }, []);
  const remove = useCallback((gone: string) => {
    setTabs((all) => all.filter(({ key }) => key !== gone));
  }, []);
  return { tabs, put, remove };
}

/** Panels of which one is shown. Arrow keys move between their tabs. */
export function Tabs(props: TabsProps): ReactNode {
  const { children, defaultSelected, variant = "default", fill = false, testId } = props;
  const base = useId();
  const { tabs, put, remove } = useKnownTabs();
  const [chosen, setChosen] = useState(defaultSelected);
  const selected = props.selected ?? chosen ?? tabs.find(({ disabled }) => !disabled)?.tabId;
  const state = useMemo(() => ({ base, selected, put, remove }), [base, selected, put, remove]);
  const strip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const show = (): void => {
      const id = `${base}-${String(tabs.find(({ tabId }) => tabId === selected)?.tabId)}`;
      const tab = strip.current?.querySelector<HTMLElement>(`[id="${id}"]`);
      // Sideways only: the page stays where it is.
      if (tab) strip.current?.scrollTo({ left: tab.offsetLeft - strip.current.offsetLeft - 40 });
    };
    show();
    window.addEventListener("resize", show);
    return () => window.removeEventListener("resize", show);
  }, [base, selected, tabs]);
  const choose = (tabId: string | number): void => {
    setChosen(tabId);
    // The type is a union of handlers; HubSpot gives each what its tabs have as ids.
    (props.onSelectedChange as ((id: string | number) => void) | undefined)?.(tabId);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const open = tabs.filter(({ disabled }) => !disabled);
    const at = open.findIndex(({ tabId }) => tabId === selected);
    const next = open[(at + step + open.length) % open.length];
    if (next === undefined) return;
    choose(next.tabId);
    strip.current?.querySelector<HTMLElement>(`[id="${base}-${next.tabId}"]`)?.focus();
  };
  return (
    <TabsContext.Provider value={state}>
      <div className={`hs-tabs hs-tabs-${variant}${fill ? " hs-fill" : ""}`} data-testid={testId}>
        <div role="tablist" ref={strip} onKeyDown={onKeyDown}>
          {tabs.map(({ key, tabId, title, disabled, tooltip }) => (
            <button
              key={key}
              type="button"
              role="tab"
              id={`${base}-${tabId}`}
              aria-selected={tabId === selected}
              aria-controls={tabId === selected ? `${base}-panel-${tabId}` : undefined}
              tabIndex={tabId === selected ? 0 : -1}
              disabled={disabled}
              title={tooltip}
              onClick={() => choose(tabId)}
            >
              {title}
            </button>
          ))}
        </div>
        {children}
      </div>
    </TabsContext.Provider>
  );
}

/** One panel of {@link Tabs}; only the one that is shown is in the page. */
export function Tab({
  tabId,
  title = "",
  disabled = false,
  tooltip,
  children,
}: TabProps): ReactNode {
  const state = useContext(TabsContext);
  const key = useId();
  const panel = useRef<HTMLDivElement>(null);
  const id = tabId ?? key;
  const { put, remove } = state ?? {};
  useLayoutEffect(() => {
    if (panel.current === null) return;
    put?.({ key, tabId: id, title, disabled, tooltip, panel: panel.current });
  }, [key, id, title, disabled, tooltip, put]);
  useLayoutEffect(() => () => remove?.(key), [key, remove]);
  const isShown = state?.selected === id;
  return (
    <div
      ref={panel}
      role="tabpanel"
      id={`${state?.base}-panel-${id}`}
      aria-labelledby={`${state?.base}-${id}`}
      hidden={!isShown}
    >
      {isShown ? children : null}
    </div>
  );
}
