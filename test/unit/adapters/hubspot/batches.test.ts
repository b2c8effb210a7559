import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeInBatches } from "../../../../server/adapters/hubspot/batches.ts";
import type { BatchInput } from "../../../../server/adapters/hubspot/batches.ts";
import { errorOfAnswer } from "../../../../server/adapters/hubspot/errors.ts";
import type { WireBatch, WireRecord } from "../../../../server/adapters/hubspot/wire.ts";
import { AppError } from "../../../../server/sync/errors.ts";

type RecordInput = Required<BatchInput>;

function input(id: number, properties: Record<string, string> = { phone: "1" }): RecordInput {
  return { id: String(id), properties };
}

function written(inputs: readonly RecordInput[]): WireBatch {
  return { results: inputs.map(({ id }) => ({ id, properties: {} })), errors: [] };
}

function refusal(body: unknown, status = 400): AppError {
  return errorOfAnswer({ status, header: () => null, body, now: 0 }, "write");
}

function classOf(outcome: object): string {
  return outcome instanceof AppError ? outcome.errorClass : "ok";
}

/** Writes to a vendor that is played by `send`; returns outcome classes and the sent batches. */
async function write(
  inputs: readonly RecordInput[],
  send: (part: readonly RecordInput[]) => WireBatch,
): Promise<{ classes: string[]; sent: string[][] }> {
  const sent: string[][] = [];
  const outcomes = await writeInBatches<RecordInput, WireRecord>({
    inputs,
    isAnswerTo: (record, { id }) => record.id === id,
    send: (part) => {
      sent.push(part.map(({ id }) => id));
      return Promise.resolve().then(() => send(part));
    },
  });
  return { classes: outcomes.map(classOf), sent };
}

describe("writeInBatches", () => {
  it("sends nothing for no inputs", async () => {
    expect(await write([], written)).toEqual({ classes: [], sent: [] });
  });

  it("finds exactly the bad inputs, whichever they are, and writes each good one once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (isBad) => {
        const stored: string[] = [];
        const inputs = isBad.map((_each, index) => input(index));

        const { classes } = await write(inputs, (part) => {
          if (part.some(({ id }) => isBad[Number(id)] === true)) throw refusal({ message: "bad" });
          stored.push(...part.map(({ id }) => id));
          return written(part);
        });

        const good = inputs.filter(({ id }) => isBad[Number(id)] === false).map(({ id }) => id);
        expect(classes).toEqual(isBad.map((bad) => (bad ? "invalid" : "ok")));
        expect(stored.toSorted()).toEqual(good.toSorted());
      }),
      { numRuns: 50 },
    );
  });

  it("takes out the inputs that the answer names and sends the rest once more", async () => {
    const { classes, sent } = await write([input(1), input(2), input(3)], (part) => {
      if (part.some(({ id }) => id === "2")) {
        throw refusal({ category: "OBJECT_NOT_FOUND", context: { ids: ["2"] } }, 404);
      }
      return written(part);
    });

    expect(classes).toEqual(["ok", "gone", "ok"]);
    expect(sent).toEqual([
      ["1", "2", "3"],
      ["1", "3"],
    ]);
  });

  it("settles all that write a property which does not exist without trying each", async () => {
    const inputs = [input(1, { lost: "x" }), input(2), input(3, { lost: "y", phone: "1" })];

    const { classes, sent } = await write(inputs, (part) => {
      if (part.some(({ properties }) => "lost" in properties)) {
        throw refusal({
          errors: [{ code: "PROPERTY_DOESNT_EXIST", context: { propertyName: ["lost"] } }],
        });
      }
      return written(part);
    });

    expect(classes).toEqual(["invalid", "ok", "invalid"]);
    expect(sent).toEqual([["1", "2", "3"], ["2"]]);
  });

  it.each(["throttle", "auth", "forbidden", "configuration", "transient"] as const)(
    "sends nothing more after a failure of class %s",
    async (errorClass) => {
      let calls = 0;

      const { classes, sent } = await write([input(1), input(2), input(3), input(4)], (part) => {
        calls += 1;
        if (calls === 1) throw refusal({ message: "bad" });
        if (calls === 2) return written(part);
        throw new AppError("stop", { code: "stop", errorClass });
      });

      expect(classes).toEqual(["ok", "ok", errorClass, errorClass]);
      expect(sent).toHaveLength(3);
    },
  );

  it("marks only the inputs of the unclear call as indeterminate", async () => {
    let calls = 0;

    const { classes, sent } = await write([input(1), input(2), input(3), input(4)], () => {
      calls += 1;
      if (calls === 1) throw refusal({ message: "bad" });
      throw new AppError("no answer", { code: "no_answer", errorClass: "indeterminate" });
    });

    expect(classes).toEqual(["indeterminate", "indeterminate", "transient", "transient"]);
    expect(sent).toHaveLength(2);
  });

  it("turns even an unexpected error into results", async () => {
    const { classes } = await write([input(1)], () => {
      throw new TypeError("bug");
    });

    expect(classes).toEqual(["internal"]);
  });

  it("takes an input without a result or an error as unclear", async () => {
    const { classes } = await write([input(1), input(2)], () => written([input(2)]));

    expect(classes).toEqual(["indeterminate", "ok"]);
  });

  it("matches a result by its trace id when its key is not in the answer", async () => {
    const { classes } = await write([input(1)], () => ({
      results: [{ id: "999", properties: {}, objectWriteTraceId: "1" }],
      errors: [],
    }));

    expect(classes).toEqual(["ok"]);
  });

  it("believes the error when an input is among the results and the errors", async () => {
    const { classes } = await write([input(1), input(2)], (part) => ({
      ...written(part),
      errors: [{ category: "VALIDATION_ERROR", context: { objectWriteTraceId: ["2"] } }],
    }));

    expect(classes).toEqual(["ok", "invalid"]);
  });
});
