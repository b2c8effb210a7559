import { addToFingerprint, NO_FINGERPRINT } from "../sync/fingerprint.ts";
import type { RecordSnapshot, Side } from "../sync/model.ts";
import type { ActionCounts, CountDifference, Run, RunPause } from "../sync/run-ports.ts";
import type { SyncContext } from "./engine.ts";

/** Share by which a number may be another one than in the dry run. */
const TOLERANCE = 0.05;

/**
 * Compares the numbers of a plan with those of the dry run that somebody accepted.
 *
 * @returns the actions whose number is more than 5 % off, by name
 */
export function compareCounts(dryRun: ActionCounts, now: ActionCounts): readonly CountDifference[] {
  const actions = [...new Set([...Object.keys(dryRun), ...Object.keys(now)])].toSorted();
  return actions
    .map((action) => ({ action, dryRun: dryRun[action] ?? 0, now: now[action] ?? 0 }))
    .filter((one) => Math.abs(one.now - one.dryRun) > TOLERANCE * one.dryRun);
}

/** Why a run waits whose numbers are others than those of its dry run. */
export function differencePause(differences: readonly CountDifference[]): RunPause {
  const words = differences.map(({ action, dryRun, now }) => {
    return `${action.replaceAll("_", " ")}: ${dryRun} in the dry run, ${now} now`;
  });
  return {
    code: "counts_differ",
    message: `The records have changed since the dry run (${words.join("; ")}).`,
    remedy: "Resume to go on with the new numbers, or cancel and make another dry run.",
    differences,
  };
}

/** True where the plan may be another one than that of the dry run: it is made once more, then. */
export function mustCheck({ accepted, fingerprint }: Run): boolean {
  return accepted !== null && accepted.fingerprint !== fingerprint;
}

/** The fingerprint of the settings that a run plans under, and of the links that there are. */
export async function fingerprintSettings(objects: readonly SyncContext[]): Promise<string> {
  const texts: string[] = [];
  for (const { definition, mapping, policy, filters, store } of objects) {
    const { objectType } = definition;
    // oxlint-disable-next-line no-await-in-loop -- one count after the other
    const links = await store.countLinks(objectType);
    const { inactiveStatusIds, excludedIds } = filters;
    const ids = [[...inactiveStatusIds].toSorted(), [...excludedIds].toSorted()];
    texts.push(JSON.stringify([objectType, mapping, policy, ids, links]));
  }
  return addToFingerprint(NO_FINGERPRINT, texts);
}

/** Adds a listed page to a run's fingerprint. */
export function addPage(
  fingerprint: string,
  place: { readonly objectType: string; readonly side: Side },
  records: readonly RecordSnapshot[],
): string {
  const { objectType, side } = place;
  return addToFingerprint(
    fingerprint,
    records.map((record) => JSON.stringify([objectType, side, record])),
  );
}
