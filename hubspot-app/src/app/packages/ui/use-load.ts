import { useCallback, useEffect, useRef, useState } from "react";
import { toFailure } from "@lockstep/api/failure.ts";
import type { ApiFailure } from "@lockstep/api/failure.ts";
import { useLatest } from "./use-latest.ts";

/** Something that is read, as far as it has come. */
export type Loaded<Value> =
  | { status: "loading" }
  | { status: "failed"; failure: ApiFailure }
  | {
      status: "ready";
      value: Value;
      /** It is being read again. */
      isStale: boolean;
      /** Why the latest reading again failed, when it did; the value is from before. */
      failure: ApiFailure | null;
    };

/** What {@link useLoad} returns. */
export interface Load<Value> {
  loaded: Loaded<Value>;
  /** Reads again; what was read before stays on the screen meanwhile. */
  reload: () => Promise<void>;
  /** Puts in what another answer already told. */
  replace: (value: Value) => void;
}

/**
 * Reads something when the component appears, and again whenever `key` is another one.
 *
 * An answer that comes after a later reading was begun is dropped.
 *
 * @param key - what is read; the same key means the same thing
 */
export function useLoad<Value>(key: string, read: () => Promise<Value>): Load<Value> {
  const [held, setHeld] = useState<{ key: string; loaded: Loaded<Value> } | null>(null);
  const turn = useRef(0);
  const readRef = useLatest(read);

  const start = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    const loaded = await attempt(readRef.current);
    if (mine !== turn.current) return;
    setHeld((before) => ({
      key,
      loaded: before?.key === key ? keepValue(before.loaded, loaded) : loaded,
    }));
  }, [key, readRef]);

  useEffect(() => {
    void start();
    return () => {
      turn.current += 1;
    };
  }, [start]);

  const reload = useCallback(() => {
    setHeld((before) => (before?.key === key ? { key, loaded: asStale(before.loaded) } : before));
    return start();
  }, [key, start]);

  const replace = useCallback(
    (value: Value) => {
      turn.current += 1;
      setHeld({ key, loaded: { status: "ready", value, isStale: false, failure: null } });
    },
    [key],
  );
  return { loaded: held?.key === key ? held.loaded : LOADING, reload, replace };
}

const LOADING = { status: "loading" } as const;

async function attempt<Value>(read: () => Promise<Value>): Promise<Loaded<Value>> {
  try {
    return { status: "ready", value: await read(), isStale: false, failure: null };
  } catch (thrown) {
    return { status: "failed", failure: toFailure(thrown) };
  }
}

function asStale<Value>(loaded: Loaded<Value>): Loaded<Value> {
  return loaded.status === "ready" ? { ...loaded, isStale: true } : LOADING;
}

function keepValue<Value>(before: Loaded<Value>, after: Loaded<Value>): Loaded<Value> {
  if (before.status !== "ready" || after.status !== "failed") return after;
  return { ...before, isStale: false, failure: after.failure };
}
