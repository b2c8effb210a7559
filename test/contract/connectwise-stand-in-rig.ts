import axios from "axios";
import type { AxiosRequestConfig } from "axios";
import { createConnectwiseStandIn } from "../../sandbox/connectwise/server.ts";
import type {
  ConnectwiseStandIn,
  ConnectwiseStandInOptions,
} from "../../sandbox/connectwise/server.ts";

/** Keys every stand-in of these tests takes. */
export const KEYS = { companyId: "lockstep_demo", publicKey: "pub", privateKey: "priv" } as const;

/** Authorization header for a company and keys. */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** Any JSON answer of the stand-in; a test knows which of these its call answers. */
export interface Answer {
  readonly [index: number]: Answer;
  readonly id: number;
  readonly name: string;
  readonly identifier: string;
  readonly code: string;
  readonly message: string;
  readonly error: Answer;
  readonly errors: Answer;
  readonly field: string;
  readonly count: number;
  readonly total: number;
  readonly byRoute: unknown;
  readonly version: string;
  readonly status: Answer;
  readonly city: string;
  readonly addressLine1: string;
  readonly website: string;
  readonly site: Answer;
  readonly companies: unknown;
  readonly type: Answer;
  readonly types: Answer;
  readonly customFields: Answer;
  readonly value: unknown;
  readonly stage: Answer;
  readonly closedDate: string;
  readonly locationId: number;
  readonly forecastItems: Answer;
  readonly inclusiveRevenueTotals: Answer;
  readonly revenue: number;
  readonly sequenceNumber: number;
  readonly forecast: Answer;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: Answer;
  readonly contact: Answer;
  readonly description: string;
  readonly fieldTypeIdentifier: string;
  readonly defaultFlag: boolean;
  readonly communicationItems: Answer;
  readonly caption: string;
  readonly deletedFlag: boolean;
  readonly inactiveFlag: boolean;
  readonly _info: { readonly lastUpdated: string; readonly sites_href: string };
  readonly Action: string;
  readonly Type: string;
  readonly Entity: string;
  readonly ID: number;
  readonly MemberId: string;
  readonly Metadata: { readonly key_url: string };
  readonly signing_key: string;
  readonly length: number;
  map<T>(read: (each: Answer) => T): T[];
  filter(keep: (each: Answer) => boolean): Answer;
  at(index: number): Answer | undefined;
}

/** An answer with its status; no status throws. */
export interface Reply {
  readonly status: number;
  readonly data: Answer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls of one base address. */
export interface Client {
  get(path: string, config?: AxiosRequestConfig): Promise<Reply>;
  delete(path: string, config?: AxiosRequestConfig): Promise<Reply>;
  post(path: string, body?: unknown, config?: AxiosRequestConfig): Promise<Reply>;
  put(path: string, body?: unknown, config?: AxiosRequestConfig): Promise<Reply>;
  patch(path: string, body?: unknown, config?: AxiosRequestConfig): Promise<Reply>;
}

/** Reads JSON text as an answer. */
export function parse(text: string | undefined): Answer {
  return JSON.parse(text ?? "null") as Answer;
}

/** A stand-in with clients for its API and its control routes; no status throws. */
export interface Rig {
  readonly standIn: ConnectwiseStandIn;
  readonly api: Client;
  readonly control: Client;
  close(): Promise<void>;
}

const validateStatus = (): boolean => true;

/** Starts a stand-in on a free port. */
export async function startRig(options: Partial<ConnectwiseStandInOptions> = {}): Promise<Rig> {
  const standIn = await createConnectwiseStandIn({ ...KEYS, ...options });
  const api = axios.create({
    baseURL: `${standIn.url}/v4_6_release/apis/3.0`,
    validateStatus,
    headers: { Authorization: basicAuth("lockstep_demo+pub", "priv"), clientId: "a-client-id" },
  });
  const control = axios.create({ baseURL: `${standIn.url}/_control`, validateStatus });
  return { standIn, api, control, close: () => standIn.close() };
}

/** An operation of a patch that sets a value. */
export const replace = (path: string, value: unknown) => ({ op: "replace", path, value });

/** An operation of a patch that adds a value. */
export const add = (path: string, value: unknown) => ({ op: "add", path, value });

/** An operation of a patch that takes a value away. */
export const remove = (path: string) => ({ op: "remove", path });

/** Ids of a fresh server's communication types. */
export const COMMUNICATION_TYPE = { fax: 2, direct: 4, cell: 5, email: 9 } as const;

/** A company that can be created as it is. */
export const NEW_COMPANY = {
  identifier: "Acme",
  name: "Acme Ltd",
  site: { name: "Main" },
  country: { id: 1 },
} as const;
