import type { Ruling } from "../sync/pair-ports.ts";
import type { SyncContext } from "./engine.ts";

/** A person who does something by hand. */
export interface Actor {
  /** HubSpot's user id. */
  readonly userId: string;
  /** Names this one act, so that its claims are nobody else's, not even this process's own workers'. */
  readonly actId: string;
  /** Waits for so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * Makes a context in which everything that is stored is this person's doing: the journal names them,
 * and a new link stands against what was said before.
 */
export function actAs(
  context: SyncContext,
  { userId, actId }: Pick<Actor, "userId" | "actId">,
): SyncContext {
  const { store, owner } = context;
  const together: Ruling = { kind: "together", userId };
  return {
    ...context,
    owner: `${owner}:${actId}`,
    store: {
      ...store,
      commit: (changes) =>
        store.commit(
          changes.map((change) => ({
            ...(change.newLink === undefined ? {} : { ruling: together }),
            ...change,
            ...(change.journal === undefined
              ? {}
              : { journal: change.journal.map((entry) => ({ ...entry, userId })) }),
          })),
        ),
    },
  };
}
