import { describe, expect, it } from "vitest";

import type { CrmAdapter } from "../../../server/sync/adapter-ports.ts";
import type { RecordSnapshot } from "../../../server/sync/model.ts";
import { companyDefinition } from "../../../server/sync/objects/company.ts";
import type { CreateIntent } from "../../../server/sync/pair-ports.ts";
import { type SyncContext, unclaimed } from "../../../server/usecases/engine.ts";
import { readAll } from "../../../server/usecases/read-all.ts";
import { settleIntents } from "../../../server/usecases/settle-intents.ts";
import { loneContext } from "./lone-context.ts";

const ids = Array.from({ length: 250 }, (_, index) => String(index + 1));

/** A context in which HubSpot notes how many records each call asks for. */
function contextWith(asked: number[]): SyncContext {
  const note = (count: number): void => {
    asked.push(count);
  };
  const hubspot: Pick<CrmAdapter, "read" | "findCreated"> = {
    read: (_type, some) => {
      note(some.length);
      const records = some.map((id): [string, RecordSnapshot] => {
        return [id, { id, fields: {}, modifiedAt: 1, isDeleted: false }];
      });
      return Promise.resolve(new Map(records));
    },
    findCreated: (_type, probes) => {
      note(probes.length);
      return Promise.resolve(new Map());
    },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is called
  return loneContext(companyDefinition, { hubspot: hubspot as CrmAdapter });
}

describe("more records than a call takes", () => {
  it("are read a hundred at a time, and all come back", async () => {
    const asked: number[] = [];

    const records = await readAll(contextWith(asked), "hubspot", ids);

    expect(asked).toEqual([100, 100, 50]);
    expect([...records.keys()]).toEqual(ids);
  });

  it("are looked for a hundred at a time after creates without an answer", async () => {
    const asked: number[] = [];
    const context = contextWith(asked);
    const works = ids.map((id) => {
      const source = { side: "connectwise", id } as const;
      const intent: CreateIntent = {
        objectType: "company",
        source,
        payload: {},
        sourceBase: {},
        highMark: null,
        attempts: 1,
      };
      const pair = { ...unclaimed(context, source, null), intent };
      return { pair, records: { hubspot: null, connectwise: null }, isFresh: true };
    });

    expect(await settleIntents(context, works)).toEqual(works);
    expect(asked).toEqual([100, 100, 50]);
  });
});
