import type { CrmAdapter, WriteResult } from "../../server/sync/adapter-ports.ts";
import type { CommitOutcome } from "../../server/sync/pair-ports.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import type { Sabotage } from "./contexts.ts";

/** The four records of intent (design: leave one out and records are lost or doubled). */
export type Removal = "create-intent" | "sent-values" | "base-after-write" | "history-check";

/** Answers a commit as if the intent had been stored. */
function withoutIntents(store: SyncStore): SyncStore {
  return {
    ...store,
    commit: async (changes) => {
      const outcomes = await store.commit(changes.map(({ intent: _intent, ...rest }) => rest));
      return outcomes.map((outcome, index): CommitOutcome => {
        const intent = changes[index]?.intent;
        if (outcome.kind !== "done" || intent === undefined) return outcome;
        return { ...outcome, pair: { ...outcome.pair, intent } };
      });
    },
  };
}

function withoutSentValues(store: SyncStore): SyncStore {
  return {
    ...store,
    commit: (changes) => store.commit(changes.map(({ addSent: _sent, ...rest }) => rest)),
  };
}

function asSent(result: WriteResult, fields: object): WriteResult {
  if (!result.ok) return result;
  const { record } = result;
  return { ...result, record: { ...record, fields: { ...record.fields, ...fields } } };
}

/** The answer of a write shows what was sent instead of what the vendor made of it. */
function withoutReturnedValues(adapter: CrmAdapter): CrmAdapter {
  return {
    ...adapter,
    update: async (objectType, inputs) => {
      const results = await adapter.update(objectType, inputs);
      return results.map((result, index) => asSent(result, inputs[index]?.fields ?? {}));
    },
    create: async (objectType, inputs) => {
      const results = await adapter.create(objectType, inputs);
      return results.map((result, index) => asSent(result, inputs[index]?.fields ?? {}));
    },
  };
}

/** How each record of intent is taken away, between the engine and its ports. */
export const removals: Readonly<Record<Removal, Sabotage>> = {
  "create-intent": { store: withoutIntents },
  "sent-values": { store: withoutSentValues },
  "base-after-write": { adapter: withoutReturnedValues },
  "history-check": {
    adapter: (adapter) => ({ ...adapter, history: () => Promise.resolve(null) }),
  },
};
