import path from "node:path";
import { readConnectwiseCompanies, readHubspotCompanies } from "../data/csv-companies.ts";
import { readConnectwiseContacts, readHubspotContacts } from "../data/csv-contacts.ts";
import { readConnectwiseOpportunities, readHubspotDeals } from "../data/csv-deals.ts";
import type { RecordExport } from "../data/csv-export.ts";
import { writeReport } from "../data/csv-report.ts";
import { CsvError } from "../data/csv-table.ts";
import type { Dataset } from "../data/records.ts";
import { DemoError } from "./demo-error.ts";
import type { RunItem } from "./lockstep-api.ts";

/** Exports of both systems; contacts and deals may be left out, on one side or on both. */
export interface ExportFiles {
  hubspotCsv: string;
  connectwiseCsv: string;
  hubspotContactsCsv?: string;
  connectwiseContactsCsv?: string;
  hubspotDealsCsv?: string;
  connectwiseOpportunitiesCsv?: string;
}

/** A person's own records, read from their exports. */
export interface OwnData {
  dataset: Dataset;
  /** Whole sentences about what was read in a way worth knowing. */
  notes: string[];
}

/** Reads exports one after another and keeps their notes together. */
class ExportReader {
  readonly notes: string[] = [];

  /** @returns the records; none without a file */
  read<Record_>(
    file: string | undefined,
    readFile: (file: string) => RecordExport<Record_>,
  ): Record_[] {
    if (file === undefined) return [];
    const { records, notes } = readFile(file);
    this.notes.push(...notes);
    return records;
  }
}

function readAll(reader: ExportReader, files: ExportFiles): Dataset {
  const here = reader.read(files.hubspotCsv, readHubspotCompanies);
  const there = reader.read(files.connectwiseCsv, readConnectwiseCompanies);
  const contactsHere = reader.read(files.hubspotContactsCsv, (file) =>
    readHubspotContacts(file, here),
  );
  const contactsThere = reader.read(files.connectwiseContactsCsv, (file) =>
    readConnectwiseContacts(file, there),
  );
  const dealsHere = reader.read(files.hubspotDealsCsv, (file) =>
    readHubspotDeals(file, { companies: here, contacts: contactsHere }),
  );
  const dealsThere = reader.read(files.connectwiseOpportunitiesCsv, (file) =>
    readConnectwiseOpportunities(file, { companies: there, contacts: contactsThere }),
  );
  return {
    hubspot: { companies: here, contacts: contactsHere, deals: dealsHere },
    connectwise: { companies: there, contacts: contactsThere, deals: dealsThere },
  };
}

/**
 * Reads all exports.
 *
 * @throws DemoError - with file, line, column and what to do
 */
export function readOwnData(files: ExportFiles): OwnData {
  const reader = new ExportReader();
  try {
    return { dataset: readAll(reader, files), notes: reader.notes };
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
