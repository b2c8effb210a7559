import { describe, expect, it } from "vitest";

import {
  associatedWith,
  firm,
  PATIENCE,
  person,
  type Shown,
  useLiveRig,
  worldOf,
} from "./live-rig.ts";

const [one, other, asleep] = [
  firm(1),
  firm(2),
  firm(3, { connectwise: { status: { name: "Inactive" } } }),
];
const removed = firm(4, { connectwise: { deletedFlag: true } });
const [anna, ben, left] = [person(1, one), person(2, one), person(3, removed)];
const tooLong = "A company whose name is far too long for any server ".repeat(4).trim();

const newContact = (name: string, companyId: string) => ({
  fields: { firstname: name, lastname: "Newcomer", email: `${name}@newcomers.example` },
  associations: { companies: [companyId] },
});

describe("contacts of two live systems [S1] [S9]", () => {
  const live = useLiveRig(worldOf([one, other, asleep, removed], [anna, ben, left]));

  it("are told of with both records in a run when the company of one was deleted before it", async () => {
    const { api, issue } = live();
    const { body: run } = await api("GET", "/runs/first-sync");
    const { body: page } = await api("GET", `/runs/${run.runId}/items?limit=1000`);

    const reason = "Its company is left out: The record is deleted.";
    const { hubspot, connectwise } = left;
    const ids = { hubspotId: hubspot.id, connectwiseId: String(connectwise.id) };
    const rows = page.items.filter(
      (row: Shown) =>
        row.objectType === "contact" &&
        (row.hubspotId === ids.hubspotId || row.connectwiseId === ids.connectwiseId),
    );
    expect(rows).toEqual([expect.objectContaining({ ...ids, action: "excluded", reason })]);
    expect(await issue("connectwise", "contact", connectwise.id)).toMatchObject({
      state: "excluded",
      message: reason,
      linkedId: hubspot.id,
    });
    expect(await issue("hubspot", "contact", hubspot.id)).toBeUndefined();
  });

  it("wait for a company that cannot be linked yet, and go by themselves when it is", async () => {
    const { edit, issue, counterpart } = live();
    const company = await edit("hubspot", "company", {
      fields: { name: tooLong, domain: "too-long.example", country: "United States" },
    });
    const contact = await edit("hubspot", "contact", newContact("early", company.id));

    await expect
      .poll(() => issue("hubspot", "contact", contact.id), PATIENCE)
      .toMatchObject({
        state: "waiting",
        field: "associatedcompanyid",
        message: expect.stringContaining(`company ${company.id}`),
      });
    await edit("hubspot", "company", { id: company.id, fields: { name: "Short Enough" } });
    const made = await counterpart("hubspot", "contact", contact.id);

    const madeCompany = await counterpart("hubspot", "company", company.id);
    expect(made.company.id).toBe(madeCompany.id);
    expect(await issue("hubspot", "contact", contact.id)).toBeUndefined();
  });

  it("bring along a company that is a prospect until somebody says otherwise", async () => {
    const { records, record } = live();
    const made = (await records("connectwise", "company")).find(
      ({ name }) => name === "Short Enough",
    );

    expect(made.types).toMatchObject([{ name: "Prospect" }]);
    const [source] = (await records("hubspot", "company")).filter(
      ({ properties }) => properties.cw_company_id === String(made.id),
    );
    await expect
      .poll(async () => (await record("hubspot", "company", source.id)).properties, PATIENCE)
      .toMatchObject({ cw_company_types: "Prospect" });
  });

  it("are excluded with their company and its reason, and go when it is active again", async () => {
    const { edit, issue, counterpart } = live();
    const contact = await edit("hubspot", "contact", newContact("sleeper", asleep.hubspot.id));

    await expect
      .poll(() => issue("hubspot", "contact", contact.id), PATIENCE)
      .toMatchObject({ state: "excluded", message: expect.stringContaining('"Inactive"') });
    await edit("connectwise", "company", {
      id: asleep.connectwise.id,
      fields: { status: { name: "Active" } },
    });
    const made = await counterpart("hubspot", "contact", contact.id);

    expect(made.company.id).toBe(asleep.connectwise.id);
  });

  it("are made in HubSpot with their company", async () => {
    const { edit, counterpart, record } = live();
    const contact = await edit("connectwise", "contact", {
      fields: {
        firstName: "Theirs",
        company: { id: other.connectwise.id },
        communicationItems: [{ value: "theirs@newcomers.example", communicationType: "Email" }],
      },
    });

    const made = await counterpart("connectwise", "contact", contact.id);

    await expect
      .poll(
        async () => associatedWith(await record("hubspot", "contact", made.id), "companies"),
        PATIENCE,
      )
      .toEqual([other.hubspot.id]);
  });

  it("follow when somebody moves them to another company in HubSpot", async () => {
    const { edit, record, writesDuring } = live();
    const move = { id: anna.hubspot.id, associations: { companies: [other.hubspot.id] } };

    const writes = await writesDuring(async () => {
      await edit("hubspot", "contact", move);
      await expect
        .poll(
          async () => (await record("connectwise", "contact", anna.connectwise.id)).company.id,
          PATIENCE,
        )
        .toBe(other.connectwise.id);
    });

    const contact = await record("hubspot", "contact", anna.hubspot.id);
    expect(associatedWith(contact, "companies")).toEqual([other.hubspot.id]);
    expect(writes).toBe(1);
  });

  it("follow when somebody moves them to another company in ConnectWise", async () => {
    const { edit, record, writesDuring } = live();
    const fields = { company: { id: other.connectwise.id } };

    const writes = await writesDuring(async () => {
      await edit("connectwise", "contact", { id: ben.connectwise.id, fields });
      await expect
        .poll(async () => (await record("hubspot", "contact", ben.hubspot.id)).properties, PATIENCE)
        .toMatchObject({ associatedcompanyid: other.hubspot.id });
    });

    const contact = await record("connectwise", "contact", ben.connectwise.id);
    expect(contact.company.id).toBe(other.connectwise.id);
    expect(writes).toBeLessThanOrEqual(2);
  });

  it("bring no company into ConnectWise that HubSpot made of an e-mail's domain", async () => {
    const { edit, control, issue, records, quiet } = live();
    await control("hubspot", "auto-association", { enabled: true });
    const before = await records("connectwise", "company");
    const contact = await edit("hubspot", "contact", {
      fields: { firstname: "Dora", email: "dora@brand-new-domain.example" },
    });
    await control("hubspot", "auto-association", { enabled: false });

    await quiet();

    const [company] = associatedWith(contact, "companies");
    expect(await records("connectwise", "company")).toHaveLength(before.length);
    expect(await issue("hubspot", "company", company ?? "")).toMatchObject({ state: "excluded" });
    expect(await issue("hubspot", "contact", contact.id)).toMatchObject({
      state: "excluded",
      message: expect.stringContaining("HubSpot made this company by itself"),
    });
  });
});
