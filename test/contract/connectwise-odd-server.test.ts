import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { createConnectwiseAdapter } from "../../server/adapters/connectwise/index.ts";
import { createHttpClient } from "../../server/adapters/http-client.ts";
import type { HttpClient } from "../../server/adapters/http-client.ts";
import type { CrmAdapter } from "../../server/sync/ports.ts";
import { CLIENT_ID, connectionTo } from "./connectwise-adapter-rig.ts";
import { createOpenLimiter } from "./crm-adapter-subject.ts";

/** What one server does that no ConnectWise should; undefined is 404 of a record. */
type Answer = (request: IncomingMessage, url: URL) => unknown;

let server: Server;
let http: HttpClient;
afterEach(async () => {
  http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function adapterOn(answer: Answer): Promise<CrmAdapter> {
  server = createServer((request, response) => {
    const found = answer(request, new URL(request.url ?? "", "http://localhost"));
    const body = found ?? { code: "NotFound", message: "Company not found" };
    response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
    request.resume().on("end", () => response.end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = createHttpClient({ allowedPrivateHosts: [host], timeoutMs: 2_000 });
  const connection = connectionTo(`http://${host}`);
  const limiter = createOpenLimiter([]);
  return createConnectwiseAdapter({
    connection,
    http,
    limiter,
    clientId: CLIENT_ID,
    retryDelaysMs: [1],
  });
}

const company = (id: number): Record<string, unknown> => ({
  id,
  name: `Company ${id}`,
  city: "Berlin",
  _info: { lastUpdated: "2026-03-01T10:00:00Z" },
});

describe("a ConnectWise server that behaves oddly", () => {
  it("and answers 200 to an update that changed nothing does not pass for success", async () => {
    const adapter = await adapterOn(() => company(5));
    const results = await adapter.update("company", [
      { id: "5", fields: { name: "Company 5", city: "Bonn" } },
      { id: "5", fields: { city: "BERLIN " } },
    ]);
    expect(results).toMatchObject([
      { ok: false, error: { code: "write_ignored", errorClass: "invalid", field: "city" } },
      { ok: true, record: { id: "5" } },
    ]);
  });

  it("and ignores conditions does not make records look deleted", async () => {
    const adapter = await adapterOn((_request, { pathname }) => {
      if (pathname.endsWith("/companies")) return [company(1), company(2)];
      return pathname.endsWith("/7") ? company(7) : undefined;
    });
    const found = await adapter.read("company", ["2", "7", "8"], ["name"]);
    expect([...found.keys()].toSorted()).toEqual(["2", "7"]);
  });

  it("and ignores conditions does not pass a stranger off as the record we created", async () => {
    const adapter = await adapterOn(() => [{ ...company(9), identifier: "Other" }]);
    const probe = { sourceId: "1", fields: { identifier: "Acme" }, highMark: "5" };
    expect((await adapter.findCreated("company", [probe], ["name"])).size).toBe(0);
  });

  it("and ignores paging by id is noticed instead of read for ever", async () => {
    const adapter = await adapterOn(() => [company(1), company(2)]);
    await expect(adapter.list("company", "2", ["name"])).rejects.toMatchObject({
      code: "paging_ignored",
    });
  });

  it("and writes its id as text and leaves lists out is read all the same", async () => {
    const adapter = await adapterOn(() => [{ ...company(3), id: "3", types: null, status: null }]);
    const found = await adapter.read("company", ["3"], ["types/id", "status/id", "customFields/1"]);
    expect(found.get("3")?.fields).toEqual({ "types/id": null, "status/id": null });
  });

  it("and answers a create without the record leaves it unclear whether it was made", async () => {
    const adapter = await adapterOn(() => ({ success: true }));
    const fields = { name: "Acme", identifier: "Acme" };
    expect(await adapter.create("company", [{ sourceId: "1", fields }])).toMatchObject([
      { ok: false, error: { code: "unreadable_answer", errorClass: "indeterminate" } },
    ]);
  });
});
