/** So many results are kept for all functions together: at most two megabytes of texts. */
const MOST = 8_192;

/** Longer texts, such as notes, are seldom the same twice. */
const LONGEST = 120;

const results = new Map<string, unknown>();
let functions = 0;

/**
 * Makes a pure function of a text faster by keeping its last results.
 *
 * All are dropped when there are {@link MOST}, whichever function and portal they are of: what counts is
 * that the values of a batch of records are worked out once.
 */
export function remember<Result>(work: (text: string) => Result): (text: string) => Result {
  functions += 1;
  const own = `${functions}\u0000`;
  return (text) => {
    if (text.length > LONGEST) return work(text);
    const key = own + text;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored below under this function's number
    const known = results.get(key) as Result | undefined;
    if (known !== undefined) return known;
    const result = work(text);
    if (results.size >= MOST) results.clear();
    results.set(key, result);
    return result;
  };
}
