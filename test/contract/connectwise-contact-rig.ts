import type { Fields, RecordSnapshot } from "../../server/sync/model.ts";
import type { WriteResult } from "../../server/sync/adapter-ports.ts";
import { readOne, startAdapterRig, updateOne } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import { COMMUNICATION_TYPE } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

export const EMAIL = "communications/email";
export const EMAILS = "communications/emails";
export const DIRECT = `communications/${COMMUNICATION_TYPE.direct}`;
export const CELL = `communications/${COMMUNICATION_TYPE.cell}`;
export const FAX = `communications/${COMMUNICATION_TYPE.fax}`;
/** Paths of a contact that these tests read. */
export const PATHS = ["firstName", EMAIL, EMAILS, DIRECT, CELL, FAX];

/** Routes as the stand-in counts them. */
export const CONTACTS = "/company/contacts";
export const ITEM = `${CONTACTS}/:id/communications/:id`;
export const NEW_ITEM = `POST ${CONTACTS}/:id/communications`;
export const TYPES = "GET /company/communicationTypes";

/** The contact of these tests, whose company is there. */
export const CONTACT = { id: 30, firstName: "Ada", company: { id: 250 } };
export const ID = String(CONTACT.id);

/** An e-mail address as ConnectWise keeps it. */
export const mail = (value: string, more: object = {}): object => ({
  value,
  type: { id: COMMUNICATION_TYPE.email },
  communicationType: "Email",
  ...more,
});

/** A phone number as ConnectWise keeps it. */
export const phone = (value: string, more: object = {}): object => ({
  value,
  type: { id: COMMUNICATION_TYPE.direct },
  communicationType: "Phone",
  ...more,
});

/** Puts contacts in place of all records; companies 250 and 251 are there. */
export function loadContacts({ control }: Rig, contacts: readonly object[]): Promise<unknown> {
  const companies = [
    { id: 250, identifier: "Bob", name: "Bob Ltd" },
    { id: 251, identifier: "Eve", name: "Eve Ltd" },
  ];
  return control.post("/reset", { records: { companies, contacts } });
}

/** Puts the contact in place, with items as people would have entered them. */
export function loadItems(rig: Rig, ...communicationItems: object[]): Promise<unknown> {
  return loadContacts(rig, [{ ...CONTACT, communicationItems }]);
}

/** Starts a stand-in with two companies. */
export async function startContactRig(): Promise<AdapterRig> {
  const rig = await startAdapterRig();
  await loadContacts(rig, []);
  return rig;
}

/** Reads the contact. */
export function readContact(
  rig: AdapterRig,
  paths: readonly string[] = PATHS,
): Promise<RecordSnapshot> {
  return readOne(rig, "contact", ID, paths);
}

/** Reads the contact and updates it, as the engine does. */
export async function updateContact(rig: AdapterRig, fields: Fields): Promise<WriteResult> {
  return updateOne(rig, "contact", ID, { fields, before: await readContact(rig) });
}

/** The contact's items as the server has them. */
export async function itemsOf({ api }: Rig): Promise<Answer> {
  return (await api.get(`${CONTACTS}/${ID}/communications`)).data;
}
