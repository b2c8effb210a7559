/** A piece of work with what became of it. */
interface Finished<Piece, Result> {
  readonly piece: Piece;
  readonly result: Result;
}

/**
 * Works on several pieces at once, and gives each with its result in the order in which they were
 * taken. The next piece is taken while the others are worked on and given. When one fails the others
 * are waited for before the error goes on.
 *
 * @param take - gives the next piece; null when there is none any more
 */
export async function* inFlight<Piece, Result>(
  take: () => Promise<Piece | null>,
  work: (piece: Piece) => Promise<Result>,
  atOnce: number,
): AsyncGenerator<Finished<Piece, Result>> {
  const open: { readonly piece: Piece; readonly result: Promise<Result> }[] = [];
  let taking: Promise<Piece | null> | null = begin(take);
  try {
    for (;;) {
      if (taking !== null && open.length < atOnce) {
        // oxlint-disable-next-line no-await-in-loop -- each piece begins where the one before ends
        const piece = await taking;
        if (piece === null) taking = null;
        else {
          open.push({ piece, result: begin(() => work(piece)) });
          taking = begin(take);
        }
        continue;
      }
      const [first] = open;
      if (first === undefined) return;
      // oxlint-disable-next-line no-await-in-loop -- in order
      yield { piece: first.piece, result: await first.result };
      open.shift();
    }
  } finally {
    await Promise.allSettled([taking, ...open.map(({ result }) => result)]);
  }
}

/**
 * Lets pieces of work overlap, and what follows each of them not: a piece is followed up once all that
 * were begun before it were, however long each took.
 *
 * @returns takes a piece under way; ends when that was followed up, with the first error of it or before
 */
export function inTurn<Result>(
  followUp: (result: Result) => Promise<void>,
): (working: Promise<Result>) => Promise<void> {
  let last = Promise.resolve();
  const follow = async (before: Promise<void>, working: Promise<Result>): Promise<void> => {
    const result = await working;
    await before;
    await followUp(result);
  };
  return (working) => {
    last = follow(last, working);
    return last;
  };
}

/** Starts something that is waited for in its turn, or at the end. */
function begin<Result>(start: () => Promise<Result>): Promise<Result> {
  const started = start();
  started.catch(() => undefined);
  return started;
}
