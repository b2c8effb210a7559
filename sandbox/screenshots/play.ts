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
import { findLinked } from "./scenes/find-records.ts";
import { playFirstSync } from "./scenes/first-sync.ts";
import { playLive, playPaused } from "./scenes/live.ts";
import { playMapping } from "./scenes/mapping.ts";
import type { Stage } from "./stage.ts";

/** A company of the sample that both systems have. */
const COMPANY = "Ironwood";

/** Goes from an empty portal through everything that its screens can show, taking pictures on the way. */
export async function play(stage: Stage): Promise<void> {
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
