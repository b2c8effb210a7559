/** So many results are kept for all functions together: at most two megabytes of texts. */
const MOST = 8_192;

/** Longer texts, such as notes, are seldom the same twice. */
const LONGEST = 120;

/** Results by function. Keys of one map for all would have to be put together for each look. */
const memories = new Map<object, Map<string, unknown>>();
let held = 0;

/**
 * Makes a pure function of a text faster by keeping its last results.
 *
 * All are dropped when there are {@link MOST}, whichever function and portal they are of: what counts is
 * that the values of a batch of records are worked out once.
 */
export function remember<Result>(work: (text: string) => Result): (text: string) => Result {
  return (text) => {
    if (text.length > LONGEST) return work(text);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored below under this function
    const known = memories.get(work)?.get(text) as Result | undefined;
    if (known !== undefined) return known;
    const result = work(text);
    if (held >= MOST) forget();
    memoryOf(work).set(text, result);
    held += 1;
    return result;
  };
}

function memoryOf(work: object): Map<string, unknown> {
  const memory = memories.get(work) ?? new Map<string, unknown>();
  memories.set(work, memory);
  return memory;
}

function forget(): void {
  memories.clear();
  held = 0;
}
