import { openHubspot } from "./hubspot-caller.ts";
import { openLists } from "./list-keeper.ts";
import type { World } from "./live-rig.ts";
import { includeEverything, type Reply, runFirstSync, until } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";
import type { TestPortal } from "./two-portals.ts";

/** What tells the values and the ids of one portal from those of another. */
export interface Brand {
  /** All texts of the portal hold it. */
  readonly word: string;
  /** What the ids of its records begin with: four digits. */
  readonly ids: string;
}

/** A company that has the same ids in every portal, and is another company in each. */
export const SHARED = { hubspotId: "990001", connectwiseId: "990051" };

/** What a portal holds, and what others may ask for and must not get. */
export interface Known {
  readonly company: { readonly hubspotId: string; readonly connectwiseId: string };
  /** HubSpot id of a company that could be two. */
  readonly inReview: string;
  readonly runs: { readonly dryRun: string; readonly firstSync: string };
  /** A HubSpot property that only this portal has. */
  readonly property: string;
  readonly configuration: unknown;
}

const UNITED_STATES = { country: { name: "United States" } };

/** A linked company with a contact, a company that could be two, and a contact with a bad address. */
export function worldOfBrand({ word, ids }: Brand): World {
  const domain = `${word.toLowerCase()}.example`;
  const company = (id: string, name: string, more: object = {}): object => ({
    id,
    properties: {
      name: `${word} ${name}`,
      domain: `${name.toLowerCase()}.${domain}`,
      country: "United States",
      ...more,
    },
  });
  const contact = (id: string, lastname: string, email: string): object => ({
    id,
    properties: { firstname: word, lastname, email },
    companies: [`${ids}01`],
  });
  const there = (id: string, name: string, more: object = {}): object => ({
    id: Number(id),
    identifier: `${word}${id}`,
    name: `${word} ${name}`,
    website: `${name.toLowerCase()}.${domain}`,
    ...UNITED_STATES,
    ...more,
  });
  return {
    hubspot: {
      companies: [
        company(`${ids}01`, "Foods", { city: `${word} Here` }),
        company(`${ids}02`, "Tools"),
        company(SHARED.hubspotId, "Twin"),
      ],
      contacts: [
        contact(`${ids}11`, "Linked", `linked@${domain}`),
        contact(`${ids}12`, "Odd", `${word} at nowhere`),
      ],
    },
    connectwise: {
      companies: [
        there(`${ids}51`, "Foods", { city: `${word} There` }),
        there(`${ids}52`, "Tools"),
        there(`${ids}53`, "Tools"),
        there(SHARED.connectwiseId, "Twin"),
      ],
      contacts: [
        {
          id: Number(`${ids}61`),
          firstName: word,
          lastName: "Linked",
          company: { id: Number(`${ids}51`) },
          communicationItems: [
            { type: { name: "Email" }, value: `linked@${domain}`, communicationType: "Email" },
          ],
        },
      ],
    },
  };
}

/** Sets a portal up so that every screen has something of its own to show, and takes it live. */
export async function bringToLife(
  portal: TestPortal,
  url: string,
  { word, ids }: Brand,
): Promise<Known> {
  const { api } = portal;
  const property = `${word.toLowerCase()}_page`;
  await setUpVendors(portal, url, { word, ids, property });
  await done(api("POST", "/definitions/refresh"));
  await done(api("PUT", "/drafts/objects", { draft: { note: word } }));
  await includeEverything({ api });
  const conditions = [{ path: "name", operator: "contains", values: [word] }];
  await done(api("PUT", "/objects/company/filters", { hubspot: { groups: [{ conditions }] } }));
  const rows = await mapFields(api, `${word.toLowerCase()}_motto`);
  const { body: first } = await runFirstSync({ api });
  if (first.state !== "done") throw new Error(JSON.stringify(first));
  const { body: dryRun } = await api("GET", "/runs/dry-run");
  const tried = { hubspot: property, connectwise: "customFields/19", direction: "both" };
  await tryMapping(api, [...rows, tried]);
  await done(api("PUT", "/objects/contact/policy", { catchAllCompanyId: `${ids}52` }));
  const { body: configuration } = await done(api("GET", "/configuration"));
  return {
    company: { hubspotId: `${ids}01`, connectwiseId: `${ids}51` },
    inReview: `${ids}02`,
    runs: { dryRun: dryRun.runId, firstSync: first.runId },
    property,
    configuration,
  };
}

async function done(reply: Promise<Reply>): Promise<Reply> {
  const { status, body } = await reply;
  if (status >= 400) throw new Error(JSON.stringify(body));
  return { status, body };
}

/** Both vendors get a property, an option and a list that the other portal does not have. */
async function setUpVendors(
  { hubspotUrl, control }: TestPortal,
  url: string,
  { word, ids, property }: Brand & { readonly property: string },
): Promise<void> {
  const lists = await openLists({ hubspotUrl, url });
  await lists.create(`${word} list`, "0-2");
  const hubspot = await openHubspot({ hubspotUrl, url });
  for (const name of [property, `${word.toLowerCase()}_motto`]) {
    await hubspot("POST", "/crm/properties/2026-09/companies", {
      groupName: "companyinformation",
      name,
      label: `${word} property`,
      type: "string",
      fieldType: "text",
    });
  }
  const fields = { [property]: `https://${word.toLowerCase()}.example` };
  await control("hubspot", "edit", { type: "company", id: `${ids}01`, fields });
  const option = { id: 1, optionValue: `${word} tier`, sortOrder: 1 };
  const options = [{ ...option, defaultFlag: false, inactiveFlag: false }];
  await control("connectwise", "setup", {
    table: "userDefinedFields",
    id: 12,
    fields: { options },
  });
}

type Ask = TestPortal["api"];

async function mapFields(api: Ask, motto: string): Promise<readonly object[]> {
  const MAPPING = "/objects/company/mapping";
  const rows = [
    ...rowsOf(await api("GET", MAPPING)),
    { hubspot: motto, connectwise: "customFields/23", direction: "both" },
    { hubspot: "support_tier", connectwise: "customFields/12", direction: "both" },
  ];
  await done(api("PUT", MAPPING, { rows }));
  return rows;
}

async function tryMapping(api: Ask, rows: readonly object[]): Promise<void> {
  const DRY_RUN = "/objects/company/mapping/dry-run";
  await done(api("POST", DRY_RUN, { rows }));
  await until(
    () => api("GET", DRY_RUN),
    ({ body }) => body.state === "done",
  );
}
