import { describe, expect, it } from "vitest";
import { MISSING_ID } from "./crm-adapter-subject.ts";
import type { Bench } from "./crm-adapter-subject.ts";

/** The part of the battery about reads, listings and changes. */
export function describeReads(bench: () => Bench): void {
  describe("reading", () => {
    it("reads records by id and leaves ids out that do not exist", async () => {
      const fields = bench().newFields();
      const id = await bench().standIn.create(fields);

      const records = await bench().adapter.read(
        bench().objectType,
        [id, MISSING_ID],
        bench().paths,
      );

      expect([...records.keys()]).toEqual([id]);
      expect(records.get(id)?.fields[bench().subject.namePath]).toBe(
        fields[bench().subject.namePath],
      );
      expect(records.get(id)?.isDeleted).toBe(false);
    });

    it("returns an empty map for no ids", async () => {
      expect((await bench().adapter.read(bench().objectType, [], bench().paths)).size).toBe(0);
    });

    it("gives null for an empty field and nothing for one that was not asked for", async () => {
      const id = await bench().standIn.create({
        ...bench().newFields(),
        [bench().subject.textPath]: "x",
      });
      await bench().standIn.edit(id, { [bench().subject.textPath]: "" });

      const record = (
        await bench().adapter.read(bench().objectType, [id], [bench().subject.textPath])
      ).get(id);

      expect(record?.fields).toEqual({ [bench().subject.textPath]: null });
    });

    it("moves modifiedAt forward when a person edits", async () => {
      const id = await bench().standIn.create(bench().newFields());
      const before = await bench().readOne(id);
      await new Promise((resolve) => setTimeout(resolve, 1_100)); // some clocks tick in seconds
      await bench().standIn.edit(id, { [bench().subject.textPath]: "555" });

      const after = await bench().readOne(id);

      expect(after?.fields[bench().subject.textPath]).toBe("555");
      expect(after?.modifiedAt).toBeGreaterThan(before?.modifiedAt ?? Infinity);
    });

    it("leaves a deleted record out or marks it", async () => {
      const id = await bench().standIn.create(bench().newFields());
      await bench().standIn.remove(id);

      const record = await bench().readOne(id);

      expect(record === undefined || record.isDeleted).toBe(true);
    });

    it("lists every record once", async () => {
      const ids: string[] = [];
      for (let count = 0; count < 12; count += 1)
        ids.push(await bench().standIn.create(bench().newFields()));

      const listed = (await bench().listAll()).map(({ id }) => id);

      expect(listed.filter((id) => ids.includes(id))).toEqual(ids);
    });

    it("reads on after a server error", async () => {
      const id = await bench().standIn.create(bench().newFields());
      await bench().standIn.failNext(bench().subject.routes.read, "500-before");

      expect(await bench().readOne(id)).toBeDefined();
    });

    it("reads on after an answer that was cut off", async () => {
      const id = await bench().standIn.create(bench().newFields());
      await bench().standIn.failNext(bench().subject.routes.read, "partial");

      expect(await bench().readOne(id)).toBeDefined();
    });

    it("reads on after a time-out", async () => {
      const id = await bench().standIn.create(bench().newFields());
      await bench().standIn.failNext(bench().subject.routes.read, "timeout-before");

      const { objectType, paths, subject } = bench();
      expect((await subject.impatient.read(objectType, [id], paths)).get(id)).toBeDefined();
    });

    it.each(["429", "429-html"])("closes the budget after a %s on a read", async (kind) => {
      const id = await bench().standIn.create(bench().newFields());
      await bench().standIn.failNext(bench().subject.routes.read, kind);

      const outcome = await bench()
        .readOne(id)
        .catch((error: unknown) => error);

      expect(outcome).toSatisfy(
        (value: object) => "fields" in value || Reflect.get(value, "errorClass") === "throttle",
      );
      expect(bench().subject.closures).toHaveLength(1);
      expect(bench().subject.closures[0]).toBeGreaterThan(0);
    });
  });

  describe("changes", () => {
    it("gives the newest changes first, counted where the vendor counts", async () => {
      const early = await bench().standIn.create(bench().newFields());
      const late = await bench().standIn.create(bench().newFields());
      await new Promise((resolve) => setTimeout(resolve, 1_100)); // some clocks tick in seconds
      const since = Date.now() - 60_000;
      await bench().standIn.edit(early, { [bench().subject.textPath]: "1" });

      const head = await bench().adapter.changesHead(bench().objectType, since, bench().paths);
      const ids = head.records.map(({ id }) => id);

      expect(ids.indexOf(early)).toBe(0);
      expect(ids).toContain(late);
      expect(head.isComplete).toBe(true);
      expect([null, head.records.length]).toContain(head.total);
      expect(Math.abs(head.serverTime - Date.now())).toBeLessThan(60_000);
    });

    it("gives nothing when nothing changed", async () => {
      await bench().standIn.create(bench().newFields());

      const head = await bench().adapter.changesHead(
        bench().objectType,
        Date.now() + 60_000,
        bench().paths,
      );

      expect(head).toMatchObject({ records: [], isComplete: true });
    });

    it("scans every change, with values", async () => {
      const since = Date.now() - 60_000;
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1)
        ids.push(await bench().standIn.create(bench().newFields()));

      const scanned = await bench().scanAll(since);

      expect(new Set(scanned.map(({ id }) => id))).toEqual(new Set(ids));
      expect(scanned.every(({ fields }) => fields[bench().subject.namePath] !== null)).toBe(true);
    });

    it("says that a head is incomplete when it does not hold all changes", async () => {
      const since = Date.now() - 60_000;
      const ids: string[] = [];
      const createShare = async (): Promise<void> => {
        for (let left = bench().subject.headSize / 20; left > 0; left -= 1) {
          ids.push(await bench().standIn.create(bench().newFields()));
        }
      };
      await Promise.all(Array.from({ length: 20 }, createShare));
      ids.push(await bench().standIn.create(bench().newFields()));

      const head = await bench().adapter.changesHead(bench().objectType, since, [
        bench().subject.namePath,
      ]);
      const scanned = await bench().scanAll(since, [bench().subject.namePath]);

      expect(head.isComplete).toBe(false);
      expect(head.records).toHaveLength(bench().subject.headSize);
      expect(new Set(scanned.map(({ id }) => id))).toEqual(new Set(ids));
    });
  });
}
