import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../server/store/db.ts";
import { createRateLimiter, type RateBudget } from "../../../server/store/rate-limiter.ts";
import { installPortal, openStoreRig } from "./rig.ts";

const { urls, app } = await openStoreRig();

/** When the n-th next call would be let through, from now, in milliseconds. */
async function queueLength(portalId: string, bucket: string): Promise<number> {
  const [row] = await app.inPortal(portalId, (query) =>
    query<{ ms: number }>(
      `SELECT (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8 AS ms
       FROM rate_limits WHERE bucket = ?`,
      [bucket],
    ),
  );
  return row?.ms ?? 0;
}

function budget(change: Partial<RateBudget> = {}): RateBudget {
  return { bucket: "hubspot", perSecond: 100, burst: 1, ...change };
}

/** Times at which calls were let through, in milliseconds from the first. */
async function takeAll(takers: readonly (() => Promise<void>)[]): Promise<number[]> {
  const begin = performance.now();
  const times = await Promise.all(
    takers.map(async (take) => {
      await take();
      return performance.now() - begin;
    }),
  );
  return times.toSorted((left, right) => left - right);
}

describe("the shared rate limit", () => {
  it("never lets more calls through than the rate allows, whoever asks", async () => {
    const other = openDatabase(urls.appUrl, { name: "other process", maxConnections: 3 });
    try {
      const limiters = [app, other].map((each) => createRateLimiter(each, "1", budget()));
      const takers = Array.from(
        { length: 30 },
        (_, index) => () => limiters[index % 2]?.take(index % 3 === 0) ?? Promise.resolve(),
      );

      const times = await takeAll(takers);

      // 30 calls at 100 a second with no burst need 290 ms at the least.
      expect(times.at(-1)).toBeGreaterThanOrEqual(280);
    } finally {
      await other.close();
    }
  });

  it("counts the calls of each hour, and forgets those of a day ago", async () => {
    const { store } = await installPortal(app, "11");
    const limiter = createRateLimiter(app, "11", budget({ perSecond: 1000, burst: 10 }));
    for (let calls = 0; calls < 4; calls += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await limiter.take(false);
    }
    const hourMs = 3_600_000;
    const [counted] = await store.callCounts();
    const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
    expect(Math.abs((counted?.hourAt ?? 0) - thisHour)).toBeLessThanOrEqual(hourMs);

    // As if all of it had happened an hour ago, and as much in this place a day ago.
    await app.inPortal("11", (query) =>
      query(`UPDATE rate_limits SET calls = calls[24:24] || calls[1:23]`),
    );
    await app.inPortal("11", (query) =>
      query(`UPDATE rate_limits SET calls = (
        SELECT array_agg(CASE WHEN c = 0 THEN 0 ELSE c - 24 * 10000000::bigint END ORDER BY n)
        FROM unnest(calls) WITH ORDINALITY AS u(c, n))`),
    );
    expect(await store.callCounts()).toEqual([]);
    await limiter.take(true);

    expect(counted).toMatchObject({ bucket: "hubspot", count: 4 });
    expect(await store.callCounts()).toMatchObject([{ bucket: "hubspot", count: 1 }]);
  });

  it("lets no more through in any window than the vendor counts, and fewer for bulk work", async () => {
    const window = { ms: 600, calls: 12, bulkCalls: 8 };
    const limiter = createRateLimiter(app, "9", budget({ perSecond: 500, window }));
    const lastCall = async (): Promise<number> => {
      const [row] = await app.inPortal("9", (query) =>
        query<{ ms: number }>(
          "SELECT (extract(epoch FROM recent[cardinality(recent)]) * 1000)::float8 AS ms FROM rate_limits",
        ),
      );
      return row?.ms ?? 0;
    };
    const spansOf = async (isBulk: boolean, calls: number): Promise<number[]> => {
      const times: number[] = [];
      for (let call = 0; call < 20; call += 1) {
        await limiter.take(isBulk);
        times.push(await lastCall());
      }
      return times.slice(calls).map((time, index) => time - (times[index] ?? 0));
    };

    const bulk = await spansOf(true, window.bulkCalls);
    const others = await spansOf(false, window.calls);

    expect(Math.min(...bulk)).toBeGreaterThanOrEqual(window.ms - 1);
    expect(Math.min(...others)).toBeGreaterThanOrEqual(window.ms - 1);
  });

  it("lets a burst through at once and then falls back to the rate", async () => {
    const limiter = createRateLimiter(app, "2", budget({ perSecond: 1, burst: 5 }));
    for (let call = 0; call < 5; call += 1) await limiter.take(false);

    expect(await queueLength("2", "hubspot")).toBeGreaterThan(0);
  });

  it("keeps bulk work near the head of the queue, so that others get in", async () => {
    const limiter = createRateLimiter(app, "3", budget({ perSecond: 20 }));
    const bulk = Promise.all(Array.from({ length: 20 }, () => limiter.take(true)));
    await sleep(100);

    expect(await queueLength("3", "hubspot")).toBeLessThan(350);
    await bulk;
  });

  it("keeps budgets and portals apart", async () => {
    const slow = budget({ perSecond: 0.01 });
    await createRateLimiter(app, "4", slow).take(false);

    await createRateLimiter(app, "4", { ...slow, bucket: "connectwise" }).take(false);
    await createRateLimiter(app, "5", slow).take(false);

    expect(await queueLength("4", "hubspot")).toBeGreaterThan(50_000);
  });

  it("lets nobody through while the vendor has closed it, not even those who waited already", async () => {
    const limiter = createRateLimiter(app, "6", budget({ perSecond: 20 }));
    await limiter.take(false);
    const begin = performance.now();
    const waiting = limiter.take(false);

    await limiter.closeFor(400);
    await Promise.all([waiting, limiter.take(false)]);

    expect(performance.now() - begin).toBeGreaterThanOrEqual(380);
  });

  it("keeps the longer of two closures", async () => {
    const limiter = createRateLimiter(app, "7", budget());
    await limiter.closeFor(60_000);
    await limiter.closeFor(10);

    expect(await queueLength("7", "hubspot")).toBeGreaterThan(50_000);
  });

  it("goes at half the rate for a while after a closure, where asked to", async () => {
    const plain = budget({ perSecond: 1, bucket: "plain" });
    const careful = budget({ perSecond: 1, bucket: "careful", halvedAfterCloseMs: 60_000 });
    for (const each of [plain, careful]) {
      const limiter = createRateLimiter(app, "8", each);
      await limiter.closeFor(1);
      await sleep(5);
      await limiter.take(false);
    }

    expect(await queueLength("8", "plain")).toBeLessThanOrEqual(1_000);
    expect(await queueLength("8", "careful")).toBeGreaterThan(1_000);
  });
});
