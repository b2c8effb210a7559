import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { KeyboardEvent, ReactNode, RefObject } from "react";

/** The dialogs of an extension that are open, the last one on top. */
export interface OverlayState {
  readonly open: readonly OpenOverlay[];
  /** Opens the dialog in the `overlay` of a component. @param opener - gets the focus back afterwards */
  show: (owner: string, opener: HTMLElement | null) => void;
  /** Closes the dialog of this id and those above it; an id that is not open changes nothing. */
  close: (id: string) => void;
  /** Tells the id of an owner's dialog, once it is rendered. */
  name: (owner: string, id: string) => void;
}

interface OpenOverlay {
  owner: string;
  opener: HTMLElement | null;
}

/** Makes the {@link OverlayState} of one extension. */
export function useOverlayState(): OverlayState {
  const [open, setOpen] = useState<readonly OpenOverlay[]>([]);
  const ids = useRef(new Map<string, string>());
  const show = useCallback((owner: string, opener: HTMLElement | null) => {
    setOpen((all) => [...all.filter((one) => one.owner !== owner), { owner, opener }]);
  }, []);
  const close = useCallback((id: string) => {
    setOpen((all) => {
      const at = all.findIndex(({ owner }) => ids.current.get(owner) === id);
      return at === -1 ? all : all.slice(0, at);
    });
  }, []);
  const name = useCallback((owner: string, id: string) => void ids.current.set(owner, id), []);
  return useMemo(() => ({ open, show, close, name }), [open, show, close, name]);
}

/** The component in whose `overlay` something stands. */
export interface OverlayOwner {
  key: string;
  /** A dialog tells that it is there: a tooltip is no reason to open anything. */
  addDialog: () => void;
}

const OwnerContext = createContext<OverlayOwner | null>(null);
/** Says whose `overlay` the children are. */
export const OverlayOwnerProvider = OwnerContext.Provider;

/** @returns the component in whose `overlay` the caller stands. @throws Error - for a dialog elsewhere */
export function useOverlayOwner(): OverlayOwner {
  const owner = useContext(OwnerContext);
  if (owner === null) throw new Error("a dialog stands outside of an overlay");
  return owner;
}

const OverlayContext = createContext<OverlayState | null>(null);

/** Gives everything below an extension's overlays. */
export function OverlayProvider({
  state,
  children,
}: {
  state: OverlayState;
  children: ReactNode;
}): ReactNode {
  return <OverlayContext.Provider value={state}>{children}</OverlayContext.Provider>;
}

/** The overlays of the extension that a component stands in. */
export function useOverlays(): OverlayState {
  const state = useContext(OverlayContext);
  if (state === null) throw new Error("no OverlayProvider above");
  return state;
}

const focusable =
  'button:not([disabled]), a[href], input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

/** Keeps the focus within an element while it is there; Escape and leaving give it back. */
export function useFocusTrap(
  opener: HTMLElement | null,
  onEscape: () => void,
): { ref: RefObject<HTMLDivElement>; onKeyDown: (event: KeyboardEvent) => void } {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const inside = ref.current?.querySelector<HTMLElement>(
      ".hs-overlay-body :is(input, select, textarea, button)",
    );
    (inside ?? ref.current)?.focus();
    return () => opener?.focus();
  }, [opener]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onEscape();
    }
    if (event.key !== "Tab" || ref.current === null) return;
    const stops = [...ref.current.querySelectorAll<HTMLElement>(focusable)];
    const [first, last] = [stops[0], stops.at(-1)];
    if (event.shiftKey && document.activeElement === first) {
      event.preventDefault();
      last?.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      first?.focus();
    }
  };
  return { ref, onKeyDown };
}
