import path from "node:path";
import { readConnectwiseCompanies, readHubspotCompanies } from "../data/csv-companies.ts";
import { writeReport } from "../data/csv-report.ts";
import { CsvError } from "../data/csv-table.ts";
import type { Dataset } from "../data/records.ts";
import { DemoError } from "./demo-error.ts";
import type { RunItem } from "./lockstep-api.ts";

/** Exports of both systems. */
export interface ExportFiles {
  hubspotFile: string;
  connectwiseFile: string;
}

/** A person's own companies, read from their exports. */
export interface OwnData {
  dataset: Dataset;
  /** Whole sentences about what was read in a way worth knowing. */
  notes: string[];
}

/**
 * Reads both exports.
 *
 * @throws DemoError - with file, line, column and what to do
 */
export function readOwnData({ hubspotFile, connectwiseFile }: ExportFiles): OwnData {
  try {
    const hubspot = readHubspotCompanies(hubspotFile);
    const connectwise = readConnectwiseCompanies(connectwiseFile);
    return {
      dataset: {
        hubspot: { companies: hubspot.records, contacts: [], deals: [] },
        connectwise: { companies: connectwise.records, contacts: [], deals: [] },
      },
      notes: [...hubspot.notes, ...connectwise.notes],
    };
  } catch (error) {
    if (error instanceof CsvError) throw new DemoError(error.message, { cause: error });
    throw error;
  }
}

/** Writes `report.csv` into the folder, replacing an older one. @returns its path */
export function writeOwnReport(items: readonly RunItem[], folder: string): string {
  const file = path.join(folder, "report.csv");
  writeReport(
    items.map(({ objectType, matchedBy, reason, ...rest }) => ({
      object: objectType,
      ...rest,
      matchedBy: matchedBy || null,
      reason: reason || null,
    })),
    file,
  );
  return file;
}
