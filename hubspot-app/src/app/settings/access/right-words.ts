import type { Right } from "@lockstep/api/wire-people.ts";

/** Both rights, as checkboxes. */
export const RIGHTS: readonly { right: Right; label: string }[] = [
  { right: "settings", label: "Change settings" },
  { right: "records", label: "Sync, link and unlink records" },
];

/** What somebody may do, in words. */
export function rightWords(rights: readonly Right[]): string {
  const labels = RIGHTS.filter(({ right }) => rights.includes(right)).map(({ label }) => label);
  return labels.length === 0 ? "May look only" : labels.join(", ");
}
