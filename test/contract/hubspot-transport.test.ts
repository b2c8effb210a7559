import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createHubspotAdapter } from "../../server/adapters/hubspot/index.ts";
import { createTransport } from "../../server/adapters/hubspot/transport.ts";
import { AppError } from "../../server/sync/errors.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
import { IMPATIENT_MS, PATIENT_MS, createOpenLimiter } from "./crm-adapter-subject.ts";
import { startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.catch((thrown: unknown) => thrown);
  if (outcome instanceof AppError) return outcome;
  throw new Error("no AppError was thrown", { cause: outcome });
}

describe("the HubSpot adapter's tokens", () => {
  it("asks for another token once after a 401 and repeats the call", async () => {
    let isRenewed = false;
    let renewals = 0;
    const rig: HubspotRig = await startHubspotRig();
    const transport = createTransport({
      apiUrl: rig.standIn.url,
      apiVersion: "2026-09",
      accessToken: () => Promise.resolve(isRenewed ? rig.standIn.tokens.access_token : "old"),
      onUnauthorized: () => {
        isRenewed = true;
        renewals += 1;
        return Promise.resolve();
      },
      limiters: { general: createOpenLimiter([]), search: createOpenLimiter([]) },
      isBulk: false,
      clock: { now: Date.now },
      random: () => 0,
      sleep: () => Promise.resolve(),
    });
    const adapter = createHubspotAdapter({ transport, appId: "4242" });

    const results = await adapter.create("company", [{ sourceId: "7", fields: { name: "A" } }]);
    isRenewed = false;
    await adapter.read("company", ["1"], ["name"]);
    await rig.standIn.close();

    expect(results).toMatchObject([{ ok: true, isNew: true }]);
    expect(renewals).toBe(2);
  });

  it("gives up on a token that stays refused", async () => {
    let renewals = 0;
    const onUnauthorized = (): Promise<void> => {
      renewals += 1;
      return Promise.resolve();
    };
    const other = await startScripted((_request, response) => answer(response, 401, {}));

    const error = await errorOf(other.read({ onUnauthorized }));
    await other.close();

    expect(error).toMatchObject({ errorClass: "auth", code: "unauthorized" });
    expect(renewals).toBe(1);
  });
});

/** A server that plays one answer HubSpot gives rarely, which the stand-in does not. */
interface Scripted {
  read(options?: { onUnauthorized?: () => Promise<void> }): Promise<unknown>;
  update(): Promise<unknown>;
  readonly closures: { readonly general: number[]; readonly search: number[] };
  readonly waits: number[];
  close(): Promise<void>;
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}

async function startScripted(listener: RequestListener, timeoutMs = PATIENT_MS): Promise<Scripted> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const closures = { general: [] as number[], search: [] as number[] };
  const waits: number[] = [];
  const build = (onUnauthorized: () => Promise<void>): CrmAdapter => {
    const transport = createTransport({
      apiUrl: `http://127.0.0.1:${port}`,
      apiVersion: "2026-09",
      accessToken: () => Promise.resolve("token"),
      onUnauthorized,
      limiters: {
        general: createOpenLimiter(closures.general),
        search: createOpenLimiter(closures.search),
      },
      isBulk: false,
      clock: { now: () => 0 },
      random: () => 0.5,
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      timeoutMs,
    });
    return createHubspotAdapter({ transport, appId: "4242" });
  };
  return {
    read: (options = {}) =>
      build(options.onUnauthorized ?? (() => Promise.resolve())).read("company", ["1"], ["name"]),
    update: async () => {
      const [result] = await build(() => Promise.resolve()).update("company", [
        { id: "1", fields: { name: "A" } },
      ]);
      return result;
    },
    closures,
    waits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe("answers HubSpot gives rarely", () => {
  // status, headers, body, what an update becomes
  it.each([
    [423, {}, {}, { errorClass: "transient", code: "record_locked", retryAfterMs: 2000 }],
    [477, { "retry-after": "3600" }, {}, { errorClass: "throttle", retryAfterMs: 3_600_000 }],
    [502, {}, "<html>Bad Gateway</html>", { errorClass: "indeterminate" }],
    [504, {}, "<html>Gateway Timeout</html>", { errorClass: "indeterminate" }],
    [403, {}, { category: "MISSING_SCOPES", message: "no" }, { errorClass: "forbidden" }],
    [404, {}, "<html>Not Found</html>", { errorClass: "configuration", code: "unknown_route" }],
    [200, {}, "<html>Hello</html>", { errorClass: "indeterminate", code: "unreadable_answer" }],
    [200, {}, { results: [] }, { errorClass: "indeterminate", code: "result_missing" }],
  ])("%s with %o and %o on a write", async (status, headers, body, error) => {
    const scripted = await startScripted((_request, response) =>
      answer(response, status, body, headers),
    );

    const result = await scripted.update();
    await scripted.close();

    expect(result).toMatchObject({ ok: false, error });
  });

  it("closes both budgets while HubSpot moves the account, and does not wait for it", async () => {
    const scripted = await startScripted((_request, response) =>
      answer(response, 477, {}, { "retry-after": "3600" }),
    );

    const error = await errorOf(scripted.read());
    await scripted.close();

    expect(error.code).toBe("portal_migrating");
    expect(scripted.closures).toEqual({ general: [3_600_000], search: [3_600_000] });
    expect(scripted.waits).toEqual([]);
  });

  it("matches the parts of a 207 by trace id, and leaves the rest unclear", async () => {
    const scripted = await startScripted((_request, response) =>
      answer(response, 207, {
        results: [],
        errors: [
          {
            status: "error",
            category: "VALIDATION_ERROR",
            message: "bad",
            context: { objectWriteTraceId: ["1"] },
          },
        ],
      }),
    );

    const result = await scripted.update();
    await scripted.close();

    expect(result).toMatchObject({ ok: false, error: { errorClass: "invalid", message: "bad" } });
  });

  it("ends the connection of a call that got no answer in time", async () => {
    const requests: IncomingMessage[] = [];
    const scripted = await startScripted((request) => void requests.push(request), IMPATIENT_MS);

    await scripted.update();
    const [request] = requests;
    if (request?.socket.destroyed === false) await once(request.socket, "close");
    await scripted.close();

    expect(requests.map(({ url }) => url)).toEqual(["/crm/objects/2026-09/companies/batch/update"]);
    expect(request?.socket.destroyed).toBe(true);
  });

  it("bounds an answer that drips for ever", async () => {
    const scripted = await startScripted((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 50);
      response.once("close", () => clearInterval(drip));
    }, IMPATIENT_MS);

    const result = await scripted.update();
    await scripted.close();

    expect(result).toMatchObject({ ok: false, error: { errorClass: "indeterminate" } });
  });

  it("knows that a write was never sent when nobody listens", async () => {
    const scripted = await startScripted(() => undefined);
    await scripted.close();

    const result = await scripted.update();

    expect(result).toMatchObject({ error: { errorClass: "transient", code: "unreachable" } });
  });
});
