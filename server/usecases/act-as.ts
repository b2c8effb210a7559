import type { PairChange, Ruling } from "../sync/pair-ports.ts";
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
  const together: Ruling = { kind: "together", userId };
  return whereCommitted(askedBy(context, { userId, actId }), (change) => ({
    ...(change.newLink === undefined ? {} : { ruling: together }),
    ...change,
  }));
}

/** Makes a context whose work a person asked for: the journal names them, and the rules decide. */
export function askedBy(
  context: SyncContext,
  { userId, actId }: Pick<Actor, "userId" | "actId">,
): SyncContext {
  const named = whereCommitted(context, ({ journal, ...change }) => ({
    ...change,
    ...(journal === undefined ? {} : { journal: journal.map((entry) => ({ ...entry, userId })) }),
  }));
  return { ...named, owner: `${context.owner}:${actId}` };
}

function whereCommitted(
  context: SyncContext,
  adapt: (change: PairChange) => PairChange,
): SyncContext {
  const { store } = context;
  return { ...context, store: { ...store, commit: (changes) => store.commit(changes.map(adapt)) } };
}
