import path from "node:path";
import { DemoError } from "../demo/demo-error.ts";
import { readSettings } from "../demo/settings.ts";
import { listenForStop } from "../demo/stop-signal.ts";
import {
  playColleague,
  playConflict,
  playDisconnected,
  playRefusedKeys,
  playUnreachable,
} from "./scenes/broken.ts";
import { playActs, playCards, playUnlinked } from "./scenes/cards.ts";
import { playConnecting } from "./scenes/connecting.ts";
import { playFilters } from "./scenes/filters.ts";
import { playFirstSync } from "./scenes/first-sync.ts";
import { findLinked } from "./scenes/find-records.ts";
import { playLive, playPaused } from "./scenes/live.ts";
import { playMapping } from "./scenes/mapping.ts";
import { withStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** A company of the sample that both systems have. */
const COMPANY = "Ironwood";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function play(stage: Stage): Promise<void> {
  await playConnecting(stage);
  await playMapping(stage);
  await playFilters(stage);
  await playFirstSync(stage);
  const company = await findLinked(stage, "company", COMPANY);
  await playLive(stage, company);
  await playCards(stage, [
    company,
    await findLinked(stage, "contact", "@"),
    await findLinked(stage, "deal", ""),
  ]);
  await playActs(stage, company);
  await playUnlinked(stage);
  await playColleague(stage, company);
  await playPaused(stage);
  await playConflict(stage, company);
  await playRefusedKeys(stage, company);
  await playDisconnected(stage, company);
  await playUnreachable(stage, company);
}

/** `npm run screenshots`: pictures of every screen in every state; status 1 when one shows a fault. */
async function main(): Promise<number> {
  const settings = readSettings(process.env);
  const signal = listenForStop(() => say("\nStopping ..."));
  const folder = path.join(settings.dataDir, "screenshots");
  try {
    const { taken, complaints } = await withStage({ settings, folder, say, signal }, play);
    say(`${taken.length} pictures, each in two widths, in ${folder}`);
    if (complaints.length === 0) return 0;
    say(`${complaints.length} faults:`);
    for (const complaint of complaints) say(`  ${complaint}`);
    return 1;
  } catch (error) {
    if (signal.aborted) return 130;
    process.stderr.write(`${error instanceof DemoError ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exitCode = await main();
