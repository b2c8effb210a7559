import type { ModalProps, PanelProps, PanelSectionProps } from "@hubspot/ui-extensions";
import { useEffect, useId, useLayoutEffect, useRef } from "react";
import type { ReactNode } from "react";
import { createPortal } from "react-dom";
import { useFocusTrap, useOverlayOwner, useOverlays } from "./overlay-state.tsx";
import { size } from "./sizes.ts";

type OverlayProps = Omit<ModalProps & PanelProps, "variant"> & { variant?: string };

function Overlay(props: OverlayProps & { kind: "modal" | "panel" }): ReactNode {
  const owner = useOverlayOwner();
  const { open, name } = useOverlays();
  const { addDialog, key } = owner;
  const { id } = props;
  useLayoutEffect(() => {
    addDialog();
    name(key, id);
  }, [addDialog, name, key, id]);
  const shown = open.find((one) => one.owner === key);
  return shown === undefined ? null : <Dialog {...props} opener={shown.opener} />;
}

function Dialog(
  props: OverlayProps & { kind: "modal" | "panel"; opener: HTMLElement | null },
): ReactNode {
  const { kind, id, title, width = "sm", variant, opener, children, testId } = props;
  const overlays = useOverlays();
  const handlers = useRef(props);
  useLayoutEffect(() => {
    handlers.current = props;
  });
  useEffect(() => {
    handlers.current.onOpen?.();
    return () => handlers.current.onClose?.();
  }, []);
  const close = (): void => overlays.close(id);
  const headingId = useId();
  const { ref, onKeyDown } = useFocusTrap(opener, close);
  return createPortal(
    <div className={`hs-overlay hs-overlay-${kind}`} data-variant={variant}>
      <div
        ref={ref}
        role="dialog"
        aria-modal="true"
        tabIndex={-1}
        className={`hs-${kind} hs-width-${size(width)}`}
        data-testid={testId}
        {...(title === undefined
          ? { "aria-label": props["aria-label"] ?? id }
          : { "aria-labelledby": headingId })}
        onKeyDown={onKeyDown}
      >
        <div className="hs-overlay-head">
          <h2 id={headingId}>{title}</h2>
          <button type="button" className="hs-close" aria-label="Close" onClick={close}>
            ×
          </button>
        </div>
        {children}
      </div>
    </div>,
    document.body,
  );
}

/** A dialog over the page. */
export function Modal(props: ModalProps): ReactNode {
  return <Overlay {...(props as OverlayProps)} kind="modal" />;
}

/** A dialog that comes in from the side. */
export function Panel(props: PanelProps): ReactNode {
  return <Overlay {...(props as OverlayProps)} kind="panel" />;
}

/** What scrolls in a dialog. */
export function OverlayBody({ children }: { children?: ReactNode }): ReactNode {
  return (
    // Scrolled with the keyboard, so it has to take the focus.
    <div className="hs-overlay-body" tabIndex={0} role="group" aria-label="Content">
      {children}
    </div>
  );
}

/** What stays below it. */
export function OverlayFooter({ children }: { children?: ReactNode }): ReactNode {
  return <div className="hs-overlay-foot">{children}</div>;
}

/** A part of a panel. */
export function PanelSection({ children, flush = false }: PanelSectionProps): ReactNode {
  return <section className={flush ? "" : "hs-panel-section"}>{children}</section>;
}
