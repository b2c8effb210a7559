import { beforeAll, describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig } from "./live-rig.ts";
import type { Reply } from "./server-rig.ts";

const linked = firm(1);
const alone = { id: "101", properties: { name: "Stuck", country: "Atlantis" } };
const world = {
  hubspot: { companies: [linked.hubspot, alone] },
  connectwise: { companies: [linked.connectwise] },
};
const records = [alone.id, linked.hubspot.id].map((recordId) => ({
  objectType: "company",
  side: "hubspot",
  recordId,
}));

describe("ignored issues [S21]", () => {
  const live = useLiveRig(world);
  const post = (verb: string): Promise<Reply> => live().api("POST", `/issues/${verb}`, { records });
  const idsOf = async (which: string): Promise<string[]> => {
    const { body } = await live().api("GET", `/issues?which=${which}`);
    return body.items.map(({ recordId }: Shown) => recordId);
  };
  const counts = async (): Promise<Shown> =>
    (await live().api("GET", "/overview")).body.objects.company;
  const both = [linked.hubspot.id, alone.id];

  beforeAll(async () => {
    await live().quiet();
    const fields = { country: "Atlantis" };
    await live().edit("hubspot", "company", { id: linked.hubspot.id, fields });
    await live().quiet();
  });

  it("leave lists and counts, and the same again changes nothing", async () => {
    expect(await idsOf("counting")).toEqual(both);
    expect(await counts()).toMatchObject({ attention: 2 });

    expect(await post("ignore")).toEqual({ status: 200, body: { count: 2 } });
    expect(await post("ignore")).toEqual({ status: 200, body: { count: 2 } });

    expect(await idsOf("counting")).toEqual([]);
    expect(await idsOf("ignored")).toEqual(both);
    expect(await counts()).toEqual({ ignored: 2 });
    expect((await live().api("GET", "/issues/categories")).body.items).toEqual([]);
  });

  it("stay ignored when the record is looked at again as it is", async () => {
    await live().api("POST", "/issues/retry", { records });
    await live().quiet();

    expect(await idsOf("ignored")).toEqual(both);
  });

  it("count again when somebody heeds them", async () => {
    expect(await post("heed")).toMatchObject({ status: 200 });
    expect(await idsOf("counting")).toEqual(both);
    await post("ignore");
  });

  it("count again when the record changes", async () => {
    const { edit } = live();
    await edit("hubspot", "company", { id: alone.id, fields: { country: "Nowhere" } });

    await expect.poll(() => idsOf("counting"), PATIENCE).toEqual([alone.id]);
    expect(await idsOf("ignored")).toEqual([linked.hubspot.id]);
  });

  it("count again when the mapping changes", async () => {
    const { body } = await live().api("GET", "/objects/company/mapping");
    const rows = body.rows
      .filter((one: Shown) => !one.isFixed && one.hubspot !== "phone")
      .map(({ hubspot, connectwise, direction }: Shown) => ({ hubspot, connectwise, direction }));

    await live().api("PUT", "/objects/company/mapping", { rows });

    await expect.poll(() => idsOf("ignored"), PATIENCE).toEqual([]);
  });
});
