import { startAdapterRig } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import { COMMUNICATION_TYPE } from "./connectwise-stand-in-rig.ts";
import type { CrmAdapterSubject } from "./crm-adapter-subject.ts";
import { crmAdapterBattery } from "./crm-adapter.ts";

const COMPANY_ID = 250;
const CONTACT_ID = 300;

/** What all object types have in common. @param endpoint - of the type below `/apis/3.0` */
function subjectOf(
  { adapter, impatient, standIn, closures, close }: AdapterRig,
  endpoint: string,
  type: Omit<
    CrmAdapterSubject,
    "adapter" | "impatient" | "standInUrl" | "closures" | "routes" | "headSize" | "close"
  >,
): CrmAdapterSubject {
  const path = `/v4_6_release/apis/3.0${endpoint}`;
  return {
    adapter,
    impatient,
    standInUrl: standIn.url,
    closures,
    routes: { read: `GET ${path}`, create: `POST ${path}`, update: `PATCH ${path}/` },
    headSize: 1000,
    close,
    ...type,
  };
}

/** A stand-in with one company, and one contact unless contacts are what is tested. */
async function startWithParents(hasContact: boolean): Promise<AdapterRig> {
  const rig = await startAdapterRig();
  const company = { id: COMPANY_ID, identifier: "Bob", name: "Bob Ltd" };
  const contact = { id: CONTACT_ID, firstName: "Ada", company: { id: COMPANY_ID } };
  await rig.control.post("/reset", {
    records: { companies: [company], contacts: hasContact ? [contact] : [] },
  });
  return rig;
}

crmAdapterBattery("ConnectWise (companies)", async () =>
  subjectOf(await startAdapterRig(), "/company/companies", {
    objectType: "company",
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
  }),
);

crmAdapterBattery("ConnectWise (contacts)", async () =>
  subjectOf(await startWithParents(false), "/company/contacts", {
    objectType: "contact",
    namePath: "lastName",
    textPath: "title",
    fieldsNamed: (lastName) => ({
      firstName: "Ada",
      lastName,
      "company/id": String(COMPANY_ID),
      "communications/email": `${lastName.replaceAll(" ", ".").toLowerCase()}@example.com`,
    }),
    toControl: ({
      "company/id": id,
      "communications/email": value,
      ...rest
    }): Record<string, unknown> => ({
      ...rest,
      ...(id === undefined ? {} : { company: { id: Number(id) } }),
      ...(value === undefined ? {} : { communicationItems: [{ value }] }),
    }),
    part: {
      path: `communications/${COMMUNICATION_TYPE.cell}`,
      values: ["+1 555 0100 x12", "+1 555 0199"],
    },
    refused: { fields: { lastName: "Nameless", "company/id": "250" }, field: "firstName" },
  }),
);

crmAdapterBattery("ConnectWise (opportunities)", async () =>
  subjectOf(await startWithParents(true), "/sales/opportunities", {
    objectType: "deal",
    namePath: "name",
    textPath: "customerPO",
    fieldsNamed: (name) => ({
      name,
      "company/id": String(COMPANY_ID),
      "contact/id": String(CONTACT_ID),
      "primarySalesRep/id": "152",
      closeDate: "2026-12-31",
    }),
    toControl: ({ closeDate, ...rest }): Record<string, unknown> => ({
      ...Object.fromEntries(
        Object.entries(rest).map(([path, value]) =>
          path.endsWith("/id") ? [path.slice(0, -3), { id: Number(value) }] : [path, value],
        ),
      ),
      ...(closeDate === undefined ? {} : { expectedCloseDate: `${String(closeDate)}T00:00:00Z` }),
    }),
    part: { path: "forecast/amount", values: [1234.56, 99] },
    refused: {
      fields: {
        name: "x".repeat(101),
        "company/id": "250",
        "contact/id": "300",
        "primarySalesRep/id": "152",
      },
      field: "name",
    },
  }),
);
