/** A repeatable source of numbers: the same seed gives the same sequence on every machine. */
export interface Random {
  /** @returns a number from 0 (included) to 1 (not included). */
  next(): number;
  /** @returns a whole number from 0 to `below - 1`. */
  integer(below: number): number;
  /** @returns true in `rate` of all calls; 0 never, 1 always. */
  chance(rate: number): boolean;
  /** @returns one of the items. @throws Error - when there is none. */
  pick<T>(items: readonly T[]): T;
}

/**
 * Builds a repeatable source of numbers (mulberry32: 32 bits of state, ample for faults and sample
 * records, useless for secrets).
 *
 * @param seed - any whole number; only its lower 32 bits count
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (below: number): number => Math.floor(next() * below);
  return {
    next,
    integer,
    chance: (rate) => next() < rate,
    pick: <T>(items: readonly T[]): T => {
      const [picked] = items.slice(integer(items.length));
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
  };
}
