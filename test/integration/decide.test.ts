import { beforeAll, describe, expect, it } from "vitest";

import { countWrites } from "../../bench/traffic.ts";
import { firm, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { answerOf, readRows, type Reply } from "./server-rig.ts";

const firms = [firm(1), firm(2), firm(3), firm(4), firm(5), firm(6)] as const;
const [first, second, third, fourth, fifth, sixth] = firms;

const decision = (winner: string, more: object = {}): object => ({
  key: "city",
  winner,
  seen: { hubspot: "Miami", connectwise: "Naples" },
  ...more,
});

/** A field that asks, and a clash in it: nothing but what is asked for happens. */
describe("deciding a conflict [S6]", () => {
  const live = useLiveRig(worldOf(firms, []), { environment: { POLL_SECONDS: "3600" } });

  beforeAll(async () => {
    await live().quiet();
    for (const vendor of ["hubspot", "connectwise"] as const) {
      // oxlint-disable-next-line no-await-in-loop -- two, in order
      await live().control(vendor, "faults", { seed: 1, rate: 1, kinds: ["webhook-drop"] });
    }
    const { body } = await live().api("GET", "/objects/company/mapping");
    const rows = body.rows
      .filter((one: Shown) => !one.isFixed)
      .map(({ hubspot, connectwise, direction }: Shown) => ({
        hubspot,
        connectwise,
        direction,
        ...(hubspot === "city" || hubspot === "zip" ? { conflictRule: "ask" } : {}),
      }));
    await live().api("PUT", "/objects/company/mapping", { rows });
    await live().quiet();
  });

  const change = async (twin: typeof first, there: object, here: object): Promise<void> => {
    const { hubspot, connectwise } = twin;
    await live().edit("hubspot", "company", { id: hubspot.id, fields: { ...here } });
    const id = String(connectwise.id);
    await live().edit("connectwise", "company", { id, fields: { ...there } });
  };
  const clash = (twin: typeof first): Promise<void> =>
    change(twin, { city: "Naples" }, { city: "Miami" });
  const decide = (twin: typeof first, ...decisions: object[]): Promise<Reply> =>
    answerOf(() =>
      live().api("POST", "/records/decide", {
        objectType: "company",
        side: "hubspot",
        recordId: twin.hubspot.id,
        decisions,
      }),
    );
  const cities = async ({ hubspot, connectwise }: typeof first): Promise<unknown> => {
    const here = await live().record("hubspot", "company", hubspot.id);
    const there = await live().record("connectwise", "company", connectwise.id);
    return [here.properties.city, there.city];
  };

  it("writes HubSpot's value to ConnectWise, and the journal names who decided", async () => {
    await clash(first);

    const reply = await decide(first, decision("hubspot"));

    expect(reply).toMatchObject({ status: 200, body: { isPending: false, state: "linked" } });
    expect(reply.body.fields.find((line: Shown) => line.key === "city")).toMatchObject({
      decision: "written",
      rule: "decided",
      write: { side: "connectwise", oldValue: "Naples", newValue: "Miami" },
    });
    expect(reply.body.writes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "update", rule: "decided", userId: "71000" }),
        expect.objectContaining({ kind: "conflict", rule: "decided", oldValue: "Naples" }),
      ]),
    );
    expect(await cities(first)).toEqual(["Miami", "Miami"]);
  });

  it("writes ConnectWise's value to HubSpot after a sync has asked for it, and the issue ends", async () => {
    await clash(second);
    const id = second.hubspot.id;
    const record = { objectType: "company", side: "hubspot", recordId: id };
    const asked = await answerOf(() => live().api("POST", "/records/sync", record));
    expect(asked.body.issues).toMatchObject([{ code: "conflict_to_decide" }]);

    const reply = await decide(second, decision("connectwise"));

    expect(reply).toMatchObject({ status: 200, body: { state: "linked", issues: [] } });
    expect(await cities(second)).toEqual(["Naples", "Naples"]);
  });

  it("is done once when HubSpot repeats the request, and both answers say so", async () => {
    await clash(third);
    await live().forgetCalls();

    const choose = (): Promise<Reply> => decide(third, decision("hubspot"));
    const replies = await Promise.all([choose(), choose()]);
    const later = await choose();

    expect([...replies, later].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(countWrites(await live().control("connectwise", "requests"))).toBe(1);
    expect(await cities(third)).toEqual(["Miami", "Miami"]);
  });

  it("is refused when a value was changed since it was shown, and writes nothing", async () => {
    await clash(fourth);
    await live().edit("connectwise", "company", {
      id: String(fourth.connectwise.id),
      fields: { city: "Ocala" },
    });

    const reply = await decide(fourth, decision("hubspot"));

    expect(reply).toMatchObject({
      status: 409,
      body: { error: { code: "changed_meanwhile", field: "decisions.0.seen" } },
    });
    expect(await cities(fourth)).toEqual(["Miami", "Ocala"]);
  });

  it("leaves fields open that nobody decided on", async () => {
    await change(fifth, { city: "Naples", zip: "1" }, { city: "Miami", zip: "2" });

    const { status, body } = await decide(fifth, decision("hubspot"));

    expect({ status, state: body.state }).toEqual({ status: 200, state: "attention" });
    expect(body.issues).toMatchObject([{ code: "conflict_to_decide", field: "zip" }]);
    expect(await cities(fifth)).toEqual(["Miami", "Miami"]);
  });

  it("is refused while a worker has the record for longer, and says when to try again", async () => {
    await clash(sixth);
    await readRows(
      live().database,
      `INSERT INTO claims (portal_id, pair_key, owner, until, object_type, side, record_id)
       SELECT portal_id, 'link:' || link_id, 'another', now() + interval '1 hour', object_type,
              'hubspot', hubspot_id
       FROM links WHERE object_type = 'company' AND hubspot_id = '${sixth.hubspot.id}'`,
    );

    const reply = await decide(sixth, decision("hubspot"));
    await readRows(live().database, "DELETE FROM claims WHERE owner = 'another'");

    expect(reply).toMatchObject({
      status: 409,
      body: { error: { code: "record_busy", remedy: expect.any(String) } },
    });
    expect(await cities(sixth)).toEqual(["Miami", "Naples"]);
  });

  it.each([
    [
      409,
      "nothing_to_decide",
      "decisions.0.key",
      [
        decision("hubspot", {
          key: "name",
          seen: { hubspot: "Firm Number 1", connectwise: "Firm Number 1" },
        }),
      ],
    ],
    [422, "unknown_field", "decisions.0.key", [decision("hubspot", { key: "none" })]],
    [422, "decided_twice", "decisions.1.key", [decision("hubspot"), decision("connectwise")]],
    [422, "invalid_input", "decisions", []],
    [422, "invalid_input", "decisions.0.winner", [decision("nobody")]],
  ])("is refused with %s %s at %s", async (status, code, field, decisions) => {
    const reply = await decide(first, ...decisions);

    expect(reply).toMatchObject({
      status,
      body: { error: { code, field, remedy: expect.any(String) } },
    });
  });

  it("is logged without the values", async () => {
    const { body } = await live().api("GET", "/audit");

    const entry = body.items.find((item: Shown) => item.act === "conflicts_decided");
    expect(entry.input).toMatchObject({ decisions: [{ key: "city", winner: "hubspot" }] });
    expect(JSON.stringify(body)).not.toContain("Naples");
  });
});
