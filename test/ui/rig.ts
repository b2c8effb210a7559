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

export const PUBLIC_URL = "https://lockstep.example.com";

/** Stands in for HubSpot's `fetch` in each test of the file. */
export function answerFetch(): Answers {
  const table = new Map<string, Answer | (() => Answer | Promise<Answer>)>();
  const asked: Asked[] = [];
  beforeEach(() => {
    table.clear();
    asked.length = 0;
    vi.stubGlobal("self", {
      hsFetch: async (url: string, options: { method: string; body?: unknown }) => {
        const path = url.replace(`${PUBLIC_URL}/api/v1`, "");
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
  Object.assign(renderer.mocks.context, { variables: { PUBLIC_URL } });
  const { waitFor } = renderer;
  return Object.assign(renderer, {
    // HubSpot's own second is short on a machine that is busy.
    waitFor: (check: () => void) => waitFor(check, { timeoutInMs: PATIENCE_MS }),
  });
}
