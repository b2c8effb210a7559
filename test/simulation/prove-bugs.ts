import type { ConflictRule } from "../../server/sync/model.ts";
import type { Figures } from "./figures.ts";
import { runMany } from "./run-many.ts";
import type { Removal } from "./removals.ts";

/** Seeds within which a missing safeguard must show. */
const PROOF_SEEDS = 2000;

/** Conflict rules for which each proof is made. */
export const PROVEN_RULES: readonly ConflictRule[] = [
  "hubspot",
  "connectwise",
  "most-recent",
  "prefer-non-blank",
];

/** The rule for which the tests repeat the proofs. */
export const TESTED_RULE: ConflictRule = "most-recent";

/** Seeds that made the proofs last time, by name: the tests look there first. */
export const PROOF_SEEDS_FILE = new URL("proof-seeds.json", import.meta.url);

/** The records of intent whose removal must show. */
export const REMOVALS: readonly Removal[] = [
  "create-intent",
  "sent-values",
  "base-after-write",
  "history-check",
];

/** One proof: a seed at which the simulation noticed, or null. */
export interface Proof {
  readonly name: string;
  readonly conflictRule: ConflictRule;
  readonly seed: number | null;
  readonly text: string;
}

/** Takes a record of intent away and looks for a seed that notices, the likely one first. */
export async function proveRemoval(
  remove: Removal,
  conflictRule: ConflictRule,
  likely?: number,
): Promise<Proof> {
  const { failures } = await runMany({
    from: 1,
    count: PROOF_SEEDS,
    likely,
    options: { remove, conflictRule },
    stopsAtFirst: true,
  });
  return toProof(remove, conflictRule, failures);
}

/** Plants a bug into the engine and looks for a seed that notices, the likely one first. */
export async function proveBug(
  plant: string,
  conflictRule: ConflictRule,
  likely?: number,
): Promise<Proof> {
  const { failures } = await runMany({
    from: 1,
    count: PROOF_SEEDS,
    likely,
    options: { conflictRule },
    plant,
    stopsAtFirst: true,
  });
  return toProof(plant, conflictRule, failures);
}

function toProof(name: string, conflictRule: ConflictRule, [found]: Figures["failures"]): Proof {
  return { name, conflictRule, seed: found?.seed ?? null, text: found?.text ?? "" };
}
