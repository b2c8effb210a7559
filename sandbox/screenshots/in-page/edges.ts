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
  let visible: Box | null = box;
  let spill: Edges["spill"] = null;
  let isCut = false;
  let isHeld = true;
  for (let element: Element | null = start; element !== null; element = outer(element)) {
    const style = getComputedStyle(element);
    const rect = element.getBoundingClientRect();
    const isBox = style.display !== "inline" && style.display !== "contents";
    const isClipping = isBox && style.overflowX !== "visible";
    if (isBox && isHeld && spill === null) spill = spillOver(element, rect, box);
    if (isClipping && visible !== null) {
      // The edge of what clips is where a spill ends.
      isHeld = false;
      spill = spill?.element === element ? null : spill;
      const left = intersect(visible, rect);
      isCut ||= !isSame(left, visible) && !isForgiving(style) && left !== null;
      visible = left;
    }
    if (style.position === "fixed") break;
    if (style.position === "absolute") isHeld = false;
  }
  return { visible, spill, isCut };
}

function outer(element: Element): Element | null {
  return element === document.body ? null : element.parentElement;
}

function spillOver(element: Element, rect: DOMRect, box: Box): Edges["spill"] {
  const by = Math.max(box.right - rect.right, rect.left - box.left);
  return by > SLACK_PX ? { element, by: Math.round(by) } : null;
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

function isSame(one: Box | null, other: Box): boolean {
  if (one === null) return false;
  return (["left", "top", "right", "bottom"] as const).every(
    (side) => Math.abs(one[side] - other[side]) <= SLACK_PX,
  );
}
