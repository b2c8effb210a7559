import type { AuditEntry } from "@lockstep/api/wire-people.ts";
import { objectWords } from "@lockstep/ui/words.ts";

const ACTS: Readonly<Record<string, string>> = {
  access_changed: "Changed who may do what",
  admin_granted: "Let somebody change the settings",
  configuration_imported: "Imported a configuration",
  conflicts_decided: "Decided which of two values stands",
  connected: "Connected ConnectWise",
  created_anyway: "Had a record created without a counterpart",
  download_made: "Made a link to a CSV file",
  dry_run_started: "Started a dry run",
  filters_changed: "Changed the filters",
  first_sync_skipped: "Skipped the first sync",
  first_sync_started: "Started the first sync",
  issues_retried: "Had records tried again",
  linked: "Linked two records",
  mapping_changed: "Changed the field mapping",
  mapping_dry_run_started: "Tried a changed field mapping",
  mapping_reset: "Set the field mapping back to the defaults",
  permissions_checked: "Checked the permissions",
  policy_changed: "Changed the rules of an object",
  rollout_resumed: "Let a changed field mapping go on to existing records",
  run_steered: "Steered a run",
  stage_map_changed: "Changed a stage map",
  sync_paused: "Paused the sync",
  sync_resumed: "Resumed the sync",
  synced_now: "Synced a record at once",
  unlinked: "Unlinked a record",
  value_map_changed: "Changed a value map",
};

const STEERED: Readonly<Record<string, string>> = {
  pause: "Paused",
  resume: "Resumed",
  cancel: "Cancelled",
};

/** What was done. */
export function actWords({ act, subject }: AuditEntry): string {
  const verb = STEERED[subject["verb"] ?? ""];
  if (act === "run_steered" && verb !== undefined) {
    return `${verb} the ${subject["kind"] === "dry-run" ? "dry run" : "first sync"}`;
  }
  // One that this page does not know is shown without its underscores.
  return ACTS[act] ?? act.replaceAll("_", " ");
}

/** What it was about; null where the act says it all. */
export function subjectWords({ subject, input }: AuditEntry): string | null {
  const objectType = subject["objectType"] ?? textIn(input, "objectType");
  const about = objectType === null ? null : objectWords(objectType).many;
  const site = textIn(input, "site");
  const parts = [about, subject["name"] ?? null, site].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

/** Who it was. @param reader - user id of whoever reads it */
export function whoWords({ userId, email }: AuditEntry, reader: string): string {
  if (userId === reader) return "You";
  if (userId === "operator") return "Whoever runs the Lockstep server";
  return email ?? `HubSpot user ${userId}`;
}

function textIn(input: unknown, name: string): string | null {
  if (typeof input !== "object" || input === null) return null;
  const found = Object.entries(input).find(([key]) => key === name)?.[1] as unknown;
  return typeof found === "string" ? found : null;
}
