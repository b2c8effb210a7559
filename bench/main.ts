import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { DemoError } from "../sandbox/demo/demo-error.ts";
import { readSettings } from "../sandbox/demo/settings.ts";
import { describeMachine, drawTable } from "./figures.ts";
import type { Scenario } from "./scenario.ts";
import { chaosHttp } from "./scenarios/chaos-http.ts";
import { dryRunCounts } from "./scenarios/dry-run-counts.ts";
import { firstSyncAll } from "./scenarios/first-sync-all.ts";
import { firstSync } from "./scenarios/first-sync.ts";
import { idle } from "./scenarios/idle.ts";
import { kill, killAll } from "./scenarios/kill.ts";
import { roundtrip } from "./scenarios/roundtrip.ts";
import { listenForStop } from "../sandbox/demo/stop-signal.ts";

const scenarios: readonly Scenario[] = [
  roundtrip,
  firstSync,
  firstSyncAll,
  dryRunCounts,
  idle,
  kill,
  killAll,
  chaosHttp,
];
/** Without a name: everything once; idle brings the figures of first-sync with it. */
const all: readonly Scenario[] = [
  roundtrip,
  firstSyncAll,
  dryRunCounts,
  idle,
  kill,
  killAll,
  chaosHttp,
];

interface Wanted {
  chosen: readonly Scenario[];
  seed: number;
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 30) return seed;
  throw new InvalidArgumentError("a whole number from 0 to 1073741823 is needed");
}

function readArguments(argv: readonly string[]): Wanted {
  const list = scenarios.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`).join("\n");
  const program = new Command("npm run bench --")
    .description("Measures Lockstep against its figures; status 1 when one is not met.")
    .argument("[scenario]", "one scenario instead of all")
    .option("--seed <number>", "repeats a run's random choices", readSeed)
    .addHelpText("after", `\nScenarios:\n${list}`)
    .parse(argv);
  const [name] = program.args;
  const seed = program.opts<{ seed?: number }>().seed ?? Date.now() % 1_000_000;
  if (name === undefined) return { chosen: all, seed };
  const chosen = scenarios.filter((scenario) => scenario.name === name);
  if (chosen.length === 0) {
    program.error(
      `error: there is no scenario ${name}; there are ${scenarios.map((one) => one.name).join(", ")}`,
    );
  }
  return { chosen, seed };
}

const say = (line: string): void => console.log(`  ${line}`);

async function runScenario(
  scenario: Scenario,
  seed: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { dataDir } = readSettings(process.env);
  const folder = path.join(dataDir, "bench", scenario.name);
  await mkdir(folder, { recursive: true });
  console.log(`${scenario.name}: ${scenario.summary} (seed ${seed})`);
  const machine = describeMachine();
  const figures = await scenario.run({ folder, seed, say, signal });
  console.log(`\n${drawTable(`${scenario.name} on ${machine}`, figures)}\n`);
  return figures.every(({ isMet }) => isMet);
}

async function main(): Promise<number> {
  const { chosen, seed } = readArguments(process.argv);
  const signal = listenForStop(() => console.log("\nStopping ..."));
  let areAllMet = true;
  for (const scenario of chosen) {
    try {
      areAllMet = (await runScenario(scenario, seed, signal)) && areAllMet;
    } catch (error) {
      if (signal.aborted) return 130;
      console.error(error instanceof DemoError ? error.message : error);
      areAllMet = false;
    }
  }
  return areAllMet ? 0 : 1;
}

process.exitCode = await main();
