import { crmAdapterBattery } from "./crm-adapter.ts";
import { startHubspotRig } from "./hubspot-adapter-rig.ts";

crmAdapterBattery("HubSpot (companies)", async () => {
  const { adapter, standIn, closures } = await startHubspotRig();
  return {
    adapter,
    objectType: "company",
    standInUrl: standIn.url,
    closures: closures.general,
    namePath: "name",
    textPath: "phone",
    fieldsNamed: (name) => ({ name, city: "Lisbon" }),
    part: { path: "city", values: ["Bonn", "Porto"] },
    refused: { fields: { name: "Bad", numberofemployees: "many" }, field: "numberofemployees" },
    routes: { read: "/batch/read", create: "/batch/upsert", update: "/batch/update" },
    headSize: 200,
    close: standIn.close,
  };
});
