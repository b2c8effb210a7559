import { describe, expect, it } from "vitest";
import { errorClassOf, MISSING_ID, recordOf } from "./crm-adapter-subject.ts";
import type { Bench } from "./crm-adapter-subject.ts";

/** The part of the battery about creates, updates and their history. */
export function describeWrites(bench: () => Bench): void {
  describe("creating", () => {
    it("creates a record and returns what the vendor stored", async () => {
      const fields = bench().newFields();

      const [result] = await bench().adapter.create(bench().objectType, [
        { sourceId: "7001", fields },
      ]);
      const record = recordOf(result);

      expect(result).toMatchObject({ ok: true, isNew: true });
      expect(record.fields[bench().subject.namePath]).toBe(fields[bench().subject.namePath]);
      expect((await bench().readOne(record.id))?.fields[bench().subject.namePath]).toBe(
        fields[bench().subject.namePath],
      );
    });

    it("answers in the order of the inputs", async () => {
      const inputs = ["7001", "7002", "7003"].map((sourceId) => ({
        sourceId,
        fields: bench().newFields(),
      }));

      const results = await bench().adapter.create(bench().objectType, inputs);

      expect(results.map((result) => recordOf(result).fields[bench().subject.namePath])).toEqual(
        inputs.map(({ fields }) => fields[bench().subject.namePath]),
      );
    });

    it("creates the others when one input is refused", async () => {
      const inputs = ["7001", "7002", "7003", "7004"].map((sourceId, index) => ({
        sourceId,
        fields: index === 2 ? bench().subject.refused.fields : bench().newFields(),
      }));

      const results = await bench().adapter.create(bench().objectType, inputs);

      expect(results.map(errorClassOf)).toEqual(["none", "none", "invalid", "none"]);
      const [, , refused] = results;
      const field = refused?.ok === false ? refused.error.field : undefined;
      expect(field ?? null).toBe(bench().subject.refused.field);
    });

    it.each(["500-after", "timeout-after", "partial"])(
      "finds the record again after a %s on the create",
      async (kind) => {
        const input = { sourceId: "7001", fields: bench().newFields() };
        const highMark = await bench().adapter.highMark(bench().objectType);
        await bench().standIn.failNext(bench().subject.routes.create, kind);

        const results = await bench().adapterFor(kind).create(bench().objectType, [input]);
        const found = await bench().adapter.findCreated(
          bench().objectType,
          [{ ...input, highMark }],
          bench().paths,
        );

        expect(results.map(errorClassOf)).toEqual(["indeterminate"]);
        expect(found.get("7001")).toHaveLength(1);
        expect(await bench().listAll()).toHaveLength(1);
      },
    );

    it("finds nothing when an unclear create never arrived", async () => {
      const input = { sourceId: "7001", fields: bench().newFields() };
      const highMark = await bench().adapter.highMark(bench().objectType);
      await bench().standIn.failNext(bench().subject.routes.create, "500-before");

      const results = await bench().adapter.create(bench().objectType, [input]);
      const found = await bench().adapter.findCreated(
        bench().objectType,
        [{ ...input, highMark }],
        bench().paths,
      );

      expect(results.map(errorClassOf)).toEqual(["indeterminate"]);
      expect(found.get("7001") ?? []).toEqual([]);
    });

    it("never makes a second record by a repeat, or gives a mark that later records are above", async () => {
      const input = { sourceId: "7001", fields: bench().newFields() };
      const first = recordOf((await bench().adapter.create(bench().objectType, [input]))[0]);
      const mark = await bench().adapter.highMark(bench().objectType);

      // Without a mark the create must be repeatable; with one it is never repeated.
      const next = { sourceId: "7002", fields: bench().newFields() };
      const [result] = await bench().adapter.create(bench().objectType, [
        mark === null ? input : next,
      ]);

      const firstIsBelowMark = mark === null || Number(first.id) <= Number(mark);
      const second = recordOf(result).id;
      const isRight = mark === null ? second === first.id : Number(second) > Number(mark);
      expect({ firstIsBelowMark, isRight }).toEqual({ firstIsBelowMark: true, isRight: true });
      expect(result).toMatchObject({ isNew: mark !== null });
    });

    it("creates nothing when it is throttled, and closes the budget", async () => {
      await bench().standIn.failNext(bench().subject.routes.create, "429");

      const results = await bench().adapter.create(bench().objectType, [
        { sourceId: "7001", fields: bench().newFields() },
      ]);

      expect(results.map(errorClassOf)).toEqual(["throttle"]);
      expect(bench().subject.closures).toHaveLength(1);
      expect(await bench().listAll()).toEqual([]);
    });
  });

  describe("updating", () => {
    it("sets the named fields and leaves the others alone", async () => {
      const fields = bench().newFields();
      const id = await bench().standIn.create(fields);

      const [result] = await bench().adapter.update(bench().objectType, [
        { id, fields: { [bench().subject.textPath]: "555" } },
      ]);

      expect(recordOf(result).fields[bench().subject.textPath]).toBe("555");
      expect((await bench().readOne(id))?.fields).toEqual({
        [bench().subject.namePath]: fields[bench().subject.namePath],
        [bench().subject.textPath]: "555",
      });
    });

    it("empties a field that is set to null", async () => {
      const id = await bench().standIn.create({
        ...bench().newFields(),
        [bench().subject.textPath]: "555",
      });

      const [result] = await bench().adapter.update(bench().objectType, [
        { id, fields: { [bench().subject.textPath]: null } },
      ]);

      expect(recordOf(result).id).toBe(id);
      expect((await bench().readOne(id))?.fields[bench().subject.textPath]).toBeNull();
    });

    it("updates the others when one record is gone", async () => {
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1)
        ids.push(await bench().standIn.create(bench().newFields()));
      const inputs = [ids[0] ?? "", MISSING_ID, ids[1] ?? "", ids[2] ?? ""].map((id) => ({
        id,
        fields: { [bench().subject.textPath]: `t${id}` },
      }));

      const results = await bench().adapter.update(bench().objectType, inputs);

      expect(results.map(errorClassOf)).toEqual(["none", "gone", "none", "none"]);
      for (const id of ids) {
        expect((await bench().readOne(id))?.fields[bench().subject.textPath]).toBe(`t${id}`);
      }
    });

    it.each([
      ["500-before", "indeterminate", null],
      ["500-after", "indeterminate", "555"],
      ["timeout-before", "indeterminate", null],
      ["timeout-after", "indeterminate", "555"],
      ["partial", "indeterminate", "555"],
      ["429", "throttle", null],
      ["429-html", "throttle", null],
    ])("sends an update once and reports a %s as %s", async (kind, errorClass, stored) => {
      const id = await bench().standIn.create(bench().newFields());
      await bench().standIn.failNext(bench().subject.routes.update, kind);

      const results = await bench()
        .adapterFor(kind)
        .update(bench().objectType, [{ id, fields: { [bench().subject.textPath]: "555" } }]);

      expect(results.map(errorClassOf)).toEqual([errorClass]);
      expect((await bench().readOne(id))?.fields[bench().subject.textPath]).toBe(stored);
    });

    it("reports a broken connection as indeterminate", async () => {
      const id = await bench().standIn.create(bench().newFields());
      await bench().standIn.failNext(bench().subject.routes.update, "reset");

      const results = await bench().adapter.update(bench().objectType, [
        { id, fields: { [bench().subject.textPath]: "555" } },
      ]);

      expect(results.map(errorClassOf)).toEqual(["indeterminate"]);
    });
  });

  describe("parts", () => {
    it("sets a part alone, answers with it and leaves the rest as it was", async () => {
      const { part, namePath } = bench().subject;
      const fields = bench().newFields();
      const id = await bench().standIn.create(fields);

      for (const value of part.values) {
        const before = await bench().existing(id, [namePath, part.path]);
        const inputs = [{ id, fields: { [part.path]: value }, before }];
        const [result] = await bench().adapter.update(bench().objectType, inputs);
        const after = await bench().existing(id, [namePath, part.path]);

        expect(recordOf(result)).toMatchObject({ id, fields: { [part.path]: value } });
        expect(after.fields).toEqual({ [namePath]: fields[namePath], [part.path]: value });
      }
    });

    it("sets a part together with a field", async () => {
      const { part, textPath } = bench().subject;
      const id = await bench().standIn.create(bench().newFields());
      const before = await bench().existing(id, [textPath, part.path]);
      const fields = { [textPath]: "555", [part.path]: part.values[0] };

      const inputs = [{ id, fields, before }];
      const [result] = await bench().adapter.update(bench().objectType, inputs);
      const after = await bench().existing(id, [textPath, part.path]);

      expect(recordOf(result).fields).toMatchObject(fields);
      expect(after.fields).toEqual(fields);
    });
  });

  describe("history", () => {
    it("tells our own values from a person's, newest first, where the vendor keeps any", async () => {
      const { id } = await bench().createOne();
      await bench().adapter.update(bench().objectType, [
        { id, fields: { [bench().subject.textPath]: "ours" } },
      ]);
      await new Promise((resolve) => setTimeout(resolve, 5)); // two values of one millisecond have no order
      await bench().standIn.edit(id, { [bench().subject.textPath]: "theirs" });

      const history = await bench().adapter.history(
        bench().objectType,
        [id],
        [bench().subject.textPath],
      );

      const entries = history?.get(id)?.[bench().subject.textPath] ?? [];
      const expected =
        history === null
          ? []
          : [
              ["theirs", false],
              ["ours", true],
            ];
      expect(entries.slice(0, 2).map(({ value, isOurs }) => [value, isOurs])).toEqual(expected);
    });
  });
}
