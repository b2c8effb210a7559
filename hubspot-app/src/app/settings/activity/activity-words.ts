import type { Activity, KeptValue } from "@lockstep/api/wire-activity.ts";
import type { Format } from "@lockstep/ui/format.ts";
import { objectWords, sideWords } from "@lockstep/ui/words.ts";

/** What was done, as a heading: `Changed in ConnectWise`. */
export function kindWords({ kind, side }: Pick<Activity, "kind" | "side">): string {
  const system = sideWords(side);
  switch (kind) {
    case "create":
      return `Created in ${system}`;
    case "update":
      return `Changed in ${system}`;
    case "link":
      return "Linked with its counterpart";
    case "unlink":
      return "Unlinked from its counterpart";
    case "ruling":
      return "Decided by a person";
    case "conflict":
      return "Changed in both systems at the same time";
    case "late-conflict":
      return "Changed in both systems at the same time, which was seen afterwards";
  }
}

/** What the record is called, or what is known of it. */
export function recordWords({ name, objectType, side, recordId }: Activity): string {
  const words = objectWords(objectType);
  return name ?? `${side === "hubspot" ? words.one : words.connectwise} no. ${recordId}`;
}

/** What a field held and holds: `City: empty → Tampa`; null for a line about no field. */
export function changeWords(
  { field, kind, oldValue, newValue }: Activity,
  format: Format,
): string | null {
  if (field === null) return null;
  const word = (kept: KeptValue | null): string | null =>
    kept === null ? null : valueWords(kept, field.kind, format);
  const before = word(oldValue);
  const after = word(newValue);
  if (before === null && after === null) return field.label;
  if (kind === "create" || before === null) return `${field.label}: ${after ?? "empty"}`;
  if (after === null) return `${field.label}: ${before}`;
  return `${field.label}: ${before} → ${after}`;
}

/** Who set it off. @param reader - user id of whoever reads it */
export function userWords({ user }: Activity, reader: string): string {
  if (user === null) return "by itself";
  if (user.userId === reader) return "asked for by you";
  return user.email === null ? "asked for by a colleague" : `asked for by ${user.email}`;
}

function valueWords(
  { value, text }: KeptValue,
  kind: NonNullable<Activity["field"]>["kind"],
  format: Format,
): string {
  if (text === null) return "empty";
  if (kind === "datetime") return format.dateTime(text);
  // A day is a day in every zone; the server's text is the day itself.
  if (kind === "number" && typeof value === "number") return format.number(value);
  return text;
}
