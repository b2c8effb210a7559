import { afterEach, beforeEach, describe } from "vitest";
import { describeReads } from "./crm-adapter-reads.ts";
import { Bench } from "./crm-adapter-subject.ts";
import type { CrmAdapterSubject } from "./crm-adapter-subject.ts";
import { describeWrites } from "./crm-adapter-writes.ts";

/**
 * What every CrmAdapter must do, whichever vendor stands behind it.
 *
 * @param setUp - starts a stand-in without companies of its own and an adapter on it, with a
 *   time-out of at most one second
 */
export function crmAdapterBattery(name: string, setUp: () => Promise<CrmAdapterSubject>): void {
  describe(`${name} as a CrmAdapter`, () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = new Bench(await setUp());
      await bench.standIn.showChangesAtOnce();
    });
    afterEach(() => bench.subject.close());

    describeReads(() => bench);
    describeWrites(() => bench);
  });
}
