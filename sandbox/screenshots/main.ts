import path from "node:path";
import { Command } from "commander";
import { DemoError } from "../demo/demo-error.ts";
import { readSettings } from "../demo/settings.ts";
import { listenForStop } from "../demo/stop-signal.ts";
import type { Camera } from "./camera.ts";
import { fillGuide } from "./guide.ts";
import { play } from "./play.ts";
import { withStage } from "./stage.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** @returns whether the pictures go into the guide, too. Ends the process when the arguments make no sense. */
function readArguments(): boolean {
  const program = new Command("npm run screenshots --")
    .description("Takes pictures of every screen in every state; status 1 when one shows a fault.")
    .option("--guide", "puts the pictures that docs/setup-guide.md shows into docs/images")
    .allowExcessArguments(false)
    .parse();
  return program.opts<{ guide?: true }>().guide === true;
}

/** Says what was taken and what is wrong. @returns the status to exit with */
function conclude({ taken, complaints }: Camera, folder: string): number {
  say(`${taken.length} pictures, each in two widths, in ${folder}`);
  if (complaints.length === 0) return 0;
  say(`${complaints.length} faults:`);
  for (const complaint of complaints) say(`  ${complaint}`);
  return 1;
}

async function main(): Promise<number> {
  const isForGuide = readArguments();
  const settings = readSettings(process.env);
  const signal = listenForStop(() => say("\nStopping ..."));
  const folder = path.join(settings.dataDir, "screenshots");
  try {
    const camera = await withStage({ settings, folder, say, signal }, play);
    if (isForGuide) {
      const count = await fillGuide(path.join(folder, "guide"), camera.taken);
      say(`${count} of them are in docs/images`);
    }
    return conclude(camera, folder);
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof DemoError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main();
