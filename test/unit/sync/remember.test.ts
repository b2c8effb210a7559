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

  it("keeps the results of functions apart", () => {
    const [loud, long] = [
      remember((text) => text.toUpperCase()),
      remember((text) => `${text}${text}`),
    ] as const;

    expect([loud("a"), long("a"), loud("a"), long("a")]).toEqual(["A", "aa", "A", "aa"]);
  });

  it("does not keep long texts, and forgets before it has too much", () => {
    let worked = 0;
    const same = remember((text) => {
      worked += 1;
      return text;
    });
    const long = "x".repeat(1_000);

    expect([same(long), same(long)]).toEqual([long, long]);
    expect(worked).toBe(2);
    for (let count = 0; count < 10_000; count += 1) same(String(count));
    expect(worked).toBe(10_002);
    expect([same("0"), same("9999")]).toEqual(["0", "9999"]);
    expect(worked).toBe(10_003);
  });
});
