import { describe, expect, it } from "vitest";

import {
  allOf,
  anyOf,
  chunkByQuery,
  equalsText,
  exclusiveBound,
  idIn,
  quoteText,
  updatedAfter,
  writeQuery,
} from "../../../../server/adapters/connectwise/conditions.ts";

const queryOf = (part: readonly string[]): { conditions: string; fields: string } => ({
  conditions: idIn(part),
  fields: "x".repeat(900),
});

describe("conditions", () => {
  it("keeps quotes and backslashes of a value inside the quoted text", () => {
    expect(quoteText('Joe\'s "Best" C:\\')).toBe('"Joe\'s \\"Best\\" C:\\\\"');
    expect(equalsText("name", 'x" or id > 0 or name = "y')).toBe(
      'name = "x\\" or id > 0 or name = \\"y"',
    );
  });

  it("lists ids, and refuses anything that is no id", () => {
    expect(idIn(["5", "19"])).toBe("id in (5,19)");
    expect(() => idIn(["5", "1) or (id > 0"])).toThrow(RangeError);
    expect(() => idIn(["0"])).toThrow(RangeError);
  });

  it("brackets alternatives only where there are several", () => {
    expect(anyOf(["a = 1"])).toBe("a = 1");
    expect(allOf([anyOf(["a = 1", "b = 2"]), "c = 3"])).toBe("(a = 1 or b = 2) and c = 3");
  });

  it("writes times in UTC with a Z and no fraction", () => {
    const time = Date.parse("2026-03-01T12:00:01.750+02:00");
    expect(updatedAfter(time)).toBe("lastUpdated > [2026-03-01T10:00:01Z]");
    expect(updatedAfter(time, "day")).toBe("lastUpdated > [2026-03-01]");
  });

  it("moves an inclusive moment to a bound that excludes itself", () => {
    const since = Date.parse("2026-03-01T10:00:01.750Z");
    expect(new Date(exclusiveBound(since, "exact")).toISOString()).toBe("2026-03-01T10:00:00.000Z");
    expect(new Date(exclusiveBound(since, "day")).toISOString()).toBe("2026-02-28T00:00:00.000Z");
  });

  it("encodes every character that ConnectWise wants encoded", () => {
    const query = writeQuery({
      conditions: `name = "a&b+c'd*e%f[g]"`,
      page: undefined,
      pageSize: 5,
    });
    expect(query).toBe("?conditions=name%20%3D%20%22a%26b%2Bc%27d%2Ae%25f%5Bg%5D%22&pageSize=5");
    expect(writeQuery({ fields: "id,status/name" })).toBe("?fields=id,status/name");
    expect(writeQuery({})).toBe("");
  });

  it("cuts ids into parts whose queries stay under the length ConnectWise takes", () => {
    const ids = Array.from({ length: 100 }, (_, index) => String(1_000_000_000_000 + index));
    const parts = chunkByQuery(ids, queryOf, 100);
    expect(parts.flat()).toEqual(ids);
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map((part) => writeQuery(queryOf(part)).length))).toBeLessThan(1_701);
  });
});
