import { afterEach, beforeEach, describe } from "vitest";
import { describeReads } from "./crm-adapter-reads.ts";
import { describeSearch } from "./crm-adapter-search.ts";
import { Bench } from "./crm-adapter-subject.ts";
import type { CrmAdapterSubject } from "./crm-adapter-subject.ts";
import { describeWrites } from "./crm-adapter-writes.ts";

/**
 * What every CrmAdapter must do for each object type, whichever vendor stands behind it.
 *
 * @param name - the vendor's name and the object type
 * @param setUp - starts a stand-in without records of the type and adapters on it; records that
 *   those of the type belong to may be there
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
    describeSearch(() => bench);
    describeWrites(() => bench);
  });
}
