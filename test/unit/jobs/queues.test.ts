import { describe, expect, it } from "vitest";

import { installQueues, openQueues, QUEUES } from "../../../server/jobs/queues.ts";
import { queueDue } from "../../../server/jobs/start-jobs.ts";
import { createLogger } from "../../../server/shared/logger.ts";
import { openTestDatabase } from "../../support/postgres.ts";

const database = await openTestDatabase();
/** A promise with its own end. */
function openEnded(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const ends: (() => void)[] = [];
  const promise = new Promise<void>((resolve) => ends.push(resolve));
  return { promise, resolve: () => ends.forEach((end) => end()) };
}

const logger = createLogger({ level: "silent" });

describe("the queues", () => {
  it("run as the server's own role, one job a portal at a time, and none is lost meanwhile", async () => {
    await installQueues(database.ownerUrl);
    await installQueues(database.ownerUrl); // harmless the second time
    const queues = await openQueues(database.appUrl, logger);
    const running = new Map<string, number>();
    const ended: string[] = [];
    let overlaps = 0;
    const held = openEnded();
    const first = openEnded();

    await queues.work(QUEUES.now, 4, async (portalId) => {
      running.set(portalId, (running.get(portalId) ?? 0) + 1);
      if ((running.get(portalId) ?? 0) > 1) overlaps += 1;
      first.resolve();
      await held.promise;
      running.set(portalId, (running.get(portalId) ?? 0) - 1);
      ended.push(portalId);
      return { again: false };
    });
    await queues.enqueue(QUEUES.now, ["a"]);
    await first.promise;
    // Woken many times while it works: one more job, not ten.
    for (let count = 0; count < 10; count += 1) await queues.enqueue(QUEUES.now, ["a"]);
    await queues.enqueue(QUEUES.now, ["b", "b"]);
    held.resolve();
    while (ended.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    await queues.stop(2_000);

    expect(ended.toSorted()).toEqual(["a", "a", "b"]);
    expect(overlaps).toBe(0);
  });

  it("call a handler that asks for more again, behind other portals", async () => {
    await installQueues(database.ownerUrl);
    const queues = await openQueues(database.appUrl, logger);
    const turns: string[] = [];

    await queues.enqueue(QUEUES.bulk, ["a", "b"]);
    await queues.work(QUEUES.bulk, 1, (portalId) => {
      turns.push(portalId);
      return Promise.resolve({ again: turns.filter((one) => one === portalId).length < 3 });
    });
    while (turns.length < 6) await new Promise((resolve) => setTimeout(resolve, 20));
    await queues.stop(2_000);

    expect(turns.slice(0, 2).toSorted()).toEqual(["a", "b"]);
    expect(turns.toSorted()).toEqual(["a", "a", "a", "b", "b", "b"]);
  });
});

describe("a worker", () => {
  it("takes all that is queued without a rest", async () => {
    await installQueues(database.ownerUrl);
    const queues = await openQueues(database.appUrl, logger);
    const portals = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const taken = new Set<string>();

    await queues.enqueue(QUEUES.now, portals);
    await queues.work(QUEUES.now, 1, (portalId) => {
      taken.add(portalId);
      return Promise.resolve({ again: false });
    });
    // Forty rests would take more than the test's time.
    while (taken.size < portals.length) await new Promise((resolve) => setTimeout(resolve, 20));
    await queues.stop(2_000);

    expect([...taken].toSorted()).toEqual(portals.toSorted());
  });
});

describe("a tick", () => {
  it("only queues what is due, and survives a database that is away", async () => {
    const queued: [string, readonly string[]][] = [];
    const queues = {
      enqueue: (name: string, portalIds: readonly string[]) => {
        queued.push([name, portalIds]);
        return Promise.resolve();
      },
    };
    const parts = { clock: { now: () => 5, monotonic: () => 5 }, logger };

    await queueDue(parts, queues, {
      duePortals: (now) => Promise.resolve({ now: [`at-${now}`], bulk: [] }),
    });
    await queueDue(parts, queues, { duePortals: () => Promise.reject(new Error("away")) });

    expect(queued).toEqual([
      [QUEUES.now, ["at-5"]],
      [QUEUES.bulk, []],
    ]);
  });
});
