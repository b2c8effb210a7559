import { createRenderer } from "@hubspot/ui-extensions/testing";
import { afterEach, beforeEach, vi } from "vitest";

/** How long a page may take to become what a test expects. */
const PATIENCE_MS = 30_000;

/** What a page asks the server. */
export interface Asked {
  method: string;
  /** Below `/api/v1`, with its query. */
  path: string;
  body?: unknown;
}

type Answer = { status?: number; body: unknown };

/** A server that answers from a table: what a page makes of an answer is what is tested. */
export interface Answers {
  /** Every request so far. */
  readonly asked: Asked[];
  /** Says what `get /overview` and the like are answered from now on. */
  set(key: string, answer: Answer | (() => Answer | Promise<Answer>)): void;
}

let tests = 0;

/**
 * Where the server is in this test. Each has another one: what a page of an earlier test still sends, such as
 * a draft, must not be taken for this one's.
 */
export function publicUrl(): string {
  return `https://lockstep-${tests}.example.com`;
}

/** Stands in for HubSpot's `fetch` in each test of the file. */
export function answerFetch(): Answers {
  const table = new Map<string, Answer | (() => Answer | Promise<Answer>)>();
  const asked: Asked[] = [];
  beforeEach(() => {
    tests += 1;
    table.clear();
    asked.length = 0;
    vi.stubGlobal("self", {
      hsFetch: async (url: string, options: { method: string; body?: unknown }) => {
        const root = `${publicUrl()}/api/v1`;
        // Nobody waits for it any more.
        if (!url.startsWith(root)) return new Promise<never>(() => undefined);
        const path = url.slice(root.length);
        asked.push({
          method: options.method,
          path,
          ...("body" in options && { body: options.body }),
        });
        const found = table.get(`${options.method.toLowerCase()} ${path.split("?")[0]}`);
        if (found === undefined) throw new Error(`nothing answers ${options.method} ${path}`);
        const { status = 200, body } = typeof found === "function" ? await found() : found;
        return new Response(JSON.stringify(body), { status });
      },
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  return { asked, set: (key, answer) => void table.set(key, answer) };
}

/** A renderer whose pages know where the server is. */
export function rendererAt(
  location: "settings" | "crm.record.tab" | "crm.record.sidebar",
): ReturnType<typeof createRenderer<typeof location>> {
  const renderer = createRenderer(location);
  Object.assign(renderer.mocks.context, { variables: { PUBLIC_URL: publicUrl() } });
  const { waitFor } = renderer;
  return Object.assign(renderer, {
    // HubSpot's own second is short on a machine that is busy.
    waitFor: (check: () => void) => waitFor(check, { timeoutInMs: PATIENCE_MS }),
  });
}
