import type {
  DescriptionListItemProps,
  DescriptionListProps,
  HeadingProps,
  IconProps,
  ListProps,
  StatusTagProps,
  TagProps,
  TextProps,
} from "@hubspot/ui-extensions";
import { Children } from "react";
import type { CSSProperties, ReactNode } from "react";
import { usePress } from "./buttons.tsx";
import { iconGlyphs } from "./icon-glyphs.ts";
import { size } from "./sizes.ts";

/** A heading of a part; the page's own headings stand above it. */
export function Heading({ children, inline = false, testId }: HeadingProps): ReactNode {
  return (
    <h2 className="hs-heading" style={inline ? { whiteSpace: "nowrap" } : {}} data-testid={testId}>
      {children}
    </h2>
  );
}

const weights = { regular: 400, demibold: 600, bold: 700 } as const;
const decorations = {
  none: "none",
  underline: "underline",
  strikethrough: "line-through",
} as const;

function textStyle({ format = {} }: TextProps): CSSProperties {
  const { fontWeight, italic = false, lineDecoration = "none", textTransform = "none" } = format;
  return {
    ...(fontWeight === undefined ? {} : { fontWeight: weights[fontWeight] }),
    ...(italic ? { fontStyle: "italic" } : {}),
    ...(lineDecoration === "none" ? {} : { textDecoration: decorations[lineDecoration] }),
    ...(textTransform === "sentenceCase" ? {} : { textTransform }),
  };
}

/** Names what is bold: words above a table name it. */
function strength({ format }: TextProps): string {
  return weights[format?.fontWeight ?? "regular"] === weights.regular ? "" : " hs-strong";
}

/** A paragraph, or a part of one. */
export function Text(props: TextProps): ReactNode {
  const { children, variant = "bodytext", inline = false, truncate = false, testId } = props;
  const maxWidth = typeof truncate === "object" ? truncate.maxWidth : undefined;
  const className = `hs-text hs-${variant}${truncate === false ? "" : " hs-truncate"}${strength(props)}`;
  const style = { ...textStyle(props), ...(maxWidth === undefined ? {} : { maxWidth }) };
  const title = typeof truncate === "object" ? truncate.tooltipText : undefined;
  return inline ? (
    <span className={className} style={style} title={title} data-testid={testId}>
      {children}
    </span>
  ) : (
    // A div: children may be blocks, such as lists.
    <div className={className} style={style} title={title} data-testid={testId}>
      {children}
    </div>
  );
}

/** Children as a list. */
export function List({ children, variant = "unordered", testId }: ListProps): ReactNode {
  const items = Children.toArray(children).map((child, index) => <li key={index}>{child}</li>);
  const className = `hs-list hs-list-${variant}`;
  return variant.startsWith("ordered") ? (
    <ol className={className} data-testid={testId}>
      {items}
    </ol>
  ) : (
    <ul className={className} data-testid={testId}>
      {items}
    </ul>
  );
}

/** Labels with their values. */
export function DescriptionList({
  children,
  direction = "column",
  testId,
}: DescriptionListProps): ReactNode {
  return (
    <dl className={`hs-description-list hs-${direction}`} data-testid={testId}>
      {children}
    </dl>
  );
}

/** One label with its value. */
export function DescriptionListItem({
  label,
  children,
  testId,
}: DescriptionListItemProps): ReactNode {
  return (
    <div data-testid={testId}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A coloured word. */
export function Tag({
  children,
  variant = "default",
  onClick,
  overlay,
  testId,
}: TagProps): ReactNode {
  const { press, overlayView } = usePress({ onClick, overlay });
  const className = `hs-tag hs-tag-${variant}`;
  if (onClick === undefined && overlay === undefined) {
    return (
      <span className={className} data-testid={testId}>
        {children}
      </span>
    );
  }
  return (
    <>
      <button type="button" className={className} onClick={press} data-testid={testId}>
        {children}
      </button>
      {overlayView}
    </>
  );
}

/** A state, with a dot in its colour. */
export function StatusTag(props: StatusTagProps): ReactNode {
  const { children, variant = "default", hollow = false, onClick, showRemoveIcon, testId } = props;
  const content = (
    <>
      <span aria-hidden="true" className={`hs-dot${hollow ? " hs-hollow" : ""}`} />
      {children}
    </>
  );
  return (
    <span className={`hs-status-tag hs-status-${variant}`} data-testid={testId}>
      {onClick === undefined ? (
        content
      ) : (
        <button type="button" onClick={() => onClick()}>
          {content}
        </button>
      )}
      {showRemoveIcon === true ? (
        <button type="button" aria-label="Remove" onClick={() => props.onRemoveClick?.()}>
          ×
        </button>
      ) : null}
    </span>
  );
}

/** A small picture; with words for those who cannot see it, or none when it only decorates. */
export function Icon({
  name,
  color = "inherit",
  size: wanted = "md",
  screenReaderText,
}: IconProps): ReactNode {
  const isNamed = screenReaderText !== undefined && screenReaderText !== "";
  return (
    <span
      className={`hs-icon hs-icon-${color} hs-icon-${size(wanted)}`}
      {...(isNamed ? { role: "img", "aria-label": screenReaderText } : { "aria-hidden": true })}
    >
      {iconGlyphs[name] ?? "•"}
    </span>
  );
}
