import { openHubspot } from "../integration/hubspot-caller.ts";
import type { ServerRig } from "../integration/server-rig.ts";

/** A company of the story, as either system has it. */
interface Firm {
  readonly name: string;
  readonly domain: string;
  readonly hubspotId: string;
  readonly connectwiseId: number;
}

const firm = (number: number, name: string): Firm => ({
  name,
  domain: `${name.split(" ")[0]?.toLowerCase()}.example`,
  hubspotId: `20${number}`,
  connectwiseId: 200 + number,
});

/** Companies that both systems have. */
export const ALDRIDGE = firm(1, "Aldridge Dental");
export const BELLWEATHER = firm(2, "Bellweather Credit Union");
export const CALLOWAY = firm(3, "Calloway Print");
/** Companies that one system has; the second is none of ConnectWise's business. */
export const DANFORTH = firm(4, "Danforth Manufacturing");
export const ELLSWORTH = firm(5, "Ellsworth Roofing");
export const FAIRBANKS = firm(6, "Fairbanks Early Learning");

/** Ids of the records that people open. */
export const ANN = { hubspotId: "301", connectwiseId: 301 };
export const CLEO = { hubspotId: "303" };
export const DEALS = { helpDesk: "401", firewall: "402" };
export const OPPORTUNITY = 501;

const inHubspot = ({ hubspotId, name, domain }: Firm, more: object = {}): object => ({
  id: hubspotId,
  properties: {
    name,
    domain,
    city: "Tampa",
    country: "United States",
    lifecyclestage: "customer",
    ...more,
  },
});
const inConnectwise = ({ connectwiseId, name, domain }: Firm): object => ({
  id: connectwiseId,
  identifier: name.replaceAll(" ", ""),
  name,
  website: domain,
  city: "Tampa",
  status: { name: "Active" },
  country: { name: "United States" },
});
const hubspotPerson = (id: string, firstname: string, company: Firm): object => ({
  id,
  properties: { firstname, lastname: "Ray", email: `${firstname.toLowerCase()}@${company.domain}` },
  companies: [company.hubspotId],
});
const hubspotDeal = (id: string, dealname: string, parents: object): object => ({
  id,
  properties: {
    dealname,
    amount: "4500",
    closedate: "2027-03-31T12:00:00Z",
    pipeline: "default",
    dealstage: "qualifiedtobuy",
  },
  ...parents,
});

/** What HubSpot begins with. */
const HUBSPOT_RECORDS = {
  companies: [
    inHubspot(ALDRIDGE, { phone: "+1 813 555 0100" }),
    inHubspot(BELLWEATHER),
    inHubspot(CALLOWAY),
    inHubspot(DANFORTH),
    inHubspot(ELLSWORTH, { lifecyclestage: "lead", city: "Miami" }),
  ],
  contacts: [
    hubspotPerson(ANN.hubspotId, "Ann", ALDRIDGE),
    hubspotPerson("302", "Ben", ALDRIDGE),
    hubspotPerson(CLEO.hubspotId, "Cleo", DANFORTH),
  ],
  deals: [
    hubspotDeal(DEALS.helpDesk, "Help desk for Danforth", {
      companies: [DANFORTH.hubspotId],
      contacts: [CLEO.hubspotId],
    }),
    hubspotDeal(DEALS.firewall, "New firewall", {
      companies: [ALDRIDGE.hubspotId],
      contacts: [ANN.hubspotId],
    }),
  ],
};

/** What ConnectWise begins with. */
const CONNECTWISE_RECORDS = {
  companies: [ALDRIDGE, BELLWEATHER, CALLOWAY, FAIRBANKS].map(inConnectwise),
  contacts: [
    {
      id: ANN.connectwiseId,
      firstName: "Ann",
      lastName: "Ray",
      company: { id: ALDRIDGE.connectwiseId },
      communicationItems: [
        { type: { name: "Email" }, value: "ann@aldridge.example", communicationType: "Email" },
      ],
    },
  ],
  deals: [
    {
      id: OPPORTUNITY,
      name: "Firewall",
      company: { id: ALDRIDGE.connectwiseId },
      contact: { id: ANN.connectwiseId },
      expectedCloseDate: "2027-03-31T00:00:00Z",
    },
  ],
};

/** What people call the customer's own field in HubSpot and in ConnectWise. */
export const OWN_FIELD = { hubspot: "Renewal date", connectwise: "Contract Renewal" };

/** Fills both stand-ins, and adds a field of the customer's own to each, with a value in HubSpot. */
export async function fillWorld(rig: ServerRig): Promise<void> {
  await rig.control("hubspot", "reset", { records: HUBSPOT_RECORDS });
  await rig.control("hubspot", "limits", { searchLagMs: 0, enforce: false });
  await rig.control("connectwise", "reset", { records: CONNECTWISE_RECORDS });
  const call = await openHubspot(rig);
  await call("POST", "/crm/properties/2026-09/companies", {
    groupName: "companyinformation",
    name: "renewal_date",
    label: OWN_FIELD.hubspot,
    type: "date",
    fieldType: "date",
  });
  await rig.control("connectwise", "setup", {
    table: "userDefinedFields",
    id: 90,
    fields: {
      podId: 1,
      caption: OWN_FIELD.connectwise,
      fieldTypeIdentifier: "Date",
      entryTypeIdentifier: "Date",
    },
  });
  await rig.control("hubspot", "edit", {
    type: "company",
    id: ALDRIDGE.hubspotId,
    fields: { renewal_date: "2027-03-31" },
  });
}
