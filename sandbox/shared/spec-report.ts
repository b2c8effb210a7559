import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Environment variable: the folder where the stand-ins of a test run write what they compared. */
export const reportFolderVariable = "SPEC_CHECK_REPORT_DIR";

/** What all stand-ins of a run found together. */
export interface SpecFindings {
  /** Calls compared with the vendor's description. */
  readonly checked: number;
  /** One line for each kind of difference. */
  readonly violations: readonly string[];
}

/** Where one stand-in writes; each line is on disk at once, as a stand-in may be killed any time. */
export interface ReportWriter {
  countExchange(): void;
  addViolation(line: string): void;
}

/** Opens this stand-in's own file in the run's folder; does nothing outside a test run. */
export function openReport(vendor: string): ReportWriter {
  const folder = process.env[reportFolderVariable] ?? "";
  if (folder === "") return { countExchange: () => undefined, addViolation: () => undefined };
  const file = path.join(folder, `${vendor}-${process.pid}-${randomBytes(4).toString("hex")}`);
  return {
    countExchange: () => appendFileSync(`${file}.count`, "."),
    addViolation: (line) => appendFileSync(`${file}.violations`, `${line}\n`),
  };
}

/** Reads what every stand-in wrote to the folder, equal differences once. */
export async function readReports(folder: string): Promise<SpecFindings> {
  const violations = new Set<string>();
  let checked = 0;
  for (const name of await readdir(folder)) {
    const text = await readFile(path.join(folder, name), "utf8");
    if (name.endsWith(".count")) checked += text.length;
    else for (const line of text.split("\n").filter((each) => each !== "")) violations.add(line);
  }
  return { checked, violations: [...violations].toSorted() };
}
