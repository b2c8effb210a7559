import type { Box, Leaf, Survey } from "../survey-data.ts";
import { findEdges } from "./edges.ts";

const CONTROLS =
  "button, a[href], input, select, textarea, [role=switch], [role=tab], [role=menuitem]";
/** What lies over the page, or over what lies over it. */
const LAYERS =
  "[role=dialog], [role=menu], [role=listbox], [role=tooltip], .hs-multi-list, .hs-menu, .hs-toasts, .top-bar";
const HUBSPOTS = ".top-bar, .record-list, .record-about";
const UNSEEN = "script, style, noscript, option, textarea";

interface Found {
  element: Element;
  rects: DOMRect[];
  leaf: Pick<Leaf, "kind" | "words">;
}

/** Tells where everything on the page stands that a person reads, presses or fills in. */
function survey(): Survey {
  const dialog = [...document.querySelectorAll("[aria-modal=true]")].at(-1);
  const root = dialog ?? document.body;
  const controls = [...root.querySelectorAll(CONTROLS)].filter(isShown);
  const found = [...controls.map(controlAt), ...textsIn(root)];
  return {
    windowWidth: document.documentElement.clientWidth,
    pageWidth: document.documentElement.scrollWidth,
    leaves: found.map((one) => toLeaf(one, controls)),
  };
}

function controlAt(element: Element): Found {
  const words = "value" in element ? String(element.value) : "";
  return { element, rects: [element.getBoundingClientRect()], leaf: { kind: "control", words } };
}

function* textsIn(root: Element): Generator<Found> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const words = node.textContent?.trim() ?? "";
    if (words === "" || element === null || element.closest(UNSEEN) !== null) continue;
    if (!isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    yield { element, rects: [...range.getClientRects()], leaf: { kind: "text", words } };
  }
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

function toLeaf({ element, rects, leaf }: Found, controls: readonly Element[]): Leaf {
  const isForEars = element.closest(".hs-sr-only") !== null;
  const edges = (isForEars ? [] : rects.map(toBox).filter(hasArea)).map((box) =>
    findEdges(leaf.kind === "control" ? (element.parentElement ?? element) : element, box),
  );
  const spill = edges.find((one) => one.spill !== null)?.spill;
  const layer = element.closest(LAYERS);
  return {
    ...leaf,
    where: whereIs(element),
    layer: layer === null ? "page" : whereIs(layer),
    lines: edges.flatMap(({ visible }) => (visible === null ? [] : [onPage(visible)])),
    holders: controls.flatMap((control, at) => (isHeldBy(element, control, leaf) ? [at] : [])),
    isHubspots: element.closest(HUBSPOTS) !== null,
    isLink: element.closest("a, [role=link]") !== null,
    spill:
      spill === undefined || spill === null
        ? null
        : { where: whereIs(spill.element), by: spill.by },
    isCut: edges.some(({ isCut }) => isCut),
  };
}

/** Whether something stands in a control, as what clears a field does on purpose. */
function isHeldBy(element: Element, control: Element, { kind }: Found["leaf"]): boolean {
  if (control === element) return kind === "text";
  const clearing = element.closest(".hs-clear");
  return control.contains(element) || clearing?.parentElement === control.parentElement;
}

function toBox({ left, top, right, bottom }: DOMRect): Box {
  return { left, top, right, bottom };
}

function hasArea({ left, top, right, bottom }: Box): boolean {
  return right - left > 1 && bottom - top > 1;
}

function onPage({ left, top, right, bottom }: Box): Box {
  return {
    left: left + scrollX,
    top: top + scrollY,
    right: right + scrollX,
    bottom: bottom + scrollY,
  };
}

/** The way to an element, as short as it can be and be found again. */
function whereIs(element: Element): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at !== null && steps.length < 4; at = at.parentElement) {
    const [name] = at.classList;
    steps.unshift(at.localName + (name === undefined ? "" : `.${name}`));
  }
  return steps.join(" > ");
}

Object.assign(globalThis, { lockstepSurvey: survey });
