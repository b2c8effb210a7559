/** So much is kept of each function: a few hundred kilobytes of short texts. */
const MOST = 4_096;

/**
 * Makes a pure function of a text faster by keeping its last results.
 *
 * All are dropped when there are {@link MOST}: what counts is that the values of a batch of records are
 * worked out once.
 */
export function remember<Result>(work: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    if (results.size >= MOST) results.clear();
    results.set(text, result);
    return result;
  };
}
