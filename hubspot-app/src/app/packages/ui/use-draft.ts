import { useCallback, useEffect, useRef, useState } from "react";
import type { Api } from "@lockstep/api/client.ts";
import { toFailure } from "@lockstep/api/failure.ts";
import type { ApiFailure } from "@lockstep/api/failure.ts";

/** What {@link useDraft} returns. */
export interface Draft<Value extends object> {
  /** False until the server said whether there is a draft. */
  isReady: boolean;
  /** What the person has entered and not saved; null when there is nothing. */
  value: Value | null;
  /** Why the draft could not be kept on the server; the input stays on the screen. */
  failure: ApiFailure | null;
  /** Takes over what was entered; the server gets it a moment later. */
  change: (value: Value) => void;
  /** Forgets it, here and on the server: after saving, or when the person discards it. */
  drop: () => Promise<void>;
}

/** Milliseconds without a further change before a draft is sent. */
const PAUSE_MS = 800;

interface Held<Value> {
  key: string;
  isReady: boolean;
  value: Value | null;
}

/**
 * Keeps what a person enters until it is saved: on the server, so that closing the page loses nothing.
 *
 * @param key - names the draft: small letters, digits, dots and hyphens
 */
export function useDraft<Value extends object>(api: Api, key: string): Draft<Value> {
  const [held, setHeld] = useState<Held<Value>>({ key, isReady: false, value: null });
  const { failure, setFailure, send, forget } = useDraftStore(api, key);

  useEffect(() => {
    let isCurrent = true;
    void readDraft(api, key).then((read) => {
      if (!isCurrent) return null;
      setFailure(read.failure);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the page of this key writes it
      const stored = read.draft as Value | null;
      setHeld((before) => {
        const entered = before.key === key ? before.value : null;
        return { key, isReady: true, value: entered ?? stored };
      });
      return null;
    });
    return () => {
      isCurrent = false;
    };
  }, [api, key, setFailure]);

  const change = useCallback(
    (value: Value) => {
      setHeld((before) => ({ key, isReady: before.key === key && before.isReady, value }));
      send({ ...value });
    },
    [key, send],
  );
  const drop = useCallback(() => {
    setHeld({ key, isReady: true, value: null });
    return forget();
  }, [key, forget]);

  const current = held.key === key ? held : { isReady: false, value: null };
  return { isReady: current.isReady, value: current.value, failure, change, drop };
}

/** Sends a draft after a pause, and at once when the page goes; requests go one after another. */
function useDraftStore(
  api: Api,
  key: string,
): {
  failure: ApiFailure | null;
  setFailure: (failure: ApiFailure | null) => void;
  send: (draft: object) => void;
  forget: () => Promise<void>;
} {
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const unsent = useRef<object | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // A late PUT must not bring back what was dropped.
  const line = useRef<Promise<void>>(Promise.resolve());

  const inLine = useCallback((step: () => Promise<unknown>): Promise<void> => {
    line.current = line.current.then(async () => {
      try {
        await step();
        setFailure(null);
      } catch (thrown) {
        setFailure(toFailure(thrown));
      }
      return undefined;
    });
    return line.current;
  }, []);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    if (unsent.current === null) return;
    const body = { draft: Object.fromEntries(Object.entries(unsent.current)) };
    unsent.current = null;
    void inLine(() => api.call("put /drafts/:key", { path: { key }, body }));
  }, [api, inLine, key]);

  useEffect(() => flush, [flush]);

  const send = useCallback(
    (draft: object) => {
      unsent.current = draft;
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, PAUSE_MS);
    },
    [flush],
  );
  const forget = useCallback(() => {
    clearTimeout(timer.current);
    unsent.current = null;
    return inLine(() => api.call("delete /drafts/:key", { path: { key } }));
  }, [api, inLine, key]);
  return { failure, setFailure, send, forget };
}

async function readDraft(
  api: Api,
  key: string,
): Promise<{ draft: Record<string, unknown> | null; failure: ApiFailure | null }> {
  try {
    const { draft } = await api.call("get /drafts/:key", { path: { key } });
    return { draft, failure: null };
  } catch (thrown) {
    const failure = toFailure(thrown);
    return { draft: null, failure: failure.code === "no_draft" ? null : failure };
  }
}
