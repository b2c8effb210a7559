import { createApi } from "@lockstep/api/client.ts";
import type { Fetch, FetchOptions } from "@lockstep/api/client.ts";
import { describe, expect, it, vi } from "vitest";

const baseUrl = "https://lockstep.example.com/";

function apiOn(answer: Fetch) {
  const asked: { url: string; options: FetchOptions }[] = [];
  const fetch: Fetch = (url, options) => {
    asked.push({ url, options });
    return answer(url, options);
  };
  return { api: createApi({ baseUrl, fetch }), asked };
}

const answering =
  (status: number, text: string): Fetch =>
  async () => ({ status, text: async () => text });

describe("the client of the API", () => {
  it("fills path and query, with what is odd in them encoded", async () => {
    const { api, asked } = apiOn(answering(200, "{}"));
    const path = { objectType: "company", side: "hubspot", recordId: "a/b" };

    await api.call("get /records/:objectType/:side/:recordId/sync", {
      path,
      query: { since: "2026-12-03T10:00:00+01:00" },
    });

    expect(asked).toEqual([
      {
        url: "https://lockstep.example.com/api/v1/records/company/hubspot/a%2Fb/sync?since=2026-12-03T10%3A00%3A00%2B01%3A00",
        options: { method: "GET", timeout: 15_000 },
      },
    ]);
  });

  it("sends a body as the object that HubSpot's fetch wants", async () => {
    const { api, asked } = apiOn(answering(200, "{}"));
    const body = { objectType: "company", side: "hubspot", recordId: "7" } as const;

    await api.call("post /records/sync", { body }, { timeoutMs: 30_000 });

    expect(asked[0]?.options).toEqual({ method: "POST", timeout: 30_000, body });
  });

  // how a refusal arrives
  it.each([
    ["as it is", (reply: object) => reply],
    ["within one of HubSpot's", (reply: object) => ({ status: "error", responseBody: reply })],
  ])("words a refusal that comes %s", async (_how, wrap) => {
    const error = {
      code: "invalid_input",
      message: "No.",
      field: "site",
      remedy: "Do.",
      requestId: "r",
    };
    const { api } = apiOn(answering(422, JSON.stringify(wrap({ error }))));

    await expect(api.call("get /overview")).rejects.toMatchObject({ ...error, status: 422 });
  });

  // what comes back, its code
  it.each([
    ["HubSpot's own page of a gateway", answering(502, "<html>"), "unreachable"],
    ["HubSpot's limit of requests", answering(429, "{}"), "too_many_requests"],
    ["a page in place of JSON", answering(200, "<html>"), "bad_answer"],
    ["a broken connection", () => Promise.reject(new TypeError("failed")), "unreachable"],
  ] as const)("has words for %s", async (_what, answer, code) => {
    const { api } = apiOn(answer);

    await expect(api.call("get /overview")).rejects.toMatchObject({ code, field: null });
  });

  it("gives up by itself when HubSpot says nothing", async () => {
    vi.useFakeTimers();
    try {
      const { api } = apiOn(() => new Promise(() => undefined));
      const outcome = api.call("get /overview").catch((failure: unknown) => failure);

      await vi.advanceTimersByTimeAsync(17_000);

      expect(await outcome).toMatchObject({ code: "timed_out", status: 0 });
    } finally {
      vi.useRealTimers();
    }
  });
});
