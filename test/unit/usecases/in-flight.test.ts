import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inFlight, inTurn } from "../../../server/usecases/in-flight.ts";

/** Gives the numbers from one to `count`, and notes when each is taken. */
function numbers(count: number, log: string[]): () => Promise<number | null> {
  let next = 0;
  return async () => {
    await setImmediate();
    if (next === count) return null;
    next += 1;
    log.push(`take ${next}`);
    return next;
  };
}

describe("inFlight", () => {
  it("works on so many at once and gives results in order", async () => {
    const log: string[] = [];
    let open = 0;
    let most = 0;
    const work = async (piece: number): Promise<string> => {
      open += 1;
      most = Math.max(most, open);
      for (let turn = 0; turn < 10 - piece; turn += 1) await setImmediate();
      open -= 1;
      return `done ${piece}`;
    };

    const given: string[] = [];
    for await (const { piece, result } of inFlight(numbers(7, log), work, 3)) {
      given.push(`${piece} ${result}`);
    }

    expect(given).toEqual([1, 2, 3, 4, 5, 6, 7].map((piece) => `${piece} done ${piece}`));
    expect(most).toBe(3);
  });

  it("takes the next piece while a result is looked at", async () => {
    const log: string[] = [];

    for await (const { piece } of inFlight(numbers(4, log), async (one) => one, 2)) {
      log.push(`look at ${piece}`);
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    }

    expect(log.indexOf("take 3")).toBeLessThan(log.indexOf("look at 2"));
  });

  it("waits for the others before an error goes on", async () => {
    const log: string[] = [];
    const work = async (piece: number): Promise<void> => {
      if (piece === 1) throw new Error("the first one fails");
      await setImmediate();
      log.push(`end ${piece}`);
    };
    const consume = async (): Promise<void> => {
      for await (const { piece } of inFlight(numbers(3, log), work, 3)) log.push(`give ${piece}`);
    };

    await expect(consume()).rejects.toThrow("the first one fails");
    expect(log.filter((line) => line.startsWith("end"))).toEqual(["end 2", "end 3"]);
    expect(log.filter((line) => line.startsWith("give"))).toEqual([]);
  });
});

async function after<Result>(turns: number, result: Result): Promise<Result> {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  return result;
}

describe("inTurn", () => {
  it("follows up in the order of the beginning, one at a time, however long each took", async () => {
    const log: string[] = [];
    const follow = inTurn(async (piece: number) => {
      log.push(`begin ${piece}`);
      await after(3, null);
      log.push(`end ${piece}`);
    });

    await Promise.all([follow(after(9, 1)), follow(after(1, 2)), follow(after(4, 3))]);

    expect(log).toEqual([1, 2, 3].flatMap((piece) => [`begin ${piece}`, `end ${piece}`]));
  });

  it("follows nothing up behind a piece that failed", async () => {
    const log: number[] = [];
    const follow = inTurn(async (piece: number) => {
      log.push(piece);
    });
    const failing = after(3, 1).then(() => Promise.reject(new Error("broken")));

    const outcomes = await Promise.allSettled([follow(failing), follow(after(1, 2))]);

    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(log).toEqual([]);
  });
});
