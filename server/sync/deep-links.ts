import type { Connection } from "./connection.ts";
import type { ObjectType, Side } from "./model.ts";
import type { Portal } from "./portal-ports.ts";

/** Where a portal's two systems show their records. */
export interface RecordHosts {
  readonly portalId: string;
  /** HubSpot's host for the portal's screens, such as `app-eu1.hubspot.com`. */
  readonly uiDomain: string;
  /** ConnectWise's host, and the company that people log in to. */
  readonly siteHost: string;
  readonly companyId: string;
}

/** Tells the addresses of records; null where one of the systems is not known. */
export type LinkTo = (
  objectType: ObjectType,
  ref: { readonly side: Side; readonly id: string },
) => string | null;

/** Makes the addresses of a portal's records. */
export function linksOf(portal: Portal | null, connection: Connection | null): LinkTo {
  if (portal === null || connection === null) return () => null;
  const hosts = { ...connection, portalId: portal.portalId, uiDomain: portal.uiDomain };
  return (objectType, ref) => deepLinkTo(hosts, objectType, ref);
}

const HUBSPOT_TYPES: Readonly<Record<ObjectType, string>> = {
  contact: "0-1",
  company: "0-2",
  deal: "0-3",
};

const CONNECTWISE_SCREENS: Readonly<Record<ObjectType, string>> = {
  company: "CompanyFV",
  contact: "ContactFV",
  deal: "OpportunityFV",
};

/** Address of a record's screen; null for an object type that has none that is known. */
export function deepLinkTo(
  { portalId, uiDomain, siteHost, companyId }: RecordHosts,
  objectType: ObjectType,
  { side, id }: { readonly side: Side; readonly id: string },
): string | null {
  const names = side === "hubspot" ? HUBSPOT_TYPES : CONNECTWISE_SCREENS;
  const name = names[objectType];
  if (name === undefined) return null;
  if (side === "hubspot") {
    return `https://${uiDomain}/contacts/${portalId}/record/${name}/${encodeURIComponent(id)}`;
  }
  const query = new URLSearchParams({ recordType: name, recid: id, companyName: companyId });
  return `https://${siteHost}/v4_6_release/services/system_io/router/openrecord.rails?${query.toString()}`;
}
