import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readReports, reportFolderVariable } from "../../sandbox/shared/spec-report.ts";

/** Gathers what every stand-in of a test run found, in whatever process it ran. */
export interface SpecReport {
  /**
   * Writes `.data/spec-check.json`, says how much was compared, and judges it.
   *
   * @throws Error when any exchange differed from the vendor's description, or when the
   *   descriptions were there (`VENDOR_SPECS`) and nothing was compared with them
   */
  conclude(): Promise<void>;
}

/** Opens the folder the stand-ins report to. Without `VENDOR_SPECS` nothing is checked or demanded. */
export async function openSpecReport(root: string): Promise<SpecReport> {
  const specs = process.env["VENDOR_SPECS"] ?? "";
  if (specs === "") return { conclude: () => Promise.resolve() };
  const parent = path.join(root, ".data");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, "spec-check-"));
  process.env[reportFolderVariable] = folder; // tests and the servers they start inherit it
  return {
    async conclude() {
      const { checked, violations } = await readReports(folder);
      await rm(folder, { recursive: true, force: true });
      await writeFile(
        path.join(parent, "spec-check.json"),
        JSON.stringify({ checked, violations }, undefined, 2),
      );
      const count = `${checked} exchanges compared with the vendors' descriptions`;
      process.stdout.write(`${count}, ${violations.length} differ\n`);
      if (violations.length > 0) throw new Error(`${count}:\n${violations.join("\n")}`);
      if (checked === 0) {
        throw new Error(`VENDOR_SPECS is ${specs}, but no stand-in compared anything with it`);
      }
    },
  };
}
