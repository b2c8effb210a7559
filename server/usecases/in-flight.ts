/** A piece of work with what became of it. */
interface Finished<Piece, Result> {
  readonly piece: Piece;
  readonly result: Result;
}

/**
 * Works on several pieces at once, and gives each with its result in the order in which they were
 * taken. When one fails the others are waited for before the error goes on.
 *
 * @param take - gives the next piece; null when there is none any more
 */
export async function* inFlight<Piece, Result>(
  take: () => Promise<Piece | null>,
  work: (piece: Piece) => Promise<Result>,
  atOnce: number,
): AsyncGenerator<Finished<Piece, Result>> {
  const open: { readonly piece: Piece; readonly result: Promise<Result> }[] = [];
  try {
    let next = await take();
    for (;;) {
      if (next !== null && open.length < atOnce) {
        const result = work(next);
        // It is waited for in its turn, or at the end.
        result.catch(() => undefined);
        open.push({ piece: next, result });
        // oxlint-disable-next-line no-await-in-loop -- each piece begins where the one before ends
        next = await take();
        continue;
      }
      const [first] = open;
      if (first === undefined) return;
      // oxlint-disable-next-line no-await-in-loop -- in order
      yield { piece: first.piece, result: await first.result };
      open.shift();
    }
  } finally {
    await Promise.allSettled(open.map(({ result }) => result));
  }
}
