import { dropUndefined, withoutBlanks } from "./firms.ts";
import type { ConnectWiseRecord, HubSpotDeal } from "./records.ts";
import { dealPipelines, dealTypes, salesOffice, stagePairs } from "./sales-choices.ts";

/** A made-up sale of the real world, before either system has its own spelling of it. */
export interface Sale {
  name: string;
  /** HubSpot's pipeline and stage ids. */
  pipeline: string;
  stage: string;
  /** Whole currency units; undefined when nobody put a figure to it. */
  amount?: number | undefined;
  /** Calendar day, `YYYY-MM-DD`: when it is expected to close, or did. */
  closeDay: string;
  person?: { ownerId: string; memberIdentifier: string } | undefined;
  /** One of HubSpot's deal types. */
  type: string;
  description?: string | undefined;
}

const DAY_MS = 86_400_000;

/** @param days - may be negative */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** @returns the calendar day the way ConnectWise holds it: midnight, UTC, whole seconds */
export const connectwiseDay = (day: string): string => `${day}T00:00:00Z`;

/**
 * Writes a sale down the way HubSpot holds a deal. Its close time is noon in New York, the same day
 * in every zone its users sit in.
 *
 * @param associations - ids of companies, the primary one first, and of contacts
 * @param changes - this record's own spellings, '' for blank
 */
export function toHubSpotDeal(
  sale: Sale,
  associations: { companies?: readonly string[]; contacts?: readonly string[] },
  changes: Record<string, string> = {},
): HubSpotDeal {
  const { companies = [], contacts = [] } = associations;
  const deal: HubSpotDeal = {
    properties: withoutBlanks({
      dealname: sale.name,
      pipeline: sale.pipeline,
      dealstage: sale.stage,
      amount: sale.amount?.toString(),
      closedate: `${sale.closeDay}T17:00:00.000Z`,
      dealtype: sale.type,
      description: sale.description,
      hubspot_owner_id: sale.person?.ownerId,
      ...changes,
    }),
  };
  if (companies.length > 0) deal.companies = [...companies];
  if (contacts.length > 0) deal.contacts = [...contacts];
  return deal;
}

/** One line of an opportunity's forecast, in the vendor's form. */
export interface ForecastItem {
  forecastType: "Product" | "Service" | "Agreement" | "Other1" | "Other2";
  forecastDescription: string;
  revenue: number;
  cost: number;
  /** Whether it counts towards the forecast's total. */
  includeFlag: boolean;
  recurringFlag?: boolean;
  recurringRevenue?: number;
  cycles?: number;
}

/** @returns a line that counts, unless `more` says otherwise */
export function forecastItem(revenue: number, more: Partial<ForecastItem> = {}): ForecastItem {
  return {
    forecastType: "Product",
    forecastDescription: "Hardware",
    revenue,
    cost: Math.round(revenue * 65) / 100,
    includeFlag: true,
    ...more,
  };
}

/** The stage and status ConnectWise has for a HubSpot stage. */
function connectwiseStage({ pipeline, stage }: Sale): { stage: string; status: string } {
  const stages = dealPipelines.find(({ id }) => id === pipeline)?.stages ?? [];
  const { isClosed = false, probability = 0 } = stages.find(({ id }) => id === stage) ?? {};
  if (isClosed) return { stage: "Commit", status: probability === 1 ? "Won" : "Lost" };
  const pair = stagePairs.find((each) => each.pipeline === pipeline && each.stage === stage);
  return { stage: pair?.opportunityStages[0] ?? "Prospect", status: "Open" };
}

/**
 * Writes a sale down the way ConnectWise holds an opportunity.
 *
 * @param changes - this record's own spellings; undefined for blank
 */
export function toOpportunity(
  sale: Sale,
  { companyId, contactId }: { companyId?: number | undefined; contactId?: number | undefined },
  changes: ConnectWiseRecord = {},
): ConnectWiseRecord {
  const { stage, status } = connectwiseStage(sale);
  const type = dealTypes.find(({ value }) => value === sale.type)?.label;
  const { amount } = sale;
  const opportunity: ConnectWiseRecord = {
    name: sale.name,
    company: companyId === undefined ? undefined : { id: companyId },
    contact: contactId === undefined ? undefined : { id: contactId },
    stage: { name: stage },
    status: { name: status },
    type: type === undefined ? undefined : { name: type },
    primarySalesRep: sale.person && { identifier: sale.person.memberIdentifier },
    expectedCloseDate: connectwiseDay(sale.closeDay),
    notes: sale.description,
    ...salesOffice,
    forecastItems: amount === undefined ? [] : [forecastItem(amount)],
    ...changes,
  };
  const { name } = opportunity["status"] as { name: string };
  if (name !== "Open") opportunity["closedDate"] ??= opportunity["expectedCloseDate"];
  return dropUndefined(opportunity);
}
