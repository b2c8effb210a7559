import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import type { Figure } from "./figures.ts";
import type { Scenario } from "./scenario.ts";

/** The page with the last written figures of each scenario. */
export const REPORT_FILE = "docs/performance.md";

/** Puts text below a heading of its own: in place of what was below it, or at the end of the page. */
export function replaceSection(page: string, name: string, text: string): string {
  const section = `## ${name}\n\n${text}\n`;
  const [head = "", ...sections] = page.split(/^(?=## )/m).map((part) => `${part.trimEnd()}\n`);
  const isOld = (part: string): boolean => part.startsWith(`## ${name}\n`);
  const kept = sections.some(isOld) ? sections : [...sections, `## ${name}\n`];
  return [head, ...kept.map((part) => (isOld(part) ? section : part))].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", String.raw`\|`);

function describeFigures(
  { summary }: Scenario,
  figures: readonly Figure[],
  machine: string,
): string {
  const rows = figures.map(({ name, measured, limit, isMet }) => {
    const verdict = limit === "" ? "" : isMet ? "ok" : "**not met**";
    return `| ${[name, measured, limit, verdict].map(cell).join(" | ")} |`;
  });
  return [
    `${summary[0]?.toUpperCase() ?? ""}${summary.slice(1)}.`,
    "",
    `${new Date().toISOString().slice(0, 10)} on ${machine}.`,
    "",
    "| figure | measured | must be | |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Writes a scenario's figures into the report. @param machine - as it was at the start */
export async function writeReport(
  scenario: Scenario,
  figures: readonly Figure[],
  machine: string,
): Promise<void> {
  const page = await readFile(REPORT_FILE, "utf8");
  const text = describeFigures(scenario, figures, machine);
  const options = { ...(await resolveConfig(REPORT_FILE)), parser: "markdown" };
  await writeFile(REPORT_FILE, await format(replaceSection(page, scenario.name, text), options));
}
