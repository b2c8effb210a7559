import { Command } from "commander";
import { compareCompanies } from "./compare/compare.ts";
import { problemsIn } from "./compare/comparison.ts";
import { members, owners } from "./data/people.ts";
import { DemoError } from "./demo/demo-error.ts";
import type { Compare } from "./demo/evidence.ts";
import { runDemo } from "./demo/run-demo.ts";
import { createScreen } from "./demo/screen.ts";
import { listenForStop } from "./demo/stop-signal.ts";

interface Flags {
  once?: true;
  hubspotCsv?: string;
  connectwiseCsv?: string;
}

function readFlags(argv: readonly string[]): Flags {
  const program = new Command("npm run demo --")
    .description("Runs Lockstep with stand-ins for HubSpot and ConnectWise; no account is needed.")
    .option("--once", "stop after the first sync, with status 1 on any unexplained difference")
    .option("--hubspot-csv <file>", "companies exported from HubSpot, instead of the sample")
    .option(
      "--connectwise-csv <file>",
      "companies exported from ConnectWise, instead of the sample",
    )
    .allowExcessArguments(false);
  const flags: Flags = program.parse(argv).opts();
  if ((flags.hubspotCsv === undefined) !== (flags.connectwiseCsv === undefined)) {
    program.error("error: give both --hubspot-csv and --connectwise-csv, or neither");
  }
  return flags;
}

const compare: Compare = ({ reasons, ...evidence }) => {
  const comparison = compareCompanies({
    ...evidence,
    people: { owners, members },
    explanations: reasons,
  });
  const { linked, unlinked, allowed, ...found } = comparison;
  return {
    problems: problemsIn(comparison),
    extras: { linked: linked.length, unlinked, allowed, ...found },
  };
};

async function main(): Promise<number> {
  const { once, hubspotCsv, connectwiseCsv } = readFlags(process.argv);
  const signal = listenForStop(() => process.stdout.write("\nStopping ...\n"));
  const files =
    hubspotCsv === undefined || connectwiseCsv === undefined
      ? null
      : { hubspotFile: hubspotCsv, connectwiseFile: connectwiseCsv };
  try {
    return await runDemo({
      isOnce: once === true,
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
