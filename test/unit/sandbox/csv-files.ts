import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { CsvError } from "../../../sandbox/data/csv-table.ts";

let folder = "";
let count = 0;

/** Gives the tests of a file a folder for their exports, which goes when they are done. */
export function useFolder(): void {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-csv-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
}

/** @returns the path of a file in the tests' folder, whether it is there or not */
export const pathOf = (name: string): string => join(folder, name);

/** Writes an export. @returns its path */
export function write(content: string | Buffer): string {
  const file = pathOf(`export-${(count += 1)}.csv`);
  writeFileSync(file, content);
  return file;
}

/** Writes an export line by line. @returns its path */
export const writeLines = (...lines: string[]): string => write(`${lines.join("\r\n")}\r\n`);

/** @returns the error that reading a file ends with */
export function errorOf(action: () => unknown): CsvError {
  try {
    action();
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
