import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedFetch } from "../../sandbox/shared/signed-fetch.ts";
import { isSignedByHubspot } from "../../server/adapters/hubspot/webhook.ts";

const clientSecret = "a secret for this test";
const user = {
  portalId: "48120001",
  userId: "71000",
  userEmail: "o'brien+admin@demo.example",
  appId: "1000001",
};

describe("a signed call of the demo", () => {
  let publicUrl = "";
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const header = (name: string) => request.headers[name]?.toString();
      const url = `${publicUrl}${request.url}`;
      const isGenuine = isSignedByHubspot(
        {
          method: request.method ?? "",
          url,
          rawBody: Buffer.concat(chunks),
          signature: header("x-hubspot-signature-v3"),
          timestamp: header("x-hubspot-request-timestamp"),
        },
        clientSecret,
        Date.now(),
      );
      const query = Object.fromEntries(new URL(url).searchParams);
      response.end(JSON.stringify({ isGenuine, query }));
    });
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ["GET", "/api/v1/overview", undefined],
    ["GET", "/api/v1/issues?after=%5B%22company%22%2C%22a%2Fb%22%5D&limit=5", undefined],
    ["POST", "/api/v1/connection", { site: "http://127.0.0.1:4020", companyId: "Müller & Söhne" }],
  ] as const)("is taken for HubSpot's own: %s %s", async (method, path, body) => {
    const app = { publicUrl, clientSecret };

    const answer = await signedFetch(app, user, { method, path, body });

    expect(answer.body).toMatchObject({ isGenuine: true, query: user });
  });

  it("is refused when the secret is another one", async () => {
    const app = { publicUrl, clientSecret: "not the app's" };

    const answer = await signedFetch(app, user, { method: "GET", path: "/api/v1/overview" });

    expect(answer.body).toMatchObject({ isGenuine: false });
  });
});
