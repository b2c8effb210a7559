import { describe, expect, it } from "vitest";
import { together } from "../../../server/store/together.ts";

const CONSEQUENCE = Object.assign(new Error("the transaction is aborted"), { code: "25P02" });

describe("together", () => {
  it("gives the results in the order of the works", async () => {
    const late = new Promise<number>((resolve) => setTimeout(() => resolve(1), 5));

    expect(await together([late, Promise.resolve("two")])).toEqual([1, "two"]);
  });

  it("throws only when all have ended, and what went wrong first", async () => {
    let hasEnded = false;
    const cause = new Error("a value is too long");
    const late = new Promise<void>((resolve) => {
      setTimeout(() => {
        hasEnded = true;
        resolve();
      }, 5);
    });

    const outcome = together([Promise.reject(CONSEQUENCE), Promise.reject(cause), late]);

    await expect(outcome).rejects.toBe(cause);
    expect(hasEnded).toBe(true);
  });

  it("throws a consequence when nothing else is known", async () => {
    await expect(together([Promise.resolve(), Promise.reject(CONSEQUENCE)])).rejects.toBe(
      CONSEQUENCE,
    );
  });
});
