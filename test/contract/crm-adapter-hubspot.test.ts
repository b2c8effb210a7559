import type { CrmAdapterSubject } from "./crm-adapter-subject.ts";
import { crmAdapterBattery } from "./crm-adapter.ts";
import { startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";

/** What all object types have in common. */
function subjectOf(
  { adapter, impatient, standIn, closures }: HubspotRig,
  type: Omit<
    CrmAdapterSubject,
    "adapter" | "impatient" | "standInUrl" | "closures" | "routes" | "headSize" | "close"
  >,
): CrmAdapterSubject {
  return {
    adapter,
    impatient,
    standInUrl: standIn.url,
    closures: closures.general,
    routes: { read: "/batch/read", create: "/batch/upsert", update: "/batch/update" },
    headSize: 200,
    close: standIn.close,
    ...type,
  };
}

/** Replaces all records by two companies that others can belong to; returns their ids. */
async function loadCompanies(rig: HubspotRig): Promise<[string, string]> {
  const ids = ["901", "902"] as const;
  await rig.load({ companies: ids.map((id) => ({ id, properties: { name: `Company ${id}` } })) });
  return [...ids];
}

crmAdapterBattery("HubSpot (companies)", async () =>
  subjectOf(await startHubspotRig(), {
    objectType: "company",
    namePath: "name",
    textPath: "phone",
    fieldsNamed: (name) => ({ name, city: "Lisbon" }),
    part: { path: "city", values: ["Bonn", "Porto"] },
    refused: { fields: { name: "Bad", numberofemployees: "many" }, field: "numberofemployees" },
  }),
);

crmAdapterBattery("HubSpot (contacts)", async () => {
  const rig = await startHubspotRig();
  return subjectOf(rig, {
    objectType: "contact",
    namePath: "lastname",
    textPath: "jobtitle",
    fieldsNamed: (name) => ({
      lastname: name,
      email: `${name.replaceAll(" ", ".").toLowerCase()}@example.com`,
    }),
    part: { path: "associatedcompanyid", values: await loadCompanies(rig) },
    refused: { fields: { lastname: "Bad", email: "nowhere" }, field: "email" },
  });
});

crmAdapterBattery("HubSpot (deals)", async () => {
  const rig = await startHubspotRig();
  return subjectOf(rig, {
    objectType: "deal",
    namePath: "dealname",
    textPath: "description",
    fieldsNamed: (dealname) => ({ dealname, pipeline: "default", dealstage: "contractsent" }),
    part: { path: "associations/company", values: await loadCompanies(rig) },
    refused: {
      fields: {
        dealname: "Bad",
        pipeline: "default",
        dealstage: "contractsent",
        amount: "much",
      },
      field: "amount",
    },
  });
});
