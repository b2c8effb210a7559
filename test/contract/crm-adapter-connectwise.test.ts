import { startAdapterRig } from "./connectwise-adapter-rig.ts";
import { crmAdapterBattery } from "./crm-adapter.ts";

const COMPANIES = "/company/companies";

crmAdapterBattery("ConnectWise (companies)", async () => {
  const rig = await startAdapterRig();
  return {
    adapter: rig.adapter,
    objectType: "company",
    standInUrl: rig.standIn.url,
    closures: rig.closures,
    namePath: "name",
    textPath: "addressLine2",
    fieldsNamed: (name) => ({
      name,
      identifier: name.replaceAll(/[^A-Za-z0-9 ]/gu, ""),
      addressLine1: "1 Main Street",
    }),
    part: { path: "city", values: ["Bonn", "Porto"] },
    refused: {
      fields: { name: "x".repeat(157), identifier: "Too Long", city: "Bonn" },
      field: "name",
    },
    routes: {
      read: `GET /v4_6_release/apis/3.0${COMPANIES}`,
      create: `POST /v4_6_release/apis/3.0${COMPANIES}`,
      update: `PATCH /v4_6_release/apis/3.0${COMPANIES}/`,
    },
    headSize: 1000,
    close: rig.close,
  };
});
