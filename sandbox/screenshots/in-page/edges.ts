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

/** What is known of a box so far, on the way out. */
interface Walk extends Edges {
  /** Whether nothing has clipped it or taken it out of the flow yet. */
  isHeld: boolean;
}

/** Looks at every element around a box, from the inside out. */
export function findEdges(start: Element, box: Box): Edges {
  const walk: Walk = { visible: box, spill: null, isCut: false, isHeld: true };
  for (let element: Element | null = start; element !== null; element = outer(element)) {
    const style = getComputedStyle(element);
    pass(walk, element, style, box);
    if (style.position === "fixed") break;
    if (style.position === "absolute") walk.isHeld = false;
  }
  const { visible, spill, isCut } = walk;
  return { visible, spill, isCut };
}

function pass(walk: Walk, element: Element, style: CSSStyleDeclaration, box: Box): void {
  if (style.display === "inline" || style.display === "contents") return;
  const rect = element.getBoundingClientRect();
  if (walk.isHeld && walk.spill === null) walk.spill = spillOver(element, rect, box);
  if (style.overflowX !== "visible" && walk.visible !== null)
    clip(walk, walk.visible, element, style);
}

/** The edge of what clips is where a spill ends. */
function clip(walk: Walk, visible: Box, element: Element, style: CSSStyleDeclaration): void {
  walk.isHeld = false;
  if (walk.spill?.element === element) walk.spill = null;
  const left = intersect(visible, element.getBoundingClientRect());
  walk.isCut ||= left !== null && !isSame(left, visible) && !isForgiving(style);
  walk.visible = left;
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
