import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { DemoError } from "../sandbox/demo/demo-error.ts";
import { readSettings } from "../sandbox/demo/settings.ts";
import { describeMachine, drawTable } from "./figures.ts";
import { REPORT_FILE, writeReport } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import { chaosHttp } from "./scenarios/chaos-http.ts";
import { dryRunCounts } from "./scenarios/dry-run-counts.ts";
import { firstSyncAll } from "./scenarios/first-sync-all.ts";
import { firstSyncContacts, firstSyncNew } from "./scenarios/first-sync-contacts.ts";
import { firstSync } from "./scenarios/first-sync.ts";
import { idle } from "./scenarios/idle.ts";
import { kill, killAll } from "./scenarios/kill.ts";
import { rateConnectwise, rateHubspot } from "./scenarios/rate.ts";
import { roundtrip } from "./scenarios/roundtrip.ts";
import { steady } from "./scenarios/steady.ts";
import { syncNow } from "./scenarios/sync-now.ts";
import { webhook } from "./scenarios/webhook.ts";
import { listenForStop } from "../sandbox/demo/stop-signal.ts";

const scenarios: readonly Scenario[] = [
  roundtrip,
  firstSync,
  firstSyncAll,
  firstSyncContacts,
  firstSyncNew,
  dryRunCounts,
  idle,
  steady,
  syncNow,
  webhook,
  rateHubspot,
  rateConnectwise,
  kill,
  killAll,
  chaosHttp,
];
/** Without a name: everything once; idle brings the figures of first-sync with it. */
const all: readonly Scenario[] = [
  roundtrip,
  firstSyncAll,
  firstSyncContacts,
  firstSyncNew,
  dryRunCounts,
  idle,
  steady,
  syncNow,
  webhook,
  rateHubspot,
  rateConnectwise,
  kill,
  killAll,
  chaosHttp,
];

interface Wanted {
  chosen: readonly Scenario[];
  seed: number;
  /** Whether the figures go into the report, too. */
  isWriting: boolean;
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 30) return seed;
  throw new InvalidArgumentError("a whole number from 0 to 1073741823 is needed");
}

function readArguments(argv: readonly string[]): Wanted {
  const list = scenarios.map(({ name, summary }) => `  ${name.padEnd(21)}${summary}`).join("\n");
  const program = new Command("npm run bench --")
    .description("Measures Lockstep against its figures; status 1 when one is not met.")
    .argument("[scenario]", "one scenario instead of all")
    .option("--seed <number>", "repeats a run's random choices", readSeed)
    .option("--write", `puts the figures into ${REPORT_FILE}`)
    .addHelpText("after", `\nScenarios:\n${list}`)
    .parse(argv);
  const [name] = program.args;
  const options = program.opts<{ seed?: number; write?: true }>();
  const seed = options.seed ?? Date.now() % 1_000_000;
  const isWriting = options.write ?? false;
  if (name === undefined) return { chosen: all, seed, isWriting };
  const chosen = scenarios.filter((scenario) => scenario.name === name);
  if (chosen.length === 0) {
    program.error(
      `error: there is no scenario ${name}; there are ${scenarios.map((one) => one.name).join(", ")}`,
    );
  }
  return { chosen, seed, isWriting };
}

const say = (line: string): void => console.log(`  ${line}`);

async function runScenario(
  scenario: Scenario,
  { seed, isWriting }: Wanted,
  signal: AbortSignal,
): Promise<boolean> {
  const { dataDir } = readSettings(process.env);
  const folder = path.join(dataDir, "bench", scenario.name);
  await mkdir(folder, { recursive: true });
  console.log(`${scenario.name}: ${scenario.summary} (seed ${seed})`);
  const machine = describeMachine();
  const figures = await scenario.run({ folder, seed, say, signal });
  console.log(`\n${drawTable(`${scenario.name} on ${machine}`, figures)}\n`);
  if (isWriting) await writeReport(scenario, figures, machine);
  return figures.every(({ isMet }) => isMet);
}

async function main(): Promise<number> {
  const wanted = readArguments(process.argv);
  const signal = listenForStop(() => console.log("\nStopping ..."));
  let areAllMet = true;
  for (const scenario of wanted.chosen) {
    try {
      areAllMet = (await runScenario(scenario, wanted, signal)) && areAllMet;
    } catch (error) {
      if (signal.aborted) return 130;
      console.error(error instanceof DemoError ? error.message : error);
      areAllMet = false;
    }
  }
  return areAllMet ? 0 : 1;
}

process.exitCode = await main();
