import { describe, expect, it } from "vitest";

import type { Reply } from "./server-rig.ts";
import { firm, PATIENCE, type Shown, useLiveRig } from "./live-rig.ts";

const home = firm(1);

const ours = (id: number, email: string, more: Record<string, string> = {}) => ({
  id: String(id),
  properties: { firstname: "Ann", lastname: `Number ${id}`, email, ...more },
  companies: [home.hubspot.id],
});
const theirs = (id: number, ...emails: string[]) => ({
  id,
  firstName: "Ann",
  lastName: `Number ${id}`,
  company: { id: home.connectwise.id },
  communicationItems: emails.map((value, index) => ({
    type: { name: "Email" },
    value,
    communicationType: "Email",
    defaultFlag: index === 0,
  })),
});

/** Who shares which address with whom. */
const world = {
  hubspot: {
    companies: [home.hubspot],
    contacts: [
      ours(101, "main@a.example", { hs_additional_emails: "further@a.example" }),
      ours(102, "further@b.example"),
      ours(103, "shared@c.example"),
      ours(104, "first@d.example"),
      ours(105, "second@d.example"),
      // Without a company it waits, and has no counterpart yet.
      { ...ours(106, "known@e.example"), companies: [] },
    ],
  },
  connectwise: {
    companies: [home.connectwise],
    contacts: [
      theirs(201, "further@a.example"),
      theirs(202, "main@b.example", "further@b.example"),
      theirs(203, "shared@c.example"),
      theirs(213, "shared@c.example"),
      theirs(204, "first@d.example", "second@d.example"),
    ],
  },
};

describe("contacts that share an e-mail address [S8]", () => {
  const live = useLiveRig(world);

  /** The code of a record's review, with the ids of what it could be. */
  async function review(side: string, id: number): Promise<unknown> {
    const { body }: Reply = await live().api("GET", "/objects/contact/reviews?limit=25");
    const found = body.items.find(
      ({ record }: Shown) => record.side === side && record.id === String(id),
    );
    return found && [found.code, found.candidates.map((one: Shown) => one.id).toSorted()];
  }

  it.each([
    [101, 201, "a further one in HubSpot"],
    [102, 202, "a further one in ConnectWise"],
  ])("are one person: %i and %i by %s", async (id, otherId) => {
    const made = await live().counterpart("hubspot", "contact", id);

    expect(made.id).toBe(otherId);
  });

  it("go to a person when two of ConnectWise have it", async () => {
    expect(await review("hubspot", 103)).toEqual(["several_candidates", ["203", "213"]]);
    expect(await live().records("connectwise", "contact")).toHaveLength(5);
  });

  it("go to a person when it leads to two of HubSpot", async () => {
    expect(await review("connectwise", 204)).toEqual(["several_candidates", ["104", "105"]]);
    expect(await live().records("hubspot", "contact")).toHaveLength(6);
  });

  it("are found by HubSpot's refusal when nobody could know that they do", async () => {
    const { control, edit, records, counterpart } = live();
    // HubSpot tells nobody of the new address: no webhook, and its search lags behind.
    await control("hubspot", "limits", { searchLagMs: 3_600_000 });
    await control("hubspot", "faults", {
      next: Array.from({ length: 5 }, () => ({ match: "WEBHOOK", kind: "webhook-drop" })),
    });
    const further = { hs_additional_emails: "new-address@e.example" };
    await edit("hubspot", "contact", { id: "106", fields: further });
    await live().forgetCalls();

    const [known, unknown] = await Promise.all([
      edit("connectwise", "contact", { fields: theirs(0, "new-address@e.example") }),
      edit("connectwise", "contact", { fields: theirs(0, "stranger@e.example") }),
    ]);

    const found = await counterpart("connectwise", "contact", known.id);
    const made = await counterpart("connectwise", "contact", unknown.id);
    expect(found.id).toBe("106");
    expect(made.properties.email).toBe("stranger@e.example");
    expect(await records("hubspot", "contact")).toHaveLength(7);
    const { byRoute } = await control("hubspot", "requests");
    expect(JSON.stringify(byRoute)).toContain('"409"');
    await expect
      .poll(() => live().issue("connectwise", "contact", known.id), PATIENCE)
      .toBeUndefined();
  });
});
