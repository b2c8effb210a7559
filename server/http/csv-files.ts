import { stringify } from "csv-stringify/sync";

import type { Download } from "../sync/people-ports.ts";
import type { PortalStore } from "../sync/portal-ports.ts";

type Reports = Pick<PortalStore, "listIssues" | "runItems">;
type Row = Readonly<Record<string, string | null>>;
interface Page {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/** Rows held in memory at a time. */
const PAGE_SIZE = 500;

const ISSUE_COLUMNS = [
  "object",
  "system",
  "record_id",
  "linked_id",
  "state",
  "code",
  "field",
  "message",
  "remedy",
];
const RUN_COLUMNS = ["object", "hubspot_id", "connectwise_id", "action", "matched_by", "reason"];

/** Name under which a browser saves the file. */
export function fileOf({ kind }: Download): string {
  return kind === "run" ? "report.csv" : "issues.csv";
}

/**
 * Writes a file page by page, however many rows it has. Cells that a spreadsheet would take for a
 * formula get an apostrophe in front: names of records come from anybody.
 */
export async function* csvOf(reports: Reports, download: Download): AsyncGenerator<string> {
  const columns = download.kind === "run" ? RUN_COLUMNS : ISSUE_COLUMNS;
  yield stringify([columns]);
  let after: string | null = null;
  do {
    // oxlint-disable-next-line no-await-in-loop -- the next page begins where this one ends
    const page: Page = await readPage(reports, download, after);
    if (page.rows.length > 0) yield stringify([...page.rows], { columns, escape_formulas: true });
    after = page.next;
  } while (after !== null);
}

async function readPage(reports: Reports, download: Download, after: string | null): Promise<Page> {
  if (download.kind === "run") {
    const { items, next } = await reports.runItems(download.runId, after, PAGE_SIZE);
    const rows = items.map(({ objectType, hubspotId, connectwiseId, matchedBy, ...item }) => ({
      object: objectType,
      hubspot_id: hubspotId,
      connectwise_id: connectwiseId,
      matched_by: matchedBy,
      action: item.action,
      reason: item.reason,
    }));
    return { rows, next };
  }
  const { items, next } = await reports.listIssues(after, PAGE_SIZE);
  const rows = items.map(({ objectType, side, recordId, linkedId, ...issue }) => ({
    object: objectType,
    system: side,
    record_id: recordId,
    linked_id: linkedId,
    ...issue,
  }));
  return { rows, next };
}
