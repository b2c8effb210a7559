import { Button, LoadingButton } from "@hubspot/ui-extensions";
import type {
  RenderedChildNode,
  RenderedElementNode,
  RenderedParentNode,
} from "@hubspot/ui-extensions/testing";
import type { rendererAt } from "./rig.ts";

/** A page on a test's screen. */
export type Screen = ReturnType<typeof rendererAt>;

/** Properties in which components carry words. */
const WORDY = ["title", "label", "number", "valueDescription", "validationMessage"];

/** Everything that can be read on a page, one text a line. */
export function wordsOn(screen: Screen): string {
  return wordsIn(screen.getRootNode());
}

/** Everything that can be read in a part of a page. */
export function wordsIn(node: Pick<RenderedParentNode, "childNodes">): string {
  return node.childNodes.flatMap(wordsOf).join("\n");
}

function wordsOf(node: RenderedChildNode): string[] {
  if (!("props" in node)) return [node.text];
  const props = node.props as Record<string, unknown>;
  const own = WORDY.flatMap((name) => {
    const value = props[name];
    return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
  });
  return [...own, ...node.childNodes.flatMap(wordsOf)];
}

/** A button by what it says; one that loads, too. */
export function buttonOn(screen: Screen, label: string): RenderedElementNode {
  // The dialog of a button that asks has another one that says the same.
  const found =
    screen.maybeFind(LoadingButton, ({ text }) => text === label) ??
    screen.maybeFind(Button, ({ text }) => text === label);
  if (found === null) throw new Error(`no button says ${label}`);
  return found as unknown as RenderedElementNode;
}

/** Presses a button by what it says. */
export function press(screen: Screen, label: string): void {
  buttonOn(screen, label).trigger("onClick" as never);
}

/** Opens the dialog of a button that asks, and presses what it offers first. @returns what it said */
export function confirm(screen: Screen, label: string): string {
  const { overlay } = screen.find(LoadingButton, ({ text }) => text === label).props;
  if (overlay === undefined) throw new Error(`${label} asks nothing`);
  const words = wordsIn(overlay);
  overlay.find(Button).trigger("onClick");
  return words;
}
