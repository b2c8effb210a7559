import { describe, expect, it } from "vitest";
import type {
  Fields,
  MappingVersion,
  ObjectPolicy,
  RecordSnapshot,
  Side,
} from "../../../server/sync/model.ts";
import { contactDefinition } from "../../../server/sync/objects/contact.ts";
import { dealDefinition } from "../../../server/sync/objects/deal.ts";
import type { ObjectDefinition } from "../../../server/sync/objects/definition.ts";
import { planCreate, type CreatePlan } from "../../../server/sync/plan-create.ts";
import type { ParentFact } from "../../../server/sync/transforms/transform.ts";

const NOW = Date.UTC(2026, 5, 1, 12);

const POLICY: ObjectPolicy = {
  direction: "both",
  createIn: { hubspot: true, connectwise: true },
  firstLinkRule: "connectwise",
  createDefaults: { hubspot: {}, connectwise: {} },
  limits: { hubspot: {}, connectwise: { firstName: 30 } },
};

const LINKED: ParentFact = { kind: "linked", counterpartId: "101" };
const PENDING: ParentFact = { kind: "pending", message: "In review.", isUnseen: false, stand: "s" };

function mappingOf({ defaultMappings }: ObjectDefinition): MappingVersion {
  return {
    version: 1,
    fields: defaultMappings,
    valueMaps: { owner: { toHubspot: {}, toConnectwise: { "71": "151" }, unmapped: "skip" } },
    stageMaps: {
      stage: {
        reopens: true,
        rows: [
          { hubspot: "default|closedwon", connectwise: "*|2", outcome: "won" },
          { hubspot: "default|new", connectwise: "10|1", outcome: "open" },
        ],
      },
    },
  };
}

/** The plan for a record of a side. */
function plan(
  definition: ObjectDefinition,
  side: Side,
  fields: Fields,
  change: { readonly policy?: Partial<ObjectPolicy>; readonly fact?: ParentFact } = {},
): CreatePlan {
  const record: RecordSnapshot = { id: "9", fields, modifiedAt: 1, isDeleted: false };
  const fact = change.fact ?? LINKED;
  return planCreate(record, side, definition, {
    mapping: mappingOf(definition),
    policy: { ...POLICY, ...change.policy },
    hash: (text) => text,
    parents: () => fact,
    now: NOW,
  });
}

const CONTACT: Fields = {
  firstname: "Ada",
  lastname: "Byron",
  email: "ada@example.com",
  associatedcompanyid: "1",
};

describe("a contact to be created in ConnectWise", () => {
  it("goes under its company's counterpart, with its address as a communication item", () => {
    const { payload, problems, waits } = plan(contactDefinition, "hubspot", CONTACT);

    expect(payload).toEqual({
      firstName: "Ada",
      lastName: "Byron",
      "communications/email": "ada@example.com",
      "company/id": "101",
    });
    expect([problems, waits]).toEqual([[], []]);
  });

  it("waits for its company", () => {
    const { waits } = plan(contactDefinition, "hubspot", CONTACT, { fact: PENDING });

    expect(waits).toEqual([
      {
        side: "hubspot",
        field: "associatedcompanyid",
        parent: { objectType: "company", side: "hubspot", id: "1" },
        fact: PENDING,
      },
    ]);
  });

  it("waits for a person to give it a company", () => {
    const alone = { ...CONTACT, associatedcompanyid: null };

    expect(plan(contactDefinition, "hubspot", alone).problems).toMatchObject([
      { code: "no_company", field: "associatedcompanyid", state: "waiting" },
    ]);
  });

  it("goes to the catch-all company where the customer chose one", () => {
    const alone = { ...CONTACT, associatedcompanyid: null };
    const createDefaults = { hubspot: {}, connectwise: { "company/id": "999" } };

    const { payload, problems, sourceBase } = plan(contactDefinition, "hubspot", alone, {
      policy: { createDefaults, catchAllId: "999" },
    });

    expect(payload["company/id"]).toBe("999");
    expect(problems).toEqual([]);
    expect(sourceBase).not.toHaveProperty("associatedcompanyid");
  });

  it("needs a first name, or takes it from the address where that is allowed", () => {
    const nameless = { ...CONTACT, firstname: null };

    expect(plan(contactDefinition, "hubspot", nameless).problems).toMatchObject([
      { code: "first_name_missing", field: "firstName" },
    ]);
    const allowed = plan(contactDefinition, "hubspot", nameless, {
      policy: { namesFromEmail: true },
    });
    expect(allowed.payload["firstName"]).toBe("ada");
    expect(allowed.problems).toEqual([]);
  });

  it("names the field of a text that is too long, and of an address that is none", () => {
    const long = { ...CONTACT, firstname: "A".repeat(31) };
    const wrong = { ...CONTACT, email: "ada at example" };

    expect(plan(contactDefinition, "hubspot", long).problems[0]).toMatchObject({
      code: "text_too_long",
      field: "firstname",
    });
    expect(plan(contactDefinition, "hubspot", wrong).problems[0]).toMatchObject({
      code: "not_an_email",
      field: "email",
    });
  });
});

describe("a contact to be created in HubSpot", () => {
  const fields: Fields = {
    firstName: "Ada",
    "communications/email": "ada@example.com",
    "company/id": "101",
  };

  it("leaves the association to the update that follows, without a base", () => {
    const { payload, sourceBase } = plan(contactDefinition, "connectwise", fields);

    expect(payload).toEqual({ cw_contact_id: "9", firstname: "Ada", email: "ada@example.com" });
    expect(sourceBase).not.toHaveProperty("associatedcompanyid");
  });

  it("waits for its company all the same", () => {
    const { waits } = plan(contactDefinition, "connectwise", fields, { fact: PENDING });

    expect(waits.map(({ parent }) => parent.id)).toEqual(["101"]);
  });
});

const DEAL: Fields = {
  dealname: "Firewall",
  pipeline: "default",
  dealstage: "new",
  amount: "1200",
  closedate: "2026-07-01T00:00:00Z",
  hubspot_owner_id: "71",
  "associations/company": "1",
  "associations/contacts": "5",
};

describe("a deal to be created in ConnectWise", () => {
  const createDefaults = {
    hubspot: {},
    connectwise: { locationId: "2", "primarySalesRep/id": "150" },
  };
  const policy = { createDefaults, dueInDays: { hubspot: {}, connectwise: { closeDate: 30 } } };

  it("has stage and status, company, contact and owner, and its amount comes afterwards", () => {
    const { payload, problems, sourceBase } = plan(dealDefinition, "hubspot", DEAL, { policy });

    expect(payload).toEqual({
      locationId: "2",
      closeDate: "2026-07-01T00:00:00Z",
      name: "Firewall",
      "stage/id": "10",
      "status/id": "1",
      "primarySalesRep/id": "151",
      "company/id": "101",
      "contact/id": "101",
    });
    expect(problems).toEqual([]);
    expect(sourceBase).not.toHaveProperty("amount");
  });

  it("leaves the stage of a deal that is won already to ConnectWise", () => {
    const won = { ...DEAL, dealstage: "closedwon" };

    const { payload } = plan(dealDefinition, "hubspot", won, { policy });

    expect(payload).toMatchObject({ "status/id": "2" });
    expect(payload).not.toHaveProperty("stage/id");
  });

  it("is due in a month unless somebody said when, and sold by the usual rep unless somebody owns it", () => {
    const bare = { ...DEAL, closedate: null, hubspot_owner_id: null };

    const { payload, sourceBase } = plan(dealDefinition, "hubspot", bare, { policy });

    expect(payload).toMatchObject({
      closeDate: "2026-07-01T00:00:00Z",
      "primarySalesRep/id": "150",
    });
    // The date is carried back to HubSpot; the rep is not made the deal's owner there.
    expect(sourceBase).not.toHaveProperty("closedate");
    expect(sourceBase).toHaveProperty("hubspot_owner_id");
  });

  it("needs a company and a contact", () => {
    const alone = { ...DEAL, "associations/company": null, "associations/contacts": null };

    expect(plan(dealDefinition, "hubspot", alone, { policy }).problems).toMatchObject([
      { code: "no_company", state: "waiting" },
      { code: "no_contact", state: "waiting" },
    ]);
  });

  it("needs a sales rep", () => {
    const ownerless = { ...DEAL, hubspot_owner_id: null };

    expect(plan(dealDefinition, "hubspot", ownerless).problems).toMatchObject([
      { code: "sales_rep_missing" },
    ]);
  });
});
