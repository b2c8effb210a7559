/** A company as the HubSpot stand-in loads it. */
export interface HubSpotCompany {
  /** Digits; the stand-in gives one when it is missing. */
  id?: string;
  /** Values under HubSpot's property names; a property without a value is left out. */
  properties: Record<string, string>;
  /** ISO 8601, UTC. */
  createdAt?: string;
}

/** A company as the ConnectWise stand-in loads it: the vendor's own field names. */
export type ConnectWiseCompany = Record<string, unknown>;

/** What both stand-ins start with. */
export interface Dataset {
  hubspot: { companies: HubSpotCompany[] };
  connectwise: { companies: ConnectWiseCompany[] };
}

/** ConnectWise custom field "Support Tier", the counterpart of HubSpot's `support_tier`. */
export const SUPPORT_TIER_FIELD_ID = 12;
/** Support tiers both systems offer. */
export const SUPPORT_TIERS = ["Gold", "Silver", "Bronze"] as const;
