import { writeFileSync } from "node:fs";
import { stringify } from "csv-stringify/sync";

/** A line of `report.csv`: what a first sync does to one record or pair. */
export interface ReportRow {
  /** Object type: `company`, `contact` or `deal`. */
  object: string;
  /** As in the input; null when there is none. */
  hubspotId: string | null;
  connectwiseId: string | null;
  action:
    | "linked"
    | "created_in_hubspot"
    | "created_in_connectwise"
    | "updated"
    | "review"
    | "excluded"
    | "waiting"
    | "attention";
  /** The match field that found the counterpart; null when none did. */
  matchedBy: string | null;
  reason: string | null;
}

const reportColumns = [
  { key: "object", header: "object" },
  { key: "hubspotId", header: "hubspot_id" },
  { key: "connectwiseId", header: "connectwise_id" },
  { key: "action", header: "action" },
  { key: "matchedBy", header: "matched_by" },
  { key: "reason", header: "reason" },
];

/**
 * Writes `report.csv`, replacing the file. Text that a spreadsheet would run as a formula begins
 * with an apostrophe.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function writeReport(rows: readonly ReportRow[], file: string): void {
  writeFileSync(
    file,
    stringify([...rows], { header: true, columns: reportColumns, escape_formulas: true }),
  );
}
