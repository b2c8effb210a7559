/** Nothing was counted in yet. */
export const NO_FINGERPRINT = "";

/** Two halves of 32 bits, so that equal sums of different lists are no matter of luck. */
const SEEDS = [0x811c9dc5, 0x01000193] as const;
const PRIME = 0x01000193;

function sumOf(text: string, seed: number): number {
  let sum = seed;
  for (let place = 0; place < text.length; place += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(place), PRIME);
  }
  return sum >>> 0;
}

/**
 * Adds texts to a fingerprint of many, whose order does not count: two listings with the same
 * records have the same one, however they were paged.
 *
 * @param fingerprint - of the earlier texts; {@link NO_FINGERPRINT} for none
 */
export function addToFingerprint(fingerprint: string, texts: readonly string[]): string {
  const halves = fingerprint === NO_FINGERPRINT ? ["0", "0"] : fingerprint.split("-");
  return SEEDS.map((seed, half) => {
    let sum = Number.parseInt(halves[half] ?? "0", 16);
    for (const text of texts) sum = (sum + sumOf(text, seed)) >>> 0;
    return sum.toString(16);
  }).join("-");
}
