import type { ControlType } from "../shared/control.ts";
import { DemoError } from "./demo-error.ts";

/** Calls of one route, as a stand-in counts them. */
interface RouteCount {
  count: number;
  byStatus: Record<string, number>;
}

/** What a stand-in counted since the last clear. */
export interface RequestSummary {
  byRoute: Record<string, RouteCount>;
  peakIn10s: number;
  total: number;
  throttled: number;
}

/** When a call arrived, in milliseconds since 1970, and which route it asked for. */
export interface Arrival {
  at: number;
  route: string;
}

/** A person's edit; without an id it creates the record. */
export interface Edit {
  type: ControlType;
  id?: string | number;
  /** Values under the vendor's own field names. */
  fields: Record<string, unknown>;
  /** HubSpot only: ids of associated records, the primary company first. */
  associations?: { companies?: readonly string[]; contacts?: readonly string[] };
}

/** Steers one stand-in through its control API. */
export class ControlClient {
  readonly url: string;

  /** @param url - origin of the stand-in, without a slash at the end */
  constructor(url: string) {
    this.url = url;
  }

  /** Starts the records afresh: a named set, counts with a seed, or given records. */
  async reset(body: Record<string, unknown>): Promise<void> {
    await this.#call("POST", "/reset", body);
  }

  /** Every record of a type, archived and deleted ones too, in the vendor's own form. */
  async records<Record_>(type: ControlType): Promise<Record_[]> {
    return (await this.#call("GET", `/records/${type}`)) as Record_[]; // -- the stand-in's contract
  }

  /** @returns the record after the edit, in the vendor's own form. */
  async edit<Record_>(edit: Edit): Promise<Record_> {
    return (await this.#call("POST", "/edit", edit)) as Record_; // -- the stand-in's contract
  }

  async faults(body: { seed?: number; rate: number; kinds?: readonly string[] }): Promise<void> {
    await this.#call("POST", "/faults", body);
  }

  async limits(body: {
    latencyMs?: number;
    jitterMs?: number;
    enforce?: boolean;
    searchLagMs?: number;
  }): Promise<void> {
    await this.#call("POST", "/limits", body);
  }

  async requests(): Promise<RequestSummary> {
    return (await this.#call("GET", "/requests")) as RequestSummary; // -- the stand-in's contract
  }

  /** Calls since the last clear, oldest first. */
  async arrivals(): Promise<Arrival[]> {
    return (await this.#call("GET", "/arrivals")) as Arrival[]; // -- the stand-in's contract
  }

  /** Any other control route of the stand-in, as its README lists them. */
  async act(path: string, body: Record<string, unknown> = {}): Promise<void> {
    await this.#call("POST", path, body);
  }

  async clearRequests(): Promise<void> {
    await this.#call("DELETE", "/requests");
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/_control${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : (JSON.parse(text) as unknown);
    throw new DemoError(
      `${this.url} refused ${method} ${path} with ${response.status}: ${text.slice(0, 500)}`,
    );
  }
}
