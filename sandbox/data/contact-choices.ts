/** Kinds of communication items a ConnectWise contact can have. */
export type CommunicationKind = "Email" | "Phone" | "Fax";

/** ConnectWise's communication types; the default one of each kind comes first. */
export const communicationTypes = [
  { name: "Email", kind: "Email" },
  { name: "Personal Email", kind: "Email" },
  { name: "Direct", kind: "Phone" },
  { name: "Cell", kind: "Phone" },
  { name: "Home", kind: "Phone" },
  { name: "Fax", kind: "Fax" },
] as const satisfies readonly { name: string; kind: CommunicationKind }[];

/** Name of one of ConnectWise's communication types. */
export type CommunicationName = (typeof communicationTypes)[number]["name"];

/** ConnectWise's contact types. */
export const contactTypes = ["Decision Maker", "End User", "Billing", "Technical"] as const;
