import type {
  ButtonProps,
  ButtonRowProps,
  HrefProp,
  ImageProps,
  LinkProps,
  LoadingButtonProps,
  OverlayComponentProps,
} from "@hubspot/ui-extensions";
import { useEffect, useId, useMemo, useRef } from "react";
import type { MouseEvent, ReactNode } from "react";
import { addressHere } from "./addresses.ts";
import { OverlayOwnerProvider, useOverlays } from "./overlay-state.tsx";
import { size } from "./sizes.ts";

interface Pressable extends OverlayComponentProps {
  onClick?: ButtonProps["onClick"] | undefined;
  href?: HrefProp | undefined;
  /** Whether the press itself opens the overlay; true unless given. */
  opensAtOnce?: boolean;
}

/** What HubSpot gives a handler in place of the browser's event. */
function toExtensionEvent(type: string): never {
  // The type is a class of the worker's; here it only has to look like one.
  return { type, bubbles: true, timeStamp: performance.now(), id: crypto.randomUUID() } as never;
}

function openHref(href: HrefProp): void {
  const { url, external } = typeof href === "string" ? { url: href, external: false } : href;
  const isOwn = url.startsWith("/");
  window.open(addressHere(url), external === true || !isOwn ? "_blank" : "_self", "noopener");
}

/** What happens at a click: the handler, the address, and the overlay, with the focus kept for later. */
export function usePress({ onClick, href, overlay, opensAtOnce = true }: Pressable): {
  press: (event: MouseEvent<HTMLElement>) => void;
  showOverlay: (opener: HTMLElement | null) => void;
  hasDialog: () => boolean;
  /** Stands right behind the component, so that a tooltip finds it. */
  overlayView: ReactNode;
} {
  const key = useId();
  const overlays = useOverlays();
  const hasDialog = useRef(false);
  const owner = useMemo(
    () => ({
      key,
      addDialog: () => {
        hasDialog.current = true;
      },
    }),
    [key],
  );
  const showOverlay = (opener: HTMLElement | null): void => {
    if (hasDialog.current) overlays.show(key, opener);
  };
  const reactions = {
    openModal: () => overlays.show(key, null),
    openPanel: () => overlays.show(key, null),
    closeModal: (id: string) => overlays.close(id),
    closePanel: (id: string) => overlays.close(id),
  };
  const press = (event: MouseEvent<HTMLElement>): void => {
    void onClick?.(toExtensionEvent("click"), reactions);
    if (href !== undefined) openHref(href);
    if (opensAtOnce) showOverlay(event.currentTarget);
  };
  const overlayView =
    overlay === undefined ? null : (
      <OverlayOwnerProvider value={owner}>{overlay}</OverlayOwnerProvider>
    );
  return { press, showOverlay, hasDialog: () => hasDialog.current, overlayView };
}

/** The classes of a button, also of one that opens a menu. */
export function buttonClass(variant: string, wanted: string, isTruncated: boolean): string {
  return `hs-button hs-${variant} hs-size-${size(wanted)}${isTruncated ? " hs-truncate" : ""}`;
}

/** A button; `type="submit"` sends the form around it. */
export function Button(props: ButtonProps): ReactNode {
  const { children, variant = "secondary", type = "button", disabled = false, testId } = props;
  const { press, overlayView } = usePress(props);
  return (
    <>
      <button
        type={type}
        className={buttonClass(variant, props.size ?? "md", props.truncate ?? false)}
        disabled={disabled}
        onClick={press}
        data-testid={testId}
      >
        {children}
      </button>
      {overlayView}
    </>
  );
}

/** A button that shows that something is under way, and then that it is done. */
export function LoadingButton(props: LoadingButtonProps): ReactNode {
  const { children, loading = false, disabled = false, variant = "secondary", testId } = props;
  const opensLate = props.overlayOptions?.openBehavior === "onLoadingFinish";
  const { press, showOverlay, overlayView } = usePress({ ...props, opensAtOnce: !opensLate });
  const ref = useRef<HTMLButtonElement>(null);
  const wasLoading = useRef(false);
  useEffect(() => {
    if (wasLoading.current && !loading && opensLate) showOverlay(ref.current);
    wasLoading.current = loading;
  });
  return (
    <>
      <button
        ref={ref}
        type={props.type ?? "button"}
        className={buttonClass(variant, props.size ?? "md", props.truncate ?? false)}
        disabled={disabled || loading}
        aria-busy={loading}
        onClick={press}
        data-testid={testId}
      >
        {loading ? <span className="hs-spinner hs-spinner-xs" aria-hidden="true" /> : null}
        {children}
      </button>
      {overlayView}
    </>
  );
}

/** Buttons side by side. */
export function ButtonRow({ children, testId }: ButtonRowProps): ReactNode {
  return (
    <div className="hs-button-row" data-testid={testId}>
      {children}
    </div>
  );
}

/** A link; what leaves HubSpot opens in a new tab. */
export function Link(props: LinkProps): ReactNode {
  const { children, href, variant = "primary", onClick, overlay, preventDefault, testId } = props;
  const { press, hasDialog, overlayView } = usePress({ onClick, overlay });
  const { url, external } =
    typeof href === "string" ? { url: href, external: !href.startsWith("/") } : href;
  const isNewTab = external === true;
  return (
    <>
      <a
        href={addressHere(url)}
        className={`hs-link hs-link-${variant}`}
        {...(isNewTab ? { target: "_blank", rel: "noopener noreferrer" } : {})}
        onClick={(event) => {
          if (preventDefault === true || hasDialog()) event.preventDefault();
          press(event);
        }}
        data-testid={testId}
      >
        {children}
        {isNewTab ? <span className="hs-sr-only"> (opens in a new tab)</span> : null}
      </a>
      {overlayView}
    </>
  );
}

/** A picture, perhaps one that can be clicked. */
export function Image({
  src,
  alt = "",
  width,
  height,
  href,
  onClick,
  overlay,
}: ImageProps): ReactNode {
  const { press, overlayView } = usePress({ onClick, href, overlay });
  const picture = <img src={src} alt={alt} width={width} height={height} />;
  if (onClick === undefined && href === undefined && overlay === undefined) return picture;
  return (
    <>
      <button type="button" className="hs-bare" onClick={press}>
        {picture}
      </button>
      {overlayView}
    </>
  );
}
