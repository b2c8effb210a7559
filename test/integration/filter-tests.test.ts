import { beforeAll, describe, expect, it } from "vitest";

import { firm, useLiveRig, worldOf } from "./live-rig.ts";
import { type Reply, readRows } from "./server-rig.ts";

const PATH = "/objects/company/filters";
const firms = Array.from({ length: 12 }, (_each, index) =>
  firm(index + 1, {
    hubspot: { lifecyclestage: index < 4 ? "customer" : "lead" },
    ...(index === 0 ? { connectwise: { status: { name: "Inactive" } } } : {}),
  }),
);
const of = (...conditions: object[]) => ({ groups: [{ conditions }] });
const CUSTOMERS = { path: "lifecyclestage", operator: "is-any-of", values: ["customer"] };

describe("a filter that is tried out [S11]", () => {
  const live = useLiveRig(worldOf(firms, []));
  const tryOut = (side: string, filter: object): Promise<Reply> =>
    live().api("POST", `${PATH}/test`, { side, filter });
  const stored = () =>
    readRows(live().database, "SELECT object_type, version FROM mapping_versions ORDER BY 1, 2");

  it("tells how many are inside, how many of the linked would leave, and shows some", async () => {
    const before = await stored();
    const { status, body } = await tryOut("hubspot", of(CUSTOMERS));

    expect(status).toBe(200);
    expect(await stored()).toEqual(before);
    expect(body).toMatchObject({
      objectType: "company",
      side: "hubspot",
      seen: 12,
      isComplete: true,
      total: { count: 12, reason: null },
      inside: { count: 4, ofSeen: 4 },
      leaving: { count: 8 },
    });
    expect(body.examples.inside).toHaveLength(4);
    expect(body.examples.outside).toHaveLength(8);
    const [example] = body.examples.outside;
    const { portalId } = (await live().api("GET", "/overview")).body.portal;
    expect(example).toEqual({
      id: "1005",
      name: "Firm Number 5",
      url: expect.stringMatching(
        new RegExp(`^https://.+/contacts/${portalId}/record/0-2/1005$`, "u"),
      ),
      unmet: [CUSTOMERS],
      excludedBecause: null,
    });
  });

  it("tells what the standard filters leave out of those inside", async () => {
    const { body } = await tryOut("connectwise", of({ path: "city", operator: "is-blank" }));

    expect(body).toMatchObject({
      inside: { count: 12 },
      excluded: { count: 1 },
      leaving: { count: 0 },
    });
    const held = body.examples.inside.filter(
      (each: Reply["body"]) => each.excludedBecause !== null,
    );
    expect(held).toHaveLength(1);
    expect(held[0]).toMatchObject({
      name: "Firm Number 1",
      unmet: [],
      url: expect.stringContaining("recid=2001"),
    });
  });

  it("has no group where everything is inside", async () => {
    const { body } = await tryOut("hubspot", { groups: [] });

    expect(body).toMatchObject({ inside: { count: 12 }, leaving: { count: 0 } });
    expect(body.examples.outside).toEqual([]);
  });

  it.each([
    [
      "an unknown field",
      "hubspot",
      of({ ...CUSTOMERS, path: "stage" }),
      "filter.groups.0.conditions.0.path",
    ],
    [
      "an unknown option",
      "hubspot",
      of({ ...CUSTOMERS, values: ["x"] }),
      "filter.groups.0.conditions.0.values",
    ],
    ["no such side", "salesforce", of(CUSTOMERS), "side"],
  ])("is refused with %s", async (_what, side, filter, field) => {
    const { status, body } = await tryOut(side, filter);

    expect(status).toBe(422);
    expect(body.error).toMatchObject({ field, remedy: expect.any(String) });
  });
});

describe("a filter that is tried out on more records than are looked at [S11]", () => {
  const many = Array.from({ length: 340 }, (_each, index) => ({
    id: String(5_000 + index),
    properties: {
      name: `Prospect ${index}`,
      lifecyclestage: index % 2 === 0 ? "customer" : "lead",
    },
  }));
  const live = useLiveRig({ hubspot: { companies: [] }, connectwise: { companies: [] } });
  beforeAll(async () => {
    await live().control("hubspot", "reset", { records: { companies: many } });
    await live().control("hubspot", "limits", { searchLagMs: 0, enforce: false });
  });

  const tryOut = (condition: object): Promise<Reply> =>
    live().api("POST", `${PATH}/test`, { side: "hubspot", filter: of(condition) });

  it("has HubSpot count what it can, and says what it cannot", async () => {
    const counted = await tryOut(CUSTOMERS);
    const uncounted = await tryOut({ path: "name", operator: "contains", values: ["1"] });

    expect(counted.body).toMatchObject({
      seen: 300,
      isComplete: false,
      total: { count: 340, ofSeen: 300 },
      inside: { count: 170, ofSeen: 150 },
      leaving: { count: null, ofSeen: 0, reason: expect.any(String) },
    });
    expect(counted.body.examples.outside).toHaveLength(10);
    expect(uncounted.body.inside).toMatchObject({
      count: null,
      reason: 'HubSpot\'s search does not count by "Company name contains …" as Lockstep does.',
    });
    expect(uncounted.body.inside.ofSeen).toBeGreaterThan(0);
  });
});
