import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { errorReply } from "../../server/http/contract.ts";
import { ENDPOINTS } from "../../server/http/endpoints/index.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { type MalformedRequest, malformedRequests } from "./malformed-requests.ts";
import {
  HUBSPOT,
  PORTAL_ID,
  readRows,
  type ServerRig,
  signAsHubspot,
  startServerRig,
} from "./server-rig.ts";

const database = await openTestDatabase();

const SEED = 20_261_126;
const REQUESTS = 5000;
/** More than HubSpot's 20 of an app and account. */
const AT_ONCE = 24;

/** Everything that is stored, but the budgets of calls, which time alone moves. */
async function dump(): Promise<string> {
  const tables = await readRows(
    database,
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
       AND c.relkind = 'r' AND c.relname <> 'rate_limits' ORDER BY 1`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await readRows(database, `SELECT t::text FROM ${String(name)} t ORDER BY 1`);
      return `${String(name)}: ${JSON.stringify(rows)}`;
    }),
  );
  return texts.join("\n");
}

/** What is wrong with an answer to a malformed request; null when it is as promised. */
function faultOf(status: number, text: string): string | null {
  if (status < 400 || status >= 500) return `is ${status}`;
  const parsed = errorReply.safeParse(JSON.parse(text));
  if (!parsed.success) return "is no error of the API";
  const { field, remedy } = parsed.data.error;
  if (remedy === undefined) return "has no remedy";
  return status === 422 && field === undefined ? "names no field" : null;
}

describe("malformed requests to every endpoint", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    await rig.api("PUT", "/drafts/objects", { draft: { isKept: true } });
    // Read by the first screen that shows fields, and kept from then on.
    for (const type of ["company", "contact", "deal"]) {
      await rig.api("GET", `/objects/${type}/fields`);
    }
  });
  afterAll(async () => {
    await rig.close();
  });

  async function send({ method, path, body, isSigned }: MalformedRequest): Promise<Response> {
    const caller = `portalId=${PORTAL_ID}&userId=71000&appId=${HUBSPOT.appId}`;
    const address = `${rig.url}/api/v1${path}${path.includes("?") ? "&" : "?"}${caller}`;
    const { href } = new URL(address); // as fetch is going to write it
    const headers = signAsHubspot(method, href, body ?? "", isSigned ? {} : { secret: "guessed" });
    return fetch(href, { method, headers, body });
  }

  it(
    "get 4xx with the field and the remedy, and change nothing",
    { timeout: 600_000 },
    async () => {
      const requests = fc.sample(fc.oneof(...ENDPOINTS.map(malformedRequests)), {
        numRuns: REQUESTS,
        seed: SEED,
      });
      const before = await dump();
      const statuses = new Map<number, number>();
      const faults: string[] = [];
      const waiting = requests.values();
      const sendAll = async (): Promise<void> => {
        for (const request of waiting) {
          const reply = await send(request);
          const text = await reply.text();
          statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
          const fault = faultOf(reply.status, text);
          const { method, path, body } = request;
          if (fault !== null) faults.push(`${method} ${path} ${body ?? ""} ${fault}: ${text}`);
        }
      };

      await Promise.all(Array.from({ length: AT_ONCE }, sendAll));

      expect(faults.map((fault) => fault.slice(0, 500))).toEqual([]);
      expect(await dump()).toBe(before);
      // The signature, the address, the body as a whole, its fields: each was wrong often enough.
      for (const status of [401, 404, 400, 422]) expect(statuses.get(status)).toBeGreaterThan(50);
    },
  );
});
