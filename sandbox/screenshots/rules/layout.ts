import type { Box, Leaf, Survey } from "../survey-data.ts";
import type { Complaint } from "./complaint.ts";

/** Pixels by which boxes may touch: fonts are a little taller than what they draw. */
const TOUCH_PX = 2;
/** Share of the lower one's height by which lines of text may lie over each other. */
const TOUCH_SHARE = 0.25;

/** Finds what does not fit: into the window, into its box, or beside its neighbours. */
export function complainOfLayout(survey: Survey): Complaint[] {
  return [...complainOfPage(survey), ...complainOfEdges(survey), ...complainOfOverlaps(survey)];
}

function complainOfPage({ pageWidth, windowWidth }: Survey): Complaint[] {
  if (pageWidth <= windowWidth) return [];
  const what = `the page is ${pageWidth - windowWidth} pixels wider than the window`;
  return [{ what, where: "html", words: "" }];
}

function complainOfEdges({ leaves, windowWidth }: Survey): Complaint[] {
  return leaves.flatMap((leaf) => {
    const { where, words, spill, isCut } = leaf;
    if (spill !== null) {
      return [{ what: `runs ${spill.by} pixels beyond ${spill.where}`, where, words }];
    }
    if (isCut) return [{ what: "is cut off", where, words }];
    const isOutside = leaf.lines.some(({ left, right }) => right > windowWidth + 1 || left < -1);
    return isOutside ? [{ what: "is outside of the window", where, words }] : [];
  });
}

function complainOfOverlaps({ leaves }: Survey): Complaint[] {
  return leaves.flatMap((leaf, at) =>
    leaves.slice(at + 1).flatMap((other, offset) => {
      if (!isCovering(leaf, other) || isTogether([leaf, at], [other, at + 1 + offset])) return [];
      const what = `lies over ${other.where} ("${other.words}")`;
      return [{ what, where: leaf.where, words: leaf.words }];
    }),
  );
}

function isCovering(one: Leaf, other: Leaf): boolean {
  if (one.layer !== other.layer) return false;
  return one.lines.some((line) => other.lines.some((otherLine) => isOver(line, otherLine)));
}

function isOver(one: Box, other: Box): boolean {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const lower = Math.min(one.bottom - one.top, other.bottom - other.top);
  return width > TOUCH_PX && height > Math.max(TOUCH_PX, lower * TOUCH_SHARE);
}

/** A control with what stands in it. */
function isTogether([one, at]: [Leaf, number], [other, otherAt]: [Leaf, number]): boolean {
  return one.holders.includes(otherAt) || other.holders.includes(at);
}
