import { describe, expect, it } from "vitest";
import { remember } from "../../../server/sync/remember.ts";

describe("remember", () => {
  it("works a text out once and gives the same result again", () => {
    const asked: string[] = [];
    const length = remember((text) => {
      asked.push(text);
      return text.length;
    });

    expect(["abc", "", "abc", ""].map((text) => length(text))).toEqual([3, 0, 3, 0]);
    expect(asked).toEqual(["abc", ""]);
  });

  it("forgets what it has before it has too much", () => {
    let worked = 0;
    const same = remember((text) => {
      worked += 1;
      return text;
    });

    for (let count = 0; count < 10_000; count += 1) same(String(count));
    const before = worked;
    const results = ["0", "9999"].map((text) => same(text));

    expect(before).toBe(10_000);
    expect(results).toEqual(["0", "9999"]);
    expect(worked).toBe(10_001);
  });
});
