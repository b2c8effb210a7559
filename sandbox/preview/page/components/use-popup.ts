import { useCallback, useEffect, useRef, useState } from "react";
import type { KeyboardEvent, RefObject } from "react";

/** Something that opens below a button and closes by itself. */
export interface Popup {
  /** Of the element around the button and what it opens. */
  ref: RefObject<HTMLDivElement>;
  isOpen: boolean;
  toggle: () => void;
  /** Closes it; the button gets the focus back. */
  close: () => void;
  /** Closes it on Escape. */
  onKeyDown: (event: KeyboardEvent) => void;
}

/** Keeps a {@link Popup}: a press elsewhere closes it. */
export function usePopup(): Popup {
  const [isOpen, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onOutside = ({ target }: Event): void => {
      if (target instanceof Node && ref.current?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener("pointerdown", onOutside);
    return () => document.removeEventListener("pointerdown", onOutside);
  }, [isOpen]);
  const close = useCallback(() => {
    setOpen(false);
    ref.current?.querySelector("button")?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    close();
  };
  return { ref, isOpen, toggle: () => setOpen(!isOpen), close, onKeyDown };
}
