import type { Box } from "../survey-data.ts";

/** How a leaf stands to the edges of what is around it. */
export interface Edges {
  /** The part that is not clipped away; null when nothing is left. */
  visible: Box | null;
  spill: { element: Element; by: number } | null;
  isCut: boolean;
}

/** A pixel is lost to rounding now and then. */
const SLACK_PX = 1.5;

/** Looks at every element around a box, from the inside out. */
export function findEdges(start: Element, box: Box): Edges {
  const around = elementsAround(start);
  return { spill: findSpill(around, box), ...clip(around, box) };
}

/** An element and those around it that lay it out, the nearest first. */
function elementsAround(start: Element): Element[] {
  const around: Element[] = [];
  for (let at: Element | null = start; at !== null; at = at.parentElement) {
    around.push(at);
    if (at === document.body || getComputedStyle(at).position === "fixed") break;
  }
  return around;
}

/** The nearest element beyond whose side edges the box goes, as far as nothing clips and nothing floats. */
function findSpill(around: readonly Element[], box: Box): Edges["spill"] {
  for (const element of around) {
    const style = getComputedStyle(element);
    if (isClipping(style)) return null;
    const { left, right } = element.getBoundingClientRect();
    const by = Math.max(box.right - right, left - box.left);
    if (isBox(style) && by > SLACK_PX) return { element, by: Math.round(by) };
    if (style.position === "absolute") return null;
  }
  return null;
}

/** What is left of the box, and whether something of it is lost for good. */
function clip(around: readonly Element[], box: Box): Omit<Edges, "spill"> {
  let visible: Box | null = box;
  let isCut = false;
  for (const element of around) {
    const style = getComputedStyle(element);
    if (visible === null || !isClipping(style)) continue;
    const left = intersect(visible, element.getBoundingClientRect());
    isCut ||= left !== null && !isSame(left, visible) && !isForgiving(style);
    visible = left;
  }
  return { visible, isCut };
}

function isBox({ display }: CSSStyleDeclaration): boolean {
  return display !== "inline" && display !== "contents";
}

function isClipping(style: CSSStyleDeclaration): boolean {
  return isBox(style) && style.overflowX !== "visible";
}

/** What is out of sight can be scrolled to, or three dots say that there is more. */
function isForgiving({ overflowX, overflowY, textOverflow }: CSSStyleDeclaration): boolean {
  const scrolls = [overflowX, overflowY].some((one) => one === "auto" || one === "scroll");
  return scrolls || textOverflow === "ellipsis";
}

function intersect(box: Box, rect: DOMRect): Box | null {
  const common = {
    left: Math.max(box.left, rect.left),
    top: Math.max(box.top, rect.top),
    right: Math.min(box.right, rect.right),
    bottom: Math.min(box.bottom, rect.bottom),
  };
  return common.right - common.left > 1 && common.bottom - common.top > 1 ? common : null;
}

function isSame(one: Box, other: Box): boolean {
  return (["left", "top", "right", "bottom"] as const).every(
    (side) => Math.abs(one[side] - other[side]) <= SLACK_PX,
  );
}
