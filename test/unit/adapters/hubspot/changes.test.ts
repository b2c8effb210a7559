import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScanCursor, stepScan } from "../../../../server/adapters/hubspot/changes.ts";
import type { ScanCursor } from "../../../../server/adapters/hubspot/changes.ts";
import type { RecordSnapshot } from "../../../../server/sync/model.ts";

function record(id: number, modifiedAt: number): RecordSnapshot {
  return { id: String(id), modifiedAt, fields: {}, isDeleted: false };
}

/** What HubSpot's search would show, `pageSize` at a time. */
function search(
  records: readonly RecordSnapshot[],
  cursor: ScanCursor,
  pageSize: number,
): { records: RecordSnapshot[]; hasMore: boolean } {
  const found =
    "from" in cursor
      ? records
          .filter(({ modifiedAt }) => modifiedAt >= cursor.from)
          .toSorted((a, b) => a.modifiedAt - b.modifiedAt)
      : records
          .filter(
            ({ modifiedAt, id }) => modifiedAt === cursor.at && Number(id) > Number(cursor.afterId),
          )
          .toSorted((a, b) => Number(a.id) - Number(b.id));
  return { records: found.slice(0, pageSize), hasMore: found.length > pageSize };
}

describe("stepScan", () => {
  it("gives everything and ends when the page is the last", () => {
    const records = [record(1, 10), record(2, 20)];

    expect(stepScan({ from: 0 }, { records, hasMore: false })).toEqual({ records, next: null });
  });

  it("withholds the last millisecond of a full page and starts again at it", () => {
    const records = [record(1, 10), record(2, 20), record(3, 20)];

    expect(stepScan({ from: 0 }, { records, hasMore: true })).toEqual({
      records: [record(1, 10)],
      next: { from: 20 },
    });
  });

  it("drains by id when a page is one millisecond", () => {
    const records = [record(1, 20), record(2, 20)];

    expect(stepScan({ from: 20 }, { records, hasMore: true })).toEqual({
      records: [],
      next: { at: 20, afterId: "0" },
    });
  });

  it("goes on behind the millisecond once it is drained", () => {
    const records = [record(2, 20)];

    expect(stepScan({ at: 20, afterId: "1" }, { records, hasMore: false })).toEqual({
      records,
      next: { from: 21 },
    });
  });

  it("visits every record exactly once, however times are spread", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 100, max: 110 }), { maxLength: 80 }),
        fc.integer({ min: 2, max: 9 }),
        (times, pageSize) => {
          const all = times.map((time, index) => record(index + 1, time));
          const seen: string[] = [];
          let cursor: ScanCursor | null = { from: 100 };
          for (let pages = 0; cursor !== null; pages += 1) {
            if (pages > 1_000) throw new Error("the scan does not end");
            const step = stepScan(cursor, search(all, cursor, pageSize));
            seen.push(...step.records.map(({ id }) => id));
            cursor = step.next;
          }

          expect(seen.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
        },
      ),
    );
  });
});

describe("a scan's cursor", () => {
  it.each(["", "nonsense", "{}", '{"from":"x"}'])("refuses %j", (text) => {
    expect(() => parseScanCursor(text)).toThrow("cursor");
  });

  it("reads what it wrote", () => {
    const cursor = { at: 5, afterId: "9" };

    expect(parseScanCursor(JSON.stringify(cursor))).toEqual(cursor);
  });
});
