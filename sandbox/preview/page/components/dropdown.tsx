import type { DropdownButtonItemProps, DropdownProps } from "@hubspot/ui-extensions";
import { createContext, useContext, useEffect, useId } from "react";
import type { KeyboardEvent, ReactNode, RefObject } from "react";
import { buttonClass, usePress } from "./buttons.tsx";
import { usePopup } from "./use-popup.ts";

const MenuContext = createContext<() => void>(() => undefined);

function itemsIn(ref: RefObject<HTMLDivElement>): HTMLElement[] {
  return [...(ref.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
}

/** Moves the focus through a menu with the arrow keys. */
function moveIn(ref: RefObject<HTMLDivElement>, event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = itemsIn(ref);
  const at = items.findIndex((item) => item === document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
}

/** A button with a menu below it. */
export function Dropdown(props: DropdownProps): ReactNode {
  const { options, variant = "secondary", buttonText = "", buttonSize = "md", children } = props;
  const { ref, isOpen, toggle, close, onKeyDown } = usePopup();
  const id = useId();
  useEffect(() => {
    if (isOpen) itemsIn(ref)[0]?.focus();
  }, [isOpen, ref]);
  return (
    <div
      className="hs-dropdown"
      ref={ref}
      onKeyDown={(event) => {
        onKeyDown(event);
        if (isOpen) moveIn(ref, event);
      }}
      data-testid={props.testId}
    >
      <button
        type="button"
        className={buttonClass(variant, buttonSize, false)}
        disabled={props.disabled ?? false}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={toggle}
      >
        {buttonText} <span aria-hidden="true">▾</span>
      </button>
      <MenuContext.Provider value={close}>
        {/* Kept while closed: an item's overlay lives in it. */}
        <div id={id} role="menu" className="hs-menu" hidden={!isOpen}>
          {options?.map(({ label, onClick }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                onClick?.();
              }}
            >
              {label}
            </button>
          ))}
          {children}
        </div>
      </MenuContext.Provider>
    </div>
  );
}

/** A line of a {@link Dropdown}. */
export function DropdownButtonItem(props: DropdownButtonItemProps): ReactNode {
  const close = useContext(MenuContext);
  const { press, overlayView } = usePress(props);
  return (
    <>
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        data-testid={props.testId}
        onClick={(event) => {
          close();
          press(event);
        }}
      >
        {props.children}
      </button>
      {overlayView}
    </>
  );
}
