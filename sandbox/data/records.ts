/** A company as the HubSpot stand-in loads it. */
export interface HubSpotCompany {
  /** Digits; the stand-in gives one when it is missing. */
  id?: string;
  /** Values under HubSpot's property names; a property without a value is left out. */
  properties: Record<string, string>;
  /** ISO 8601, UTC. */
  createdAt?: string;
}

/** A contact as the HubSpot stand-in loads it. */
export interface HubSpotContact extends HubSpotCompany {
  /** Ids of its companies; the first is the primary one. */
  companies?: string[];
}

/** A deal as the HubSpot stand-in loads it. */
export interface HubSpotDeal extends HubSpotContact {
  /** Ids of its contacts. */
  contacts?: string[];
}

/**
 * A company, contact or opportunity as the ConnectWise stand-in loads it: the vendor's own field
 * names. An opportunity carries its forecast along as `forecastItems`.
 */
export type ConnectWiseRecord = Record<string, unknown>;

/** What both stand-ins start with; ConnectWise's deals are its opportunities. */
export interface Dataset {
  hubspot: { companies: HubSpotCompany[]; contacts: HubSpotContact[]; deals: HubSpotDeal[] };
  connectwise: Record<RecordKind, ConnectWiseRecord[]>;
}

/** The lists of records each system has. */
export type RecordKind = "companies" | "contacts" | "deals";

/** ConnectWise custom field "Support Tier", the counterpart of HubSpot's `support_tier`. */
export const SUPPORT_TIER_FIELD_ID = 12;
/** Support tiers both systems offer. */
export const SUPPORT_TIERS = ["Gold", "Silver", "Bronze"] as const;
