import type { CardField } from "@lockstep/api/wire-card.ts";

/** Colour of a mark, as HubSpot's tags have them. */
export type MarkTone = "default" | "warning" | "success" | "error" | "info";

/** What stands beside a field that is not simply equal. */
export interface Mark {
  label: string;
  tone: MarkTone;
}

const MARKS: Readonly<Record<CardField["decision"], Mark | null>> = {
  unchanged: null,
  equal: null,
  kept: null,
  write: { label: "About to be written", tone: "info" },
  written: { label: "Written", tone: "success" },
  wait: { label: "Waits", tone: "info" },
  problem: { label: "Cannot be synced", tone: "error" },
  ask: { label: "To be decided", tone: "warning" },
  "not-read": { label: "Not read", tone: "default" },
};

/** The mark of a field; null: both sides say the same, and nothing is to be done. */
export function markOf({ decision, rule, isDifferent }: CardField): Mark | null {
  if (rule === "created") return { label: "Goes into the new record", tone: "info" };
  return MARKS[decision] ?? (isDifferent ? { label: "Different", tone: "warning" } : null);
}

const URGENCY: Readonly<Record<MarkTone, number>> = {
  error: 0,
  warning: 1,
  info: 2,
  success: 3,
  default: 4,
};

/** Fields that need a look first and those that are empty last; the others as the mapping has them. */
export function byUrgency(fields: readonly CardField[]): CardField[] {
  return fields.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf(field: CardField): number {
  const mark = markOf(field);
  if (mark !== null) return URGENCY[mark.tone];
  return field.hubspot.text === null && field.connectwise.text === null ? 6 : 5;
}
