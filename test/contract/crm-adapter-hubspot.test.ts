import { crmAdapterBattery } from "./crm-adapter.ts";
import { startHubspotRig } from "./hubspot-adapter-rig.ts";

crmAdapterBattery("HubSpot", async () => {
  const { adapter, standIn, closures } = await startHubspotRig();
  return {
    adapter,
    standInUrl: standIn.url,
    closures: closures.general,
    namePath: "name",
    textPath: "phone",
    fieldsNamed: (name) => ({ name, city: "Lisbon" }),
    refused: { fields: { name: "Bad", numberofemployees: "many" }, field: "numberofemployees" },
    routes: { read: "/batch/read", create: "/batch/upsert", update: "/batch/update" },
    headSize: 200,
    close: standIn.close,
  };
});
