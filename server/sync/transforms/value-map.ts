import { MAP_PART, type FieldValue, type Side } from "../model.ts";
import { tidyText } from "./text.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";

/**
 * Looks an option up in a map for a direction, with the fallback; undefined means unmapped. What may
 * not be chosen at present counts as not there: a person who has left gives way to the fallback.
 */
export function lookUp(to: Side, option: string, context: TransformContext): string | undefined {
  const map = context.valueMap;
  if (map === undefined) return undefined;
  const rows = map[MAP_PART[to]];
  const own = Object.hasOwn(rows, option) ? rows[option] : undefined;
  const fallback = map.fallback?.[MAP_PART[to]];
  return [own, fallback].find((target) => target !== undefined && isUsable(target, context));
}

function isUsable(target: string, { usable }: TransformContext): boolean {
  return usable === undefined || usable.includes(target);
}

/** What an option without a row means: leave the field out, or tell a person. */
export function unmapped(option: string, context: TransformContext): Translated {
  if (context.valueMap?.unmapped === "skip") {
    return { kind: "skip", reason: `"${option}" has no counterpart` };
  }
  return {
    kind: "problem",
    code: "option_not_mapped",
    message: `The option "${option}" has no counterpart in the other system.`,
    remedy: "Add the option to the value map of this field, or choose another option.",
  };
}

/** An option of a list or a reference, translated through the mapping's value map. */
export const valueMapTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => tidyText(value),
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    const option = tidyText(value);
    const target = lookUp(to, option, context);
    return target === undefined ? unmapped(option, context) : { kind: "value", value: target };
  },
};

function optionsIn(value: FieldValue): readonly string[] {
  return [...new Set(String(value).split(";").map(tidyText))]
    .filter((one) => one !== "")
    .toSorted();
}

/** Several options at once, with `;` between them: each is translated by itself. */
export const valueMapListTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => optionsIn(value).join(";"),
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    const targets: string[] = [];
    for (const option of optionsIn(value)) {
      const target = lookUp(to, option, context);
      const missing = target === undefined ? unmapped(option, context) : null;
      if (missing?.kind === "problem") return missing;
      if (target !== undefined) targets.push(target);
    }
    if (targets.length === 0) return { kind: "skip", reason: "no option has a counterpart" };
    return { kind: "value", value: optionsIn(targets.join(";")).join(";") };
  },
};
