import { ApiFailure, readRefusal, timedOut, unreachable } from "./failure.ts";
import type { Wire } from "./wire.ts";

/** A row of the table of endpoints: `get /overview`. */
export type EndpointKey = keyof Wire;

/** What an endpoint answers. */
export type Reply<Key extends EndpointKey> = Wire[Key]["reply"];

type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type PathPart<Key extends string> =
  Names<Key> extends never ? unknown : { path: Readonly<Record<Names<Key>, string>> };
type QueryPart<Row> = Row extends { query: infer Query } ? { query?: Query } : unknown;
type BodyPart<Row> = Row extends { body: infer Body } ? { body: Body } : unknown;

/** What a request to an endpoint consists of, besides its method and path. */
export type Input<Key extends EndpointKey> = PathPart<Key> &
  QueryPart<Wire[Key]> &
  BodyPart<Wire[Key]>;

/** How a request is made, apart from what it says. */
export interface CallOptions {
  /** Milliseconds until it is given up; 15,000 unless given, which is HubSpot's own limit without a word. */
  timeoutMs?: number;
}

type Inputs<Key extends EndpointKey> =
  Partial<Input<Key>> extends Input<Key>
    ? [input?: Input<Key>, options?: CallOptions]
    : [input: Input<Key>, options?: CallOptions];

/** Lockstep's API. */
export interface Api {
  /**
   * Calls an endpoint.
   *
   * HubSpot sends a request again whose connection broke or that was answered with 5xx; the server does nothing
   * twice then, so that no request needs a mark of its own.
   *
   * @throws ApiFailure - refused, or not answered
   */
  call<Key extends EndpointKey>(key: Key, ...inputs: Inputs<Key>): Promise<Reply<Key>>;
}

/** What HubSpot's `fetch` takes. */
export interface FetchOptions {
  method: "GET" | "POST" | "PUT" | "DELETE";
  timeout: number;
  body?: Record<string, unknown>;
}

/** HubSpot's `fetch`, as far as it is used. */
export type Fetch = (
  url: string,
  options: FetchOptions,
) => Promise<{ status: number; text(): Promise<string> }>;

/** What a client is made of. */
export interface ApiOptions {
  /** Origin of the server; a slash at its end does no harm. */
  baseUrl: string;
  fetch: Fetch;
}

/** The same for every endpoint, once its types were checked. */
interface LooseInput {
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: Record<string, unknown>;
}

const TIMEOUT_MS = 15_000;
/** HubSpot gives a request up by itself; this much later we do, in case it does not say so. */
const GRACE_MS = 2_000;

/** Makes the client that a page calls the server with. */
export function createApi({ baseUrl, fetch }: ApiOptions): Api {
  const root = `${baseUrl.replace(/\/+$/u, "")}/api/v1`;
  const send = async (
    key: string,
    input: LooseInput,
    { timeoutMs = TIMEOUT_MS }: CallOptions,
  ): Promise<unknown> => {
    const { method, path } = splitKey(key);
    const url = root + fillPath(path, input.path ?? {}) + toQuery(input.query ?? {});
    const options: FetchOptions = {
      method,
      timeout: timeoutMs,
      ...(input.body === undefined ? {} : { body: input.body }),
    };
    const { status, text } = await withTimeout(readAnswer(fetch, url, options), timeoutMs);
    const body = parse(text);
    if (status >= 400) throw readRefusal(status, body);
    if (body === undefined) {
      throw new ApiFailure({
        code: "bad_answer",
        message: "Lockstep's server answered something that is not JSON.",
        remedy: "Tell whoever runs Lockstep's server; another program may answer at its address.",
        status,
      });
    }
    return body;
  };
  return {
    call: <Key extends EndpointKey>(key: Key, ...[input, options]: Inputs<Key>) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server's tests hold its answers against Wire
      send(key, input ?? {}, options ?? {}) as Promise<Reply<Key>>,
  };
}

function splitKey(key: string): { method: FetchOptions["method"]; path: string } {
  const space = key.indexOf(" ");
  const method = key.slice(0, space).toUpperCase();
  if (method === "GET" || method === "POST" || method === "PUT" || method === "DELETE") {
    return { method, path: key.slice(space + 1) };
  }
  throw new Error(`${key} names no method`);
}

function fillPath(path: string, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/:(\w+)/gu, (_match, name: string) => {
    const value = values[name];
    if (value === undefined || value === "") throw new Error(`${path} lacks ${name}`);
    return encodeURIComponent(value);
  });
}

function toQuery(query: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

async function readAnswer(
  fetch: Fetch,
  url: string,
  options: FetchOptions,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, options);
    return { status: response.status, text: await response.text() };
  } catch {
    // What HubSpot throws is not documented, and nothing in it helps a person.
    throw unreachable();
  }
}

async function withTimeout<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(timedOut(timeoutMs)), timeoutMs + GRACE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
