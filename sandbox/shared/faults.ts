import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";

const REQUEST_KINDS = [
  "429",
  "429-html",
  "500-before",
  "500-after",
  "timeout-before",
  "timeout-after",
  "reset",
  "slow",
  "partial",
  "stale-search",
] as const;
const WEBHOOK_KINDS = [
  "webhook-drop",
  "webhook-duplicate",
  "webhook-late",
  "webhook-reorder",
] as const;

/** What can go wrong with a call. */
export type RequestFaultKind = (typeof REQUEST_KINDS)[number];
/** What can go wrong with a webhook. */
export type WebhookFaultKind = (typeof WEBHOOK_KINDS)[number];

const kindSchema = z.enum([...REQUEST_KINDS, ...WEBHOOK_KINDS]);

/**
 * Body of `POST /_control/faults`: either faults at a rate (each configured body replaces the last
 * one; rate 0 ends them), or a list of faults each of which hits the next call it matches.
 */
export const faultsBodySchema = z
  .strictObject({
    seed: z.int().default(1),
    rate: z.number().min(0).max(1).optional(),
    kinds: z.array(kindSchema).min(1).optional(),
    next: z.array(z.strictObject({ match: z.string(), kind: kindSchema })).optional(),
  })
  .refine((body) => body.rate !== undefined || body.next !== undefined, {
    message: "give rate or next",
  });

/** How a vendor words the answers that faults need, and which faults it plays out by itself. */
export interface FaultRenderer {
  answer429(request: Request, response: Response): void;
  answer429Html(request: Request, response: Response): void;
  answer500(request: Request, response: Response): void;
  /** True for a search; only these can be stale. */
  isSearch(request: Request): boolean;
  /** True where the vendor's own handler plays `partial` out (asks `faultOf`); elsewhere the answer is cut off half-way. */
  playsPartial(request: Request): boolean;
}

/** The faults a stand-in is told to show. */
export interface Faults {
  /** Takes a body of `faultsBodySchema`. */
  configure(body: z.output<typeof faultsBodySchema>): void;
  /** Ends all faults. */
  clear(): void;
  /** Plays the faults of calls; put it before authentication. */
  middleware(renderer: FaultRenderer): RequestHandler;
  /**
   * Decides what happens to one webhook event.
   *
   * @param label - what `match` of a `next` entry is compared with, `WEBHOOK <subscription or type>`
   */
  takeWebhookFault(label: string): WebhookFaultKind | undefined;
}

/** A call held open by a time-out fault is closed after this many milliseconds. */
const HOLD_MS = 60_000;
const SLOW_MS = 3_000;

type AnyKind = RequestFaultKind | WebhookFaultKind;

/** @returns the fault the vendor's own handler has to play (`stale-search` or `partial`), if any. */
export function faultOf(response: Response): RequestFaultKind | undefined {
  const kind: unknown = response.locals["fault"];
  return REQUEST_KINDS.find((each) => each === kind);
}

function isWebhookKind(kind: AnyKind): kind is WebhookFaultKind {
  return kind.startsWith("webhook-");
}

/** Lets the handlers work and hands their complete answer to `lose` instead of sending it. */
function swallowAnswer(response: Response, lose: (body: Buffer) => void): void {
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  response.write = ((chunk: unknown) => {
    keep(chunk);
    return true;
  }) as Response["write"];
  response.end = ((chunk?: unknown) => {
    keep(chunk);
    response.write = write;
    response.end = end;
    lose(Buffer.concat(chunks));
    return response;
  }) as Response["end"];
}

function holdThenClose(request: Request): void {
  setTimeout(() => request.socket.destroy(), HOLD_MS).unref();
}

function forgetHeaders(response: Response): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
}

/** Sends the first half of the answer under the full length, then breaks the connection. */
function cutOff(request: Request, response: Response, body: Buffer): void {
  response.setHeader("content-length", Math.max(body.length, 2));
  response.write(body.subarray(0, Math.floor(body.length / 2)));
  setTimeout(() => request.socket.destroy(), 20).unref();
}

interface Played {
  request: Request;
  response: Response;
  next: () => void;
  renderer: FaultRenderer;
  random: Random;
}

const PLAYS: Record<RequestFaultKind, (played: Played) => void> = {
  "429": ({ request, response, renderer }) => renderer.answer429(request, response),
  "429-html": ({ request, response, renderer }) => renderer.answer429Html(request, response),
  "500-before": ({ request, response, renderer }) => renderer.answer500(request, response),
  "500-after": ({ request, response, renderer, next }) => {
    swallowAnswer(response, () => {
      forgetHeaders(response);
      renderer.answer500(request, response);
    });
    next();
  },
  "timeout-before": ({ request }) => holdThenClose(request),
  "timeout-after": ({ request, response, next }) => {
    swallowAnswer(response, () => holdThenClose(request));
    next();
  },
  // A client cannot tell whether the work was done: half of the time it was.
  reset: ({ request, response, next, random }) => {
    if (random.chance(0.5)) {
      request.socket.destroy();
      return;
    }
    swallowAnswer(response, () => request.socket.destroy());
    next();
  },
  slow: ({ next }) => {
    setTimeout(next, SLOW_MS);
  },
  partial: ({ request, response, renderer, next }) => {
    if (renderer.playsPartial(request)) response.locals["fault"] = "partial";
    else swallowAnswer(response, (body) => cutOff(request, response, body));
    next();
  },
  "stale-search": ({ response, next }) => {
    response.locals["fault"] = "stale-search";
    next();
  },
};

interface Once<K> {
  match: string;
  kind: K;
}

interface FaultState {
  rate: number;
  random: Random;
  requestKinds: RequestFaultKind[];
  webhookKinds: WebhookFaultKind[];
  requestOnce: Once<RequestFaultKind>[];
  webhookOnce: Once<WebhookFaultKind>[];
}

function quietState(): FaultState {
  return {
    rate: 0,
    random: createRandom(1),
    requestKinds: [],
    webhookKinds: [],
    requestOnce: [],
    webhookOnce: [],
  };
}

function takeOnce<K extends AnyKind>(once: Once<K>[], subject: string): K | undefined {
  const index = once.findIndex(({ match }) => subject.includes(match));
  return index < 0 ? undefined : once.splice(index, 1)[0]?.kind;
}

function takeAtRate<K extends AnyKind>(state: FaultState, kinds: readonly K[]): K | undefined {
  if (kinds.length === 0 || state.rate === 0 || !state.random.chance(state.rate)) return undefined;
  return state.random.pick(kinds);
}

function configureState(state: FaultState, body: z.output<typeof faultsBodySchema>): void {
  state.random = createRandom(body.seed);
  for (const { match, kind } of body.next ?? []) {
    if (isWebhookKind(kind)) state.webhookOnce.push({ match, kind });
    else state.requestOnce.push({ match, kind });
  }
  if (body.rate === undefined) return;
  const kinds: readonly AnyKind[] = body.kinds ?? kindSchema.options;
  state.rate = body.rate;
  state.webhookKinds = kinds.filter(isWebhookKind);
  state.requestKinds = kinds.filter((kind): kind is RequestFaultKind => !isWebhookKind(kind));
}

/** Builds a fault player without faults; `POST /_control/faults` tells it what to show. */
export function createFaults(): Faults {
  const state = quietState();
  return {
    configure: (body) => configureState(state, body),
    clear: () => void Object.assign(state, quietState()),
    takeWebhookFault: (label) =>
      takeOnce(state.webhookOnce, label) ?? takeAtRate(state, state.webhookKinds),
    middleware: (renderer) => (request, response, next) => {
      const subject = `${request.method} ${request.path}`;
      const kind = takeOnce(state.requestOnce, subject) ?? takeAtRate(state, state.requestKinds);
      if (kind === undefined || (kind === "stale-search" && !renderer.isSearch(request))) next();
      else PLAYS[kind]({ request, response, next, renderer, random: state.random });
    },
  };
}
