import type { ConflictRule } from "../../server/sync/model.ts";
import { runMany } from "./run-many.ts";
import type { Removal } from "./removals.ts";

/** Seeds within which a missing safeguard must show. */
export const PROOF_SEEDS = 2000;

/** Conflict rules for which each proof is made. */
export const PROVEN_RULES: readonly ConflictRule[] = [
  "hubspot",
  "connectwise",
  "most-recent",
  "prefer-non-blank",
];

/** The records of intent whose removal must show. */
export const REMOVALS: readonly Removal[] = [
  "create-intent",
  "sent-values",
  "base-after-write",
  "history-check",
];

/** One proof: the first seed at which the simulation noticed, or null. */
export interface Proof {
  readonly name: string;
  readonly conflictRule: ConflictRule;
  readonly seed: number | null;
  readonly text: string;
}

/** Takes a record of intent away and looks for the first seed that notices. */
export async function proveRemoval(
  remove: Removal,
  conflictRule: ConflictRule,
  seeds = PROOF_SEEDS,
): Promise<Proof> {
  const { first } = await runMany({
    from: 1,
    count: seeds,
    options: { remove, conflictRule },
    stopsAtFirst: true,
  });
  return {
    name: `without ${remove}`,
    conflictRule,
    seed: first?.seed ?? null,
    text: first?.text ?? "",
  };
}

/** Plants a bug into the engine and looks for the first seed that notices. */
export async function proveBug(
  plant: string,
  conflictRule: ConflictRule,
  seeds = PROOF_SEEDS,
): Promise<Proof> {
  const { first } = await runMany({
    from: 1,
    count: seeds,
    options: { conflictRule },
    plant,
    stopsAtFirst: true,
  });
  return { name: plant, conflictRule, seed: first?.seed ?? null, text: first?.text ?? "" };
}
