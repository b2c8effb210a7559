import { describe, expect, it } from "vitest";

import type { CrmAdapter } from "../../../server/sync/adapter-ports.ts";
import { AppError } from "../../../server/sync/errors.ts";
import { createRefusalLog, watchRefusals } from "../../../server/usecases/watch-refusals.ts";

const forbidden = new AppError("no", {
  code: "permission_missing",
  errorClass: "forbidden",
  remedy: "Grant it.",
});
const gone = new AppError("gone", { code: "not_found", errorClass: "gone" });

/** An adapter of which every call ends like this. */
function endingWith(ending: AppError): CrmAdapter {
  const fail = () => Promise.reject(ending);
  const refuse = (_type: string, inputs: readonly unknown[]) =>
    Promise.resolve(inputs.map(() => ({ ok: false, error: ending }) as const));
  return {
    side: "connectwise",
    read: fail,
    list: fail,
    changesHead: fail,
    changesScan: fail,
    search: fail,
    findCreated: fail,
    highMark: fail,
    history: fail,
    create: refuse,
    update: refuse,
  };
}

describe("refusals for want of a right [S25]", () => {
  it.each([
    ["read", (one: CrmAdapter) => one.read("deal", ["1"], [])],
    ["read", (one: CrmAdapter) => one.list("deal", null, [])],
    ["read", (one: CrmAdapter) => one.changesHead("deal", 0, [])],
    ["read", (one: CrmAdapter) => one.changesScan("deal", 0, null, [])],
    ["read", (one: CrmAdapter) => one.search("deal", "x", 1)],
    ["read", (one: CrmAdapter) => one.findCreated("deal", [], [])],
    ["read", (one: CrmAdapter) => one.highMark("deal")],
    ["read", (one: CrmAdapter) => one.history("deal", [], [])],
  ])("of a %s are noted, and thrown all the same", async (action, call) => {
    const log = createRefusalLog();

    await expect(call(watchRefusals(endingWith(forbidden), log))).rejects.toBe(forbidden);

    expect(log.take()).toEqual([
      { side: "connectwise", objectType: "deal", action, remedy: "Grant it." },
    ]);
  });

  it("of many records are one, told once", async () => {
    const log = createRefusalLog();
    const adapter = watchRefusals(endingWith(forbidden), log);
    const inputs = ["1", "2", "3"].map((id) => ({ id, sourceId: id, fields: {} }));

    const results = [await adapter.update("deal", inputs), await adapter.create("deal", inputs)];

    expect(results.flat()).toHaveLength(6);
    expect(log.take().map(({ action }) => action)).toEqual(["update", "create"]);
    expect(log.take()).toEqual([]);
  });

  it("are not what else goes wrong", async () => {
    const log = createRefusalLog();
    const adapter = watchRefusals(endingWith(gone), log);

    await expect(adapter.read("deal", ["1"], [])).rejects.toBe(gone);
    await adapter.update("deal", [{ id: "1", fields: {} }]);

    expect(log.take()).toEqual([]);
  });
});
