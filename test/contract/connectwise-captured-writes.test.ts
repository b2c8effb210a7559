import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { createConnectwiseAdapter } from "../../server/adapters/connectwise/index.ts";
import { createHttpClient, type HttpClient } from "../../server/adapters/http-client.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
import { CLIENT_ID, connectionTo } from "./connectwise-adapter-rig.ts";
import { createOpenLimiter, recordOf } from "./crm-adapter-subject.ts";

const folder = path.resolve(import.meta.dirname, "../fixtures/connectwise/contacts");

type Json = Record<string, unknown>;
interface Custom {
  readonly id: number | string;
  readonly value: unknown;
}

/** The one contact of a captured body; some were captured as a list. */
function contactIn(text: string): Json {
  const body = JSON.parse(text) as Json | [Json];
  return Array.isArray(body) ? body[0] : body;
}

const captured = (file: string): string => readFileSync(path.join(folder, file), "utf8");
/** The same with every id as text, and with keys that no description knows. */
const oddly = (file: string): string =>
  captured(file)
    .replaceAll(/"id": (\d+)/gu, '"id": "$1"')
    .replace('"firstName"', '"newIn2027": {"a": [1, null, {"b": ""}]}, "firstName"');

let server: Server;
let http: HttpClient;
let patches: unknown[];
afterEach(async () => {
  http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Patches as ConnectWise does: custom fields one by one, everything else whole. */
function apply(contact: Json, operations: readonly { path: string; value?: unknown }[]): void {
  for (const { path: name, value } of operations) {
    if (name !== "customFields") {
      contact[name] = value;
      continue;
    }
    for (const { id, value: wanted } of value as Custom[]) {
      const held = (contact["customFields"] as Custom[]).find((one) => Number(one.id) === id);
      Object.assign(held ?? {}, { value: wanted });
    }
  }
}

/** A server with one contact, kept as the JSON it was captured as. */
async function adapterOn(contact: Json): Promise<CrmAdapter> {
  patches = [];
  server = createServer((request, response) => {
    const isOne = /\/contacts\/\d+$/u.test(new URL(request.url ?? "", "http://localhost").pathname);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method === "PATCH") {
        const operations = JSON.parse(Buffer.concat(chunks).toString()) as { path: string }[];
        patches.push(operations);
        apply(contact, operations);
      }
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(isOne ? contact : [contact]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = createHttpClient({ allowedPrivateHosts: [host] });
  const connection = connectionTo(`http://${host}`);
  const limiter = createOpenLimiter([]);
  return createConnectwiseAdapter({ connection, http, limiter, clientId: CLIENT_ID });
}

const FILES = [
  "contact-emma-diaz.json",
  "contact-jorge-smith.json",
  "contacts.json",
  "one-contact.json",
  "post-response.json",
];

describe.each([
  ["as it was captured", captured],
  ["with ids as text and unknown keys", oddly],
])("a captured contact, %s", (_how, textOf) => {
  it.each(FILES)(
    "is read, changed in one field, and is what it was otherwise: %s",
    async (file) => {
      const contact = contactIn(textOf(file));
      const before = structuredClone(contact);
      const adapter = await adapterOn(contact);
      const id = String(contact["id"]);
      const read = (await adapter.read("contact", [id], ["title", "company/id"])).get(id);

      const results = await adapter.update("contact", [
        { id, fields: { title: "CTO" }, ...(read && { before: read }) },
      ]);

      expect(read?.fields).toEqual({
        title: before["title"] ?? null,
        "company/id": before["company"] ? String((before["company"] as Json)["id"]) : null,
      });
      expect(recordOf(results[0])).toMatchObject({ id, fields: { title: "CTO" } });
      expect(patches).toEqual([[{ op: "replace", path: "title", value: "CTO" }]]);
      expect(contact).toEqual({ ...before, title: "CTO" });
    },
  );

  it.each(["contacts.json", "one-contact.json", "post-response.json"])(
    "keeps the custom fields that nobody changed, whatever they hold: %s",
    async (file) => {
      const contact = contactIn(textOf(file));
      const before = structuredClone(contact) as { customFields: Custom[] };
      const adapter = await adapterOn(contact);
      const id = String(contact["id"]);
      const [changed, emptied] = before.customFields.map((one) => String(one.id));
      const fields = { [`customFields/${changed}`]: "7", [`customFields/${emptied}`]: null };

      const [result] = await adapter.update("contact", [{ id, fields }]);

      expect(recordOf(result).fields).toMatchObject(fields);
      const entries = [
        { id: Number(changed), value: "7" },
        { id: Number(emptied), value: null },
      ];
      expect(patches).toEqual([[{ op: "replace", path: "customFields", value: entries }]]);
      const [first, second, ...others] = before.customFields;
      expect(contact).toEqual({
        ...before,
        customFields: [{ ...first, value: "7" }, { ...second, value: null }, ...others],
      });
    },
  );
});
