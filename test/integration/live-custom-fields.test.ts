import { describe, expect, it } from "vitest";

import { openHubspot } from "./hubspot-caller.ts";
import { firm, PATIENCE, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import type { ServerRig } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

const home = firm(1);
const anna = person(1, home);

/** A property of the customer's own, the custom field it goes with, and a value from either side. */
interface Pair {
  readonly type: readonly [type: string, fieldType: string];
  readonly id: number;
  /** What somebody enters in HubSpot, and what ConnectWise then holds. */
  readonly there: readonly [hubspot: string, connectwise: unknown];
  /** What somebody enters in ConnectWise, and what HubSpot then holds. */
  readonly back: readonly [connectwise: unknown, hubspot: string];
  readonly options?: readonly string[];
}

const text = (id: number, here: string, other: string): Pair => ({
  type: ["string", "text"],
  id,
  there: [here, here],
  back: [other, other],
});
const number = (id: number, here: number, other: number): Pair => ({
  type: ["number", "number"],
  id,
  there: [String(here), here],
  back: [other, String(other)],
});

/** One for each type of custom field that ConnectWise has, a list and an option among them. */
const PAIRS: Readonly<Record<string, Pair>> = {
  // ConnectWise makes one line of several; HubSpot keeps those that were typed there.
  own_background: {
    type: ["string", "textarea"],
    id: 31,
    there: ["Two\nlines", "Two lines"],
    back: ["Three more lines", "Three more lines"],
  },
  own_budget: number(33, 1250.5, 1300.25),
  own_review: {
    type: ["date", "date"],
    id: 34,
    there: ["2026-02-28", "2026-02-28T00:00:00Z"],
    back: ["2027-03-01T00:00:00Z", "2027-03-01"],
  },
  own_profile: text(35, "https://a.example/p", "https://b.example/q"),
  own_vpn: text(36, "10.0.0.7", "10.0.0.8"),
  own_vip: {
    type: ["bool", "booleancheckbox"],
    id: 37,
    there: ["true", true],
    back: [false, "false"],
    options: ["true", "false"],
  },
  own_score: number(38, 7, 8),
  own_discount: number(39, 12.5, 7.5),
  own_hotline: text(40, "+1 813 555 0142", "+1 813 555 0143"),
  own_external: text(41, "X-1", "X-2"),
  own_synced: {
    type: ["enumeration", "select"],
    id: 43,
    there: ["true", "true"],
    back: ["false", "false"],
    options: ["true", "false"],
  },
  own_channel: {
    type: ["enumeration", "select"],
    id: 44,
    there: ["Web", "Web"],
    back: ["Referral", "Referral"],
    options: ["Web", "Referral"],
  },
};

/** The customer's own properties are there before Lockstep is. */
async function addProperties(rig: ServerRig): Promise<void> {
  const call = await openHubspot(rig);
  for (const [name, { type, options = [] }] of Object.entries(PAIRS)) {
    await call("POST", "/crm/properties/2026-09/contacts", {
      groupName: "contactinformation",
      name,
      label: name,
      type: type[0],
      fieldType: type[1],
      options: options.map((value, displayOrder) => ({
        value,
        label: value,
        displayOrder,
        hidden: false,
      })),
    });
  }
}

describe("custom fields of every type [S3]", () => {
  const live = useLiveRig(worldOf([home], [anna]), { before: addProperties });
  const names = Object.keys(PAIRS);

  async function inHubspot(): Promise<Record<string, unknown>> {
    const { properties } = await live().record("hubspot", "contact", anna.hubspot.id);
    return Object.fromEntries(names.map((name) => [name, properties[name]]));
  }
  async function inConnectwise(): Promise<Record<string, unknown>> {
    const { customFields } = await live().record("connectwise", "contact", anna.connectwise.id);
    const valueOf = (id: number): unknown =>
      customFields.find((field: Shown) => field.id === id)?.value;
    return Object.fromEntries(names.map((name) => [name, valueOf(PAIRS[name]?.id ?? 0)]));
  }
  const side = (pick: (pair: Pair) => unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(PAIRS).map(([name, pair]) => [name, pick(pair)]));

  it.each([
    ["a button", 32],
    ["a password", 42],
  ])("cannot be mapped where nobody may see or write them: %s", async (_what, id) => {
    const { api } = live();
    const rows = rowsOf(await api("GET", "/objects/contact/mapping"));
    const row = { hubspot: "own_external", connectwise: `customFields/${id}`, direction: "both" };

    const { status, body } = await api("PUT", "/objects/contact/mapping", { rows: [...rows, row] });

    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "unknown_field" });
  });

  it("are mapped, carried over both ways, and then left in peace", async () => {
    const { api, edit, writesDuring } = live();
    const rows = rowsOf(await api("GET", "/objects/contact/mapping"));
    const own = Object.entries(PAIRS).map(([hubspot, { id }]) => ({
      hubspot,
      connectwise: `customFields/${id}`,
      direction: "both",
    }));
    const mapped = await api("PUT", "/objects/contact/mapping", { rows: [...rows, ...own] });
    expect(mapped).toMatchObject({ status: 200 });
    // Only what is changed after a record was met under the new mapping is carried over.
    await expect
      .poll(async () => (await api("GET", "/objects/contact/mapping")).body.rollout, PATIENCE)
      .toMatchObject({ phase: "done", links: 1, linksDone: 1 });

    await edit("hubspot", "contact", {
      id: anna.hubspot.id,
      fields: side(({ there }) => there[0]),
    });
    await expect.poll(inConnectwise, PATIENCE).toEqual(side(({ there }) => there[1]));

    expect(await inHubspot()).toEqual(side(({ there }) => there[0]));

    const customFields = Object.values(PAIRS).map(({ id, back }) => ({ id, value: back[0] }));
    await edit("connectwise", "contact", { id: anna.connectwise.id, fields: { customFields } });
    await expect.poll(inHubspot, PATIENCE).toEqual(side(({ back }) => back[1]));

    expect(await writesDuring(async () => undefined)).toBe(0);
    expect(await live().issue("hubspot", "contact", anna.hubspot.id)).toBeUndefined();
  });
});
