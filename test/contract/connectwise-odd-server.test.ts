import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { OWN_LINE } from "../../server/adapters/connectwise/forecast.ts";
import { createConnectwiseAdapter } from "../../server/adapters/connectwise/index.ts";
import { createHttpClient } from "../../server/adapters/http-client.ts";
import type { HttpClient } from "../../server/adapters/http-client.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
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
  http = createHttpClient({ allowedPrivateHosts: [host] });
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

/** Our line of a forecast. */
const line = (id: number, revenue: number): object => ({
  id,
  revenue,
  includeFlag: true,
  forecastDescription: OWN_LINE,
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

  it("and loses our forecast line between two calls gets a new one from what is there then", async () => {
    const calls: string[] = [];
    const adapter = await adapterOn(({ method }, { pathname }) => {
      calls.push(`${method} ${pathname.split("/opportunities/")[1]}`);
      if (method === "POST") return { id: 5, forecastItems: [line(12, 100)] };
      if (method === "PATCH") return undefined; // 404 of the line
      return [{ id: 5, ...(calls.length === 1 ? { forecastItems: [line(11, 50)] } : {}) }];
    });
    const before = { id: "5", fields: { "status/id": "1" }, modifiedAt: 0, isDeleted: false };
    const fields = { "forecast/amount": 100 };

    const results = await adapter.update("deal", [{ id: "5", fields, before }]);

    expect(results).toMatchObject([{ ok: true, record: { fields: { "forecast/amount": 100 } } }]);
    expect(calls).toEqual([
      "GET 5/forecast",
      "PATCH 5/forecast/11",
      "GET 5/forecast",
      "POST 5/forecast",
    ]);
  });

  it("and answers 200 to a change of a line or number that it did not make does not pass for success", async () => {
    const item = { id: 8, value: "old", communicationType: "Phone", type: { id: 4 } };
    const ours = line(11, 50);
    const adapter = await adapterOn(({ method }, { pathname }) => {
      if (pathname.includes("/forecast"))
        return method === "GET" ? [{ forecastItems: [ours] }] : ours;
      return method === "GET" ? { id: 5, communicationItems: [item] } : item;
    });

    const deal = await adapter.update("deal", [{ id: "5", fields: { "forecast/amount": 100 } }]);
    const contact = await adapter.update("contact", [
      { id: "5", fields: { "communications/4": "1" } },
    ]);

    const error = { code: "write_ignored", errorClass: "invalid" };
    expect(deal).toMatchObject([{ ok: false, error: { ...error, field: "forecast/amount" } }]);
    expect(contact).toMatchObject([{ ok: false, error: { ...error, field: "communications/4" } }]);
  });

  it("and answers the POST of a line without lines is asked what it made of it", async () => {
    let reads = 0;
    const adapter = await adapterOn(({ method }) => {
      if (method === "POST") return { id: 5 };
      reads += 1;
      return [{ id: 5, forecastItems: reads === 1 ? [] : [line(11, 5)] }];
    });
    const before = { id: "5", fields: { "status/id": "1" }, modifiedAt: 0, isDeleted: false };

    const results = await adapter.update("deal", [
      { id: "5", fields: { "forecast/amount": 5 }, before },
    ]);

    expect(results).toMatchObject([{ ok: true, record: { fields: { "forecast/amount": 5 } } }]);
  });

  it("and shows a contact's items in a form nobody knows does not make them look deleted", async () => {
    const adapter = await adapterOn(() => [{ ...company(3), communicationItems: "many" }]);
    const paths = ["city", "communications/email"];

    const found = await adapter.read("contact", ["3"], paths);

    expect(found.get("3")?.fields).toEqual({ city: "Berlin" });
    expect(found.get("3")?.details).toBeUndefined();
  });

  it("and ignores conditions does not pass a namesake or another address off as ours", async () => {
    const items = [{ id: 1, value: "b@x.example", communicationType: "Email" }];
    const adapter = await adapterOn(() => [
      { id: 9, firstName: "Ada", lastName: "L", company: { id: 2 }, communicationItems: items },
    ]);
    const ada = { firstName: "Ada", lastName: "L", "company/id": "1" };
    const probes = [
      { sourceId: "1", fields: ada, highMark: "5" },
      { sourceId: "2", fields: { ...ada, "communications/email": "a@x.example" }, highMark: "5" },
      { sourceId: "3", fields: { ...ada, "company/id": "2" }, highMark: "5" },
    ];

    const found = await adapter.findCreated("contact", probes, ["firstName"]);

    expect([...found.keys()]).toEqual(["3"]);
  });

  it("and denies a part that it lists does not make the record look deleted", async () => {
    const item = { id: 8, value: "old", communicationType: "Phone", type: { id: 4 } };
    const adapter = await adapterOn(({ method }, { pathname }) => {
      if (method !== "GET") return undefined; // 404 of the item or the line
      return pathname.includes("/forecast")
        ? [{ forecastItems: [line(11, 50)] }]
        : { id: 5, communicationItems: [item] };
    });

    const deal = await adapter.update("deal", [{ id: "5", fields: { "forecast/amount": 100 } }]);
    const contact = await adapter.update("contact", [
      { id: "5", fields: { "communications/4": "1" } },
    ]);

    const error = { code: "part_gone", errorClass: "transient" };
    expect(deal).toMatchObject([{ ok: false, error: { ...error, field: "forecast/amount" } }]);
    expect(contact).toMatchObject([{ ok: false, error: { ...error, field: "communications/4" } }]);
  });
});
