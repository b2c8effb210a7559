import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, vi } from "vitest";
import { parse } from "./connectwise-stand-in-rig.ts";
import type { Answer } from "./connectwise-stand-in-rig.ts";

/** One callback as it arrived. */
export interface Received {
  readonly url: string;
  readonly body: string;
  readonly signature: string;
}

/** A subscriber on a port of its own. */
export interface Hook {
  /** Address to subscribe with; ConnectWise appends id and action. */
  readonly url: string;
  /** What arrived, in order. */
  readonly received: Received[];
  /** Statuses of the next answers; 204 once they are used up. */
  readonly statuses: number[];
  /** Waits until that many callbacks have arrived. @returns their bodies */
  deliveries(count: number): Promise<Answer[]>;
  close(): Promise<void>;
}

/** Starts a subscriber. */
export async function startHook(): Promise<Hook> {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      const signature = String(request.headers["x-content-signature"]);
      received.push({ url: request.url ?? "", body, signature });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook?tenant=x&recordId=`,
    received,
    statuses,
    deliveries: async (count) => {
      await vi.waitFor(() => expect(received).toHaveLength(count), { timeout: 10_000 });
      return received.map(({ body }) => parse(body));
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
