import type { FieldValue, Side, StageRow } from "../model.ts";
import { ANY_PART, joinValue, splitValue } from "../paths.ts";
import { tidyText } from "./text.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";

function fits(pattern: string, value: string): boolean {
  const wanted = splitValue(pattern);
  const parts = splitValue(value);
  return wanted.every((part, index) => part === ANY_PART || part === parts[index]);
}

function rowsFor(side: Side, value: string, context: TransformContext): readonly StageRow[] {
  const rows = context.stageMap?.rows ?? [];
  return rows.filter((row) => fits(row[side], value));
}

/** Parts that stay as they are take the target's present value; without one the vendor chooses. */
function fillIn(pattern: string, context: TransformContext): string {
  const current = context.current === undefined ? [] : splitValue(context.current);
  return joinValue(
    splitValue(pattern).map((part, index) =>
      part === ANY_PART ? (current[index] ?? ANY_PART) : part,
    ),
  );
}

/** The row in the pipeline that the deal is in counts before the others. */
function preferred(rows: readonly StageRow[], context: TransformContext): StageRow | undefined {
  const [pipeline] = context.current === undefined ? [] : splitValue(context.current);
  return rows.find((row) => splitValue(row.hubspot)[0] === pipeline) ?? rows[0];
}

function staysClosed(to: Side, row: StageRow, context: TransformContext): boolean {
  const { current, stageMap } = context;
  if (row.outcome !== "open" || stageMap?.reopens !== false) return false;
  if (current === undefined || current === null) return false;
  const now = rowsFor(to, tidyText(current), context);
  return now.length > 0 && now.every(({ outcome }) => outcome !== "open");
}

/**
 * Pipeline and stage of a deal, stage and status of an opportunity. A closed opportunity is known by
 * its status alone: whatever stage it was in does not matter any more.
 */
export const stageTransform: Transform = {
  normal(side: Side, value: FieldValue, context: TransformContext) {
    const text = tidyText(value);
    if (side === "hubspot") return text;
    const [row] = rowsFor(side, text, context);
    return row !== undefined && row.outcome !== "open" ? row.connectwise : text;
  },
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    const text = tidyText(value);
    const rows = rowsFor(to === "hubspot" ? "connectwise" : "hubspot", text, context);
    const row = to === "hubspot" ? preferred(rows, context) : rows[0];
    if (row === undefined) {
      return {
        kind: "problem",
        code: "stage_not_mapped",
        message: `The stage "${text}" has no counterpart in the other system.`,
        remedy: "Add the stage to the stage map, or choose another stage.",
      };
    }
    if (staysClosed(to, row, context)) return { kind: "skip", reason: "what is closed stays so" };
    return { kind: "value", value: fillIn(row[to], context) };
  },
};
