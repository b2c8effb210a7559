import { otherSide, type FieldValue, type ParentRef, type Side } from "../model.ts";
import { tidyText } from "./text.ts";
import type { ParentFact, Transform, TransformContext, Translated } from "./transform.ts";

function parentOn(side: Side, id: string, context: TransformContext): ParentRef {
  return { objectType: context.references ?? "", side, id };
}

/** Its parents were not read: nothing may be concluded, and nothing is marked. */
const NOT_READ: ParentFact = {
  kind: "pending",
  message: "It was not read.",
  isUnseen: false,
  stand: "",
};

function factOf(parent: ParentRef, context: TransformContext): ParentFact {
  return context.parents?.(parent) ?? NOT_READ;
}

function wait(parent: ParentRef, fact: ParentFact): Translated {
  return { kind: "wait", parent, fact };
}

/** Id of a record that this one belongs to: translated by the link that the parent has. */
export const referenceTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => tidyText(value),
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    const id = tidyText(value);
    if (to === "hubspot" && id === context.catchAllId) {
      return { kind: "skip", reason: "the catch-all company stands for none" };
    }
    const parent = parentOn(otherSide(to), id, context);
    const fact = factOf(parent, context);
    return fact.kind === "linked"
      ? { kind: "value", value: fact.counterpartId }
      : wait(parent, fact);
  },
};

/** Ids in a list, smallest first. */
export function idsIn(value: FieldValue | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return String(value)
    .split(";")
    .map((id) => id.trim())
    .filter((id) => id !== "")
    .toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
}

/**
 * Several records in HubSpot, one in ConnectWise. The one in ConnectWise stays while its counterpart
 * is among those in HubSpot; otherwise the first that has a counterpart counts. Towards HubSpot it
 * is added; nobody is taken away.
 */
export const referencesTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => idsIn(value).join(";"),
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    return to === "hubspot" ? addTo(value, context) : chooseFrom(value, context);
  },
};

function addTo(value: FieldValue, context: TransformContext): Translated {
  const single = referenceTransform.translate("hubspot", value, context);
  if (single.kind !== "value") return single;
  const all = new Set([...idsIn(context.current), String(single.value)]);
  return { kind: "value", value: idsIn([...all].join(";")).join(";") };
}

function chooseFrom(value: FieldValue, context: TransformContext): Translated {
  const known = idsIn(value).map((id) => {
    const parent = parentOn("hubspot", id, context);
    return { parent, fact: factOf(parent, context) };
  });
  const linked = known.flatMap(({ fact }) => (fact.kind === "linked" ? [fact.counterpartId] : []));
  const current = context.current === undefined ? "" : String(context.current);
  const chosen = linked.find((id) => id === current) ?? linked[0];
  if (chosen !== undefined) return { kind: "value", value: chosen };
  const first = known.find(({ fact }) => fact.kind === "pending") ?? known[0];
  return first === undefined ? { kind: "skip", reason: "there is none" } : waitForAny(first, known);
}

type Known = { readonly parent: ParentRef; readonly fact: ParentFact };

/** Whichever of them is linked first ends the wait. */
function waitForAny(first: Known, known: readonly Known[]): Translated {
  const others = known.filter((one) => one !== first);
  return { kind: "wait", ...first, ...(others.length === 0 ? {} : { others }) };
}
