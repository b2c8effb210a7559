import type { Overview } from "@lockstep/api/wire-account.ts";
import type { Side } from "@lockstep/api/wire-common.ts";

const HUBSPOT_TYPES: Readonly<Record<string, string>> = {
  contact: "0-1",
  company: "0-2",
  deal: "0-3",
};

const CONNECTWISE_SCREENS: Readonly<Record<string, string>> = {
  company: "CompanyFV",
  contact: "ContactFV",
  deal: "OpportunityFV",
};

/**
 * Address of a record's screen: lists of issues and reviews tell ids only.
 *
 * @returns null for an object type without a screen that is known, and while ConnectWise is not connected
 */
export function recordUrl(
  { portal, connection }: Pick<Overview, "portal" | "connection">,
  objectType: string,
  { side, id }: { side: Side; id: string },
): string | null {
  if (side === "hubspot") {
    const type = HUBSPOT_TYPES[objectType];
    if (type === undefined) return null;
    return `https://${portal.uiDomain}/contacts/${portal.portalId}/record/${type}/${encodeURIComponent(id)}`;
  }
  const screen = CONNECTWISE_SCREENS[objectType];
  if (screen === undefined || connection === null) return null;
  const query = new URLSearchParams({
    recordType: screen,
    recid: id,
    companyName: connection.companyId,
  });
  return `https://${connection.siteHost}/v4_6_release/services/system_io/router/openrecord.rails?${query.toString()}`;
}
