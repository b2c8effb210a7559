import type { Activity, KeptValue } from "@lockstep/api/wire-activity.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import { changeWords, stepWords } from "../fields/change-words.ts";
import type { ValueWords } from "../fields/use-value-words.ts";

/** Something that Lockstep did, in a sentence. */
export function activityWords(line: Activity, values: ValueWords): string {
  const { kind, objectType, side, field, oldValue, newValue } = line;
  const about = `${field === null ? "A field" : field.label} in ${sideWords(side)}`;
  switch (kind) {
    case "create":
    case "link":
    case "unlink":
      return stepWords(kind, objectType, side);
    case "ruling":
      return "Somebody said that this record gets a counterpart of its own";
    case "update":
      return changeWords(about, told(line, oldValue, values), told(line, newValue, values));
    case "conflict":
    case "late-conflict": {
      const lost = told(line, oldValue, values);
      const what = lost === null ? about : `${about}, ${lost},`;
      return `${what} gave way: both systems had changed it`;
    }
  }
}

function told({ field }: Activity, value: KeptValue | null, values: ValueWords): string | null {
  if (value === null || field === null) return null;
  return values({ kind: field.kind, text: value.text }) ?? "empty";
}
