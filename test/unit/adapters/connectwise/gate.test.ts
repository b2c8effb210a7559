import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";

import { createGate } from "../../../../server/adapters/connectwise/transport.ts";

describe("gate", () => {
  it("keeps to its number of calls at once and leaves room for people", async () => {
    const gate = createGate(3, 1);
    const open: (() => void)[] = [];
    let started: string[] = [];
    const call = (name: string, isBulk: boolean): Promise<void> =>
      gate.run(isBulk, () => {
        started.push(name);
        return new Promise<void>((resolve) => open.push(resolve));
      });
    const all = [
      call("b1", true),
      call("b2", true),
      call("b3", true),
      call("u1", false),
      call("u2", false),
    ];
    await turn();
    expect(started).toEqual(["b1", "b2", "u1"]);
    started = [];
    open.shift()?.();
    await turn();
    expect(started).toEqual(["u2"]);
    while (open.length > 0) {
      open.shift()?.();
      await turn();
    }
    await Promise.all(all);
    expect(started).toEqual(["u2", "b3"]);
  });

  it("goes on after a call that failed", async () => {
    const gate = createGate(1, 0);
    await expect(gate.run(false, () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await gate.run(true, () => Promise.resolve(5))).toBe(5);
  });
});
