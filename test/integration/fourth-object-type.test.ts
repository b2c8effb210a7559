import { beforeAll, describe, expect, it } from "vitest";

import { companyDefinition } from "../../server/sync/objects/company.ts";
import { changePolicy } from "../../server/usecases/change-policy.ts";
import { listReviews } from "../../server/usecases/list-reviews.ts";
import { both, choice, field, member, owner, property } from "../unit/usecases/definitions.ts";
import { assetDefinition } from "./asset-definition.ts";
import { makeUpPortal, type MadeUpPortal } from "./made-up-portal.ts";
import { makeUpVendor } from "./made-up-vendor.ts";
import { openStoreRig } from "./store/rig.ts";

const COMPANY = both({
  properties: ["cw_company_id", "name", "domain"].map((name) => property(name)),
  connectwise: {
    fields: ["id", "name", "website"].map((path) => field(path)),
    countries: [{ id: "1", name: "United States", code: "US", isDefault: true }],
  },
});
const ASSET = both({
  owners: [owner("1", { email: "ann@msp.example" })],
  properties: [
    ...["cw_asset_id", "label", "serial", "hubspot_owner_id"].map((name) => property(name)),
    property("bought", "date"),
  ],
  connectwise: {
    fields: [
      ...["id", "name", "serialNumber"].map((path) => field(path)),
      field("purchaseDate", "date"),
      field("manager/id", "reference"),
      field("company/id", "reference"),
      field("site/id", "reference", { options: [{ value: "5", label: "Tampa" }] }),
    ],
    members: [member("101", { emails: ["ann@msp.example"] })],
    choices: { site: [choice("5", "Tampa")] },
  },
});

const rig = await openStoreRig();

describe("an object type that is added by its definition alone", () => {
  const hubspot = makeUpVendor("hubspot", {
    company: ["cw_company_id", "name", "domain"],
    asset: ["cw_asset_id", "label", "serial", "bought", "hubspot_owner_id", "associations/company"],
  });
  const connectwise = makeUpVendor("connectwise", {
    company: ["identifier", "id", "name", "website", "country/id", "status/id"],
    asset: [
      "serialNumber",
      "id",
      "name",
      "purchaseDate",
      "manager/id",
      "company/id",
      "site/id",
      "retiredFlag",
    ],
  });
  const firm = { here: "", there: "" };
  let portal: MadeUpPortal;

  const here = (id: string) => hubspot.all("asset")[id];
  const there = (id: string) => connectwise.all("asset")[id];
  /** The counterpart that HubSpot's record names. */
  const counterpartOf = (id: string) => there(String(here(id)?.["cw_asset_id"]));
  const issueOf = async (recordId: string) => {
    const { items } = await portal.portal.listIssues(null, 100);
    return items.find((one) => one.objectType === "asset" && one.recordId === recordId);
  };
  const inHubspot = (serial: string, more: Record<string, string> = {}) =>
    hubspot.make("asset", {
      label: `Thing ${serial}`,
      serial,
      "associations/company": firm.here,
      ...more,
    });
  const inConnectwise = (serial: string, more: Record<string, string | boolean> = {}) =>
    connectwise.make("asset", {
      name: `Thing ${serial}`,
      serialNumber: serial,
      "company/id": firm.there,
      ...more,
    });

  beforeAll(async () => {
    firm.here = hubspot.make("company", { name: "Acme", domain: "acme.example" });
    firm.there = connectwise.make("company", { name: "Acme", website: "acme.example" });
    portal = await makeUpPortal(rig, {
      definitions: [companyDefinition, assetDefinition],
      both: { company: COMPANY, asset: ASSET },
      vendors: { hubspot, connectwise },
    });
    await portal.connect();
  });

  it("is matched, created both ways, held back and reported by a first sync", async () => {
    const twin = { here: inHubspot("sn-1"), there: inConnectwise("SN-1") };
    const onlyHere = inHubspot("SN-2", { hubspot_owner_id: "1", bought: "2026-02-28" });
    const onlyThere = inConnectwise("SN-3", { "manager/id": "101" });
    const retired = inConnectwise("SN-4", { retiredFlag: true });
    const doubtful = {
      here: inHubspot("SN-5"),
      there: [inConnectwise("SN-5"), inConnectwise("SN-5")],
    };
    const homeless = inHubspot("SN-6", { "associations/company": "" });
    const nameless = inHubspot("SN-7", { label: "" });

    const items = await portal.firstSync("asset");

    const made = connectwise.all("asset")[String(here(onlyHere)?.["cw_asset_id"])];
    expect(made).toMatchObject({
      name: "Thing SN-2",
      "manager/id": "101",
      "company/id": firm.there,
      "site/id": "5",
    });
    expect(String(made?.["purchaseDate"])).toMatch(/^2026-02-28/u);
    const brought = Object.values(hubspot.all("asset")).find(
      (fields) => fields["cw_asset_id"] === onlyThere,
    );
    expect(brought).toMatchObject({
      label: "Thing SN-3",
      hubspot_owner_id: "1",
      "associations/company": firm.here,
    });
    const rows = items.map(
      ({ hubspotId, connectwiseId, action, matchedBy }) =>
        `${hubspotId ?? "-"} ${connectwiseId ?? "-"} ${action} ${matchedBy}`,
    );
    const idOf = (serial: string) =>
      Object.entries(hubspot.all("asset")).find(([, fields]) => fields["serial"] === serial)?.[0];
    const [first, second] = doubtful.there;
    expect(new Set(rows)).toEqual(
      new Set([
        `${twin.here} ${twin.there} linked serial`,
        `${onlyHere} ${String(here(onlyHere)?.["cw_asset_id"])} created_in_connectwise `,
        `${idOf("SN-3")} ${onlyThere} created_in_hubspot `,
        `- ${retired} excluded `,
        `${doubtful.here} ${first} review `,
        `${doubtful.here} ${second} review `,
        `${homeless} - waiting `,
        `${nameless} - attention `,
      ]),
    );
    expect(items.find(({ connectwiseId }) => connectwiseId === retired)?.reason).toBe(
      "The asset is retired.",
    );
    expect(await issueOf(nameless)).toMatchObject({
      state: "attention",
      remedy: "Give the asset a label in HubSpot.",
    });
  });

  it("is kept equal both ways, and then left in peace", async () => {
    const id = inHubspot("SN-10");
    await portal.poll();
    expect(counterpartOf(id)).toMatchObject({ name: "Thing SN-10" });
    const otherId = String(here(id)?.["cw_asset_id"]);

    hubspot.edit("asset", id, { label: "Renamed here" });
    await portal.poll();
    expect(there(otherId)).toMatchObject({ name: "Renamed here" });

    connectwise.edit("asset", otherId, { "manager/id": "101", serialNumber: "SN-11" });
    await portal.poll();
    expect(here(id)).toMatchObject({ hubspot_owner_id: "1", serial: "SN-11" });

    hubspot.writes.length = 0;
    connectwise.writes.length = 0;
    await portal.poll();
    await portal.poll();
    expect([...hubspot.writes, ...connectwise.writes]).toEqual([]);
  });

  it("waits for its parent, and goes by itself when the parent is linked", async () => {
    const parent = hubspot.make("company", { domain: "nameless.example" });
    const id = inHubspot("SN-20", { "associations/company": parent });
    await portal.poll();
    expect(await issueOf(id)).toMatchObject({ state: "waiting" });
    expect(here(id)?.["cw_asset_id"] ?? null).toBeNull();

    hubspot.edit("company", parent, { name: "Named at last" });
    await portal.poll();

    const company = String(hubspot.all("company")[parent]?.["cw_company_id"]);
    expect(counterpartOf(id)).toMatchObject({ serialNumber: "SN-20", "company/id": company });
    expect(await issueOf(id)).toBeUndefined();
  });

  it("has reviews that show it, and a policy of its own", async () => {
    const context = await portal.context("asset");
    const { items } = await listReviews(context, portal.portal, null, 10);
    const review = items.find(({ record }) => record.side === "hubspot");

    expect(review).toMatchObject({
      code: "several_candidates",
      record: { shown: { name: "Thing SN-5", serial: "SN-5" } },
      candidates: [{ shown: { serial: "SN-5" } }, { shown: { serial: "SN-5" } }],
    });
    const parts = {
      portal: portal.portal,
      definition: assetDefinition,
      both: ASSET,
      hasRecord: async (type: string, id: string) =>
        Promise.resolve(type === "company" && connectwise.all("company")[id] !== undefined),
    };
    await expect(changePolicy(parts, { blocksFreeEmail: true })).rejects.toMatchObject({
      code: "unknown_setting",
    });
    await expect(changePolicy(parts, { defaults: { "site/id": null } })).rejects.toMatchObject({
      code: "required_default",
    });
    await expect(changePolicy(parts, { catchAllCompanyId: "99" })).rejects.toMatchObject({
      message: "ConnectWise has no company with the id 99.",
    });
  });

  it("goes to the catch-all company where it has none, once there is one", async () => {
    const catchAll = connectwise.make("company", { name: "Catch-all", identifier: "Catchall" });
    const homeless = Object.entries(hubspot.all("asset")).find(
      ([, { serial }]) => serial === "SN-6",
    );
    const id = homeless?.[0] ?? "";
    await changePolicy(
      {
        portal: portal.portal,
        definition: assetDefinition,
        both: ASSET,
        hasRecord: () => Promise.resolve(true),
      },
      { catchAllCompanyId: catchAll },
    );
    hubspot.edit("asset", id, { label: "No longer homeless" });

    await portal.poll();
    await portal.poll();

    expect(counterpartOf(id)).toMatchObject({
      name: "No longer homeless",
      "company/id": catchAll,
    });
    expect(here(id)?.["associations/company"]).toBe("");
    const companies = Object.values(hubspot.all("company"));
    expect(companies.filter(({ name }) => name === "Catch-all")).toEqual([]);
  });
});
