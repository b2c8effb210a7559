import type {
  AccordionProps,
  AutoGridProps,
  BoxProps,
  DividerProps,
  FlexProps,
  InlineProps,
  SpacerProps,
  TileProps,
} from "@hubspot/ui-extensions";
import { useId, useState } from "react";
import type { CSSProperties, ReactNode } from "react";
import { distance, size } from "./sizes.ts";

const justify: Readonly<Record<string, string>> = {
  start: "flex-start",
  center: "center",
  end: "flex-end",
  around: "space-around",
  between: "space-between",
};
const align: Readonly<Record<string, string>> = {
  start: "flex-start",
  center: "center",
  end: "flex-end",
  baseline: "baseline",
  stretch: "stretch",
  auto: "auto",
};

/** Children in a row or a column. */
export function Flex(props: FlexProps): ReactNode {
  const { direction = "row", gap = "flush", wrap = false, children, testId } = props;
  const style: CSSProperties = {
    display: "flex",
    flexDirection: direction,
    gap: distance(gap),
    justifyContent: justify[props.justify ?? "start"],
    alignItems: align[props.align ?? (direction === "row" ? "start" : "stretch")],
    flexWrap: wrap === true || wrap === "wrap" ? "wrap" : "nowrap",
    ...(props.alignSelf === undefined ? {} : { alignSelf: align[props.alignSelf] }),
  };
  return (
    <div className="hs-flex" style={style} data-testid={testId}>
      {children}
    </div>
  );
}

/** A child of a {@link Flex} that grows or stands by itself. */
export function Box({
  flex = "initial",
  alignSelf = "auto",
  children,
  testId,
}: BoxProps): ReactNode {
  return (
    <div className="hs-box" style={{ flex, alignSelf: align[alignSelf] }} data-testid={testId}>
      {children}
    </div>
  );
}

/** Children side by side that wrap. */
export function Inline(props: InlineProps): ReactNode {
  return (
    <Flex {...props} align={props.align ?? "center"} gap={props.gap ?? "sm"} direction="row" wrap />
  );
}

/** As many columns as there is room for. */
export function AutoGrid({
  columnWidth,
  flexible = false,
  gap = "flush",
  children,
}: AutoGridProps): ReactNode {
  const track = flexible ? `minmax(min(${columnWidth}px, 100%), 1fr)` : `${columnWidth}px`;
  return (
    <div
      style={{
        display: "grid",
        gap: distance(gap),
        gridTemplateColumns: `repeat(${flexible ? "auto-fit" : "auto-fill"}, ${track})`,
      }}
    >
      {children}
    </div>
  );
}

/** A line between parts. */
export function Divider(props: DividerProps): ReactNode {
  const space = distance(props.distance ?? props.size ?? "sm");
  return <hr className="hs-divider" style={{ marginBlock: space }} />;
}

/** Nothing, of a height. */
export function Spacer({ size: height = "sm" }: SpacerProps): ReactNode {
  return <div style={{ height: distance(height) }} />;
}

/** A framed part. */
export function Tile({ children, compact = false, flush = false, testId }: TileProps): ReactNode {
  const names = ["hs-tile", compact ? "hs-compact" : "", flush ? "hs-flush" : ""];
  return (
    <div className={names.join(" ")} data-testid={testId}>
      {children}
    </div>
  );
}

/** A part that opens and closes. */
export function Accordion(props: AccordionProps): ReactNode {
  const { title, children, defaultOpen = false, open, disabled = false, onClick, testId } = props;
  const [isOpenHere, setOpenHere] = useState(defaultOpen);
  const id = useId();
  const isOpen = open ?? isOpenHere;
  const toggle = (): void => {
    setOpenHere(!isOpen);
    onClick?.();
  };
  return (
    <div className={`hs-accordion hs-size-${size(props.size ?? "md")}`} data-testid={testId}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        disabled={disabled}
        onClick={toggle}
      >
        <span aria-hidden="true" className="hs-caret">
          {isOpen ? "▾" : "▸"}
        </span>
        {title}
      </button>
      <div id={id} hidden={!isOpen} className="hs-accordion-body">
        {isOpen ? children : null}
      </div>
    </div>
  );
}
