import { Command } from "commander";
import { compareAll } from "./compare/compare-all.ts";
import { members, owners } from "./data/people.ts";
import { PORTAL_TIME_ZONE } from "./data/portal.ts";
import { DemoError } from "./demo/demo-error.ts";
import { byType } from "./demo/evidence.ts";
import type { Compare } from "./demo/evidence.ts";
import type { ExportFiles } from "./demo/own-data.ts";
import { runDemo } from "./demo/run-demo.ts";
import { createScreen } from "./demo/screen.ts";
import { listenForStop } from "./demo/stop-signal.ts";

interface Flags {
  once?: true;
  hubspotCsv?: string;
  connectwiseCsv?: string;
  hubspotContactsCsv?: string;
  connectwiseContactsCsv?: string;
  hubspotDealsCsv?: string;
  connectwiseOpportunitiesCsv?: string;
}

function createProgram(): Command {
  return new Command("npm run demo --")
    .description("Runs Lockstep with stand-ins for HubSpot and ConnectWise; no account is needed.")
    .option("--once", "stop after the first sync, with status 1 on any unexplained difference")
    .option("--hubspot-csv <file>", "companies exported from HubSpot, instead of the sample")
    .option(
      "--connectwise-csv <file>",
      "companies exported from ConnectWise, instead of the sample",
    )
    .option("--hubspot-contacts-csv <file>", "contacts of these companies, from HubSpot")
    .option("--connectwise-contacts-csv <file>", "contacts of these companies, from ConnectWise")
    .option("--hubspot-deals-csv <file>", "deals of these companies, from HubSpot")
    .option("--connectwise-opportunities-csv <file>", "opportunities of these companies")
    .allowExcessArguments(false);
}

/** @returns the exports to read, null for the sample. Ends the process when they make no sense. */
function readFiles(program: Command, { once: _once, ...files }: Flags): ExportFiles | null {
  const { hubspotCsv, connectwiseCsv, ...others } = files;
  if (hubspotCsv !== undefined && connectwiseCsv !== undefined) {
    return { hubspotCsv, connectwiseCsv, ...others };
  }
  if (hubspotCsv !== undefined || connectwiseCsv !== undefined) {
    program.error("error: give both --hubspot-csv and --connectwise-csv, or neither");
  }
  if (Object.keys(others).length > 0) {
    program.error(
      "error: contacts and deals belong to companies: give --hubspot-csv and --connectwise-csv, too",
    );
  }
  return null;
}

const compare: Compare = (evidence) => {
  const around = { people: { owners, members }, timeZone: PORTAL_TIME_ZONE };
  const { types, problems } = compareAll(evidence, around);
  return {
    problems,
    extras: {
      comparison: byType((type) => ({ ...types[type], linked: types[type].linked.length })),
    },
  };
};

async function main(): Promise<number> {
  const program = createProgram();
  const flags: Flags = program.parse(process.argv).opts();
  const files = readFiles(program, flags);
  const signal = listenForStop(() => process.stdout.write("\nStopping ...\n"));
  try {
    return await runDemo({
      isOnce: flags.once === true,
      files,
      env: process.env,
      workingFolder: process.cwd(),
      screen: createScreen(process.stdout),
      signal,
      compare,
    });
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof DemoError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main();
