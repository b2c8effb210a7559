import type { Side } from "@lockstep/api/wire-common.ts";
import type { Exclusion, FilterAnswer } from "@lockstep/api/wire-explain.ts";
import type { FilterField } from "@lockstep/api/wire-objects.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import { spell } from "../fields/field-names.ts";

/** Why a record is left out; of the customer's own filter the lines say more than the server's words. */
export function exclusionWords({ code, message }: Exclusion, side: Side): string {
  return code === "filtered_out"
    ? `It is outside your own filter for ${sideWords(side)}.`
    : message;
}

/** A line of a customer's filter, with labels for the field and its options. */
export function conditionWords(
  { path, wanted }: Pick<FilterAnswer, "path" | "wanted">,
  fields: readonly FilterField[],
): string {
  const field = fields.find((one) => one.path === path);
  const rest = wanted.startsWith(path) ? wanted.slice(path.length) : ` ${wanted}`;
  const worded = rest.replaceAll(
    /"([^"]*)"/gu,
    (_match, value: string) => `“${optionLabel(field, value)}”`,
  );
  return `${field?.label ?? spell(path)}${worded}`;
}

/** What the record holds in the field of a filter's line. */
export function heldWords(
  { path, value }: Pick<FilterAnswer, "path" | "value">,
  fields: readonly FilterField[],
): string {
  if (value === null || value === "") return "The record has nothing there.";
  const field = fields.find((one) => one.path === path);
  const held = String(value)
    .split(";")
    .map((one) => `“${optionLabel(field, one)}”`);
  return `The record has ${held.join(", ")}.`;
}

function optionLabel(field: FilterField | undefined, value: string): string {
  return field?.options.find((option) => option.value === value)?.label ?? value;
}
