import type { ColumnNames } from "./csv-columns.ts";
import { readParents } from "./csv-directory.ts";
import { readExport } from "./csv-export.ts";
import type { RecordExport } from "./csv-export.ts";
import { readHubspotRecord } from "./csv-hubspot.ts";
import {
  Colleagues,
  connectwiseCompanyColumns,
  connectwiseCompanyReferences,
  hubspotCompanyColumns,
  hubspotCompanyReferences,
  hubspotContactColumns,
  hubspotContactReferences,
} from "./csv-parents.ts";
import {
  NO_MEMBER,
  readDay,
  readMember,
  readNumber,
  readReference,
  readTime,
} from "./csv-values.ts";
import type { RowReader } from "./csv-values.ts";
import { dropUndefined } from "./firms.ts";
import type { ConnectWiseRecord, HubSpotCompany, HubSpotContact, HubSpotDeal } from "./records.ts";
import { dealPipelines, opportunityStatuses, salesOffice } from "./sales-choices.ts";
import type { DealPipeline } from "./sales-choices.ts";
import { connectwiseDay, forecastItem } from "./sales.ts";

const hubspotColumns: ColumnNames = {
  id: ["Record ID", "Record ID - Deal", "Deal ID", "hs_object_id", "id"],
  dealname: ["Deal Name", "dealname", "Name"],
  amount: ["Amount"],
  dealtype: ["Deal Type", "dealtype"],
  description: ["Deal Description", "Description"],
  hubspot_owner_id: ["Deal owner", "Owner", "hubspot_owner_id"],
  createdate: ["Create Date", "createdate", "Created"],
};

/** Fields that depend on each other, or are no property at all. */
const hubspotOthers: ColumnNames = {
  pipeline: ["Pipeline"],
  dealstage: ["Deal Stage", "dealstage", "Stage"],
  closedate: ["Close Date", "closedate"],
  ...hubspotCompanyColumns,
  ...hubspotContactColumns,
};

const connectwiseColumns: ColumnNames = {
  id: [
    "Opportunity ID",
    "Opportunity RecID",
    "Opportunity Rec ID",
    "Opportunity #",
    "Opp ID",
    "Record ID",
    "RecID",
    "id",
  ],
  name: ["Opportunity Name", "Summary", "Opportunity", "Name"],
  ...connectwiseCompanyColumns,
  contactId: ["Contact ID", "Contact RecID", "Contact Rec ID", "Contact_RecID"],
  contact: ["Contact", "Contact Name"],
  stage: ["Stage", "Sales Stage", "Opportunity Stage"],
  status: ["Status", "Opportunity Status"],
  type: ["Type", "Opportunity Type"],
  primarySalesRep: ["Sales Rep", "Primary Sales Rep", "primarySalesRep", "Salesperson"],
  expectedCloseDate: ["Expected Close", "Expected Close Date", "expectedCloseDate"],
  closeDate: ["Close Date", "Est. Close", "Projected Close"],
  closedDate: ["Closed Date", "closedDate", "Date Closed", "Actual Close"],
  revenue: ["Revenue", "Total Revenue", "Forecast Revenue", "Amount"],
  forecast: ["Forecast", "Total Forecast", "Forecast Total"],
  notes: ["Notes", "Description"],
};

const NO_DATE = "it is not a date";

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "");
const isCalled = (text: string, { id, label }: { id: string; label: string }): boolean =>
  [id, label].some((name) => bare(name) === bare(text));

/** Finds a stage in the pipelines; exports add the pipeline to a stage's label: `Closed Won (Sales Pipeline)`. */
function findStage(
  text: string,
  pipelines: readonly DealPipeline[],
): { pipeline: string; dealstage: string } | undefined {
  for (const { id: pipeline, label, stages } of pipelines) {
    const found = stages.find(
      (stage) => isCalled(text, stage) || bare(text) === bare(stage.label) + bare(label),
    );
    if (found !== undefined) return { pipeline, dealstage: found.id };
  }
  return undefined;
}

/** A stage means nothing without its pipeline; a row that names none has the first that fits. */
function readStage(reader: RowReader): Record<string, string> {
  const pipeline = reader.converted("pipeline", "the sample portal has no such pipeline", (text) =>
    dealPipelines.find((each) => isCalled(text, each)),
  );
  const pipelines = pipeline === undefined ? dealPipelines : [pipeline];
  const why = "the pipeline has no such stage";
  const stage = reader.converted("dealstage", why, (text) => findStage(text, pipelines));
  return stage ?? (pipeline === undefined ? {} : { pipeline: pipeline.id });
}

/** A day without a time is that day wherever the portal's users are: at noon. */
function readCloseTime(text: string): string | undefined {
  const isDayOnly = !/\d:\d/.test(text);
  const time = readTime(text);
  return isDayOnly ? time?.replace(/T.*$/, "T12:00:00.000Z") : time;
}

/**
 * Reads a HubSpot deal export: its usual headings in any order and case.
 *
 * Pipelines, stages, companies and contacts the other exports and the sample portal do not have are
 * left out, and a note says so. An amount HubSpot would refuse is kept as it is.
 *
 * @param parents - HubSpot's companies and contacts, from the same portal's exports
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readHubspotDeals(
  file: string,
  parents: { companies: readonly HubSpotCompany[]; contacts: readonly HubSpotContact[] },
): RecordExport<HubSpotDeal> {
  const form = { names: { ...hubspotColumns, ...hubspotOthers }, required: ["id", "dealname"] };
  const companyReferences = hubspotCompanyReferences(parents.companies);
  const contactReferences = hubspotContactReferences(parents.contacts);
  return readExport(file, form, (reader, id) => {
    const deal: HubSpotDeal = readHubspotRecord(reader, id, Object.keys(hubspotColumns));
    Object.assign(deal.properties, readStage(reader));
    const closedate = reader.converted("closedate", NO_DATE, readCloseTime);
    if (closedate !== undefined) deal.properties["closedate"] = closedate;
    const companies = readParents(reader, companyReferences);
    const contacts = readParents(reader, contactReferences);
    if (companies.length > 0) deal.companies = companies;
    if (contacts.length > 0) deal.contacts = contacts;
    return deal;
  });
}

/** A closed opportunity without a date of its own closed when it was expected to. */
function readDates(reader: RowReader): ConnectWiseRecord {
  const day = (field: string): string | undefined => {
    const found = reader.converted(field, NO_DATE, readDay);
    return found === undefined ? undefined : connectwiseDay(found);
  };
  const expectedCloseDate = day("expectedCloseDate") ?? day("closeDate");
  const status = reader.text("status")?.toLowerCase();
  const isClosed = opportunityStatuses.some(
    ({ name, closedFlag }) => closedFlag && name.toLowerCase() === status,
  );
  const closedDate = day("closedDate") ?? (isClosed ? expectedCloseDate : undefined);
  return { expectedCloseDate, closedDate };
}

const readRevenue = (reader: RowReader, field: string): number | undefined =>
  reader.converted(field, "ConnectWise holds numbers only", readNumber);

/**
 * Reads a ConnectWise opportunity list: its usual headings in any order and case. The revenue becomes
 * one line of the forecast.
 *
 * Companies, contacts and members that are not there, dates and figures that are none are left out,
 * and a note says so.
 *
 * @param parents - ConnectWise's companies and contacts, from the same system's exports
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readConnectwiseOpportunities(
  file: string,
  parents: { companies: readonly ConnectWiseRecord[]; contacts: readonly ConnectWiseRecord[] },
): RecordExport<ConnectWiseRecord> {
  const form = { names: connectwiseColumns, required: ["id", "name"] };
  const references = connectwiseCompanyReferences(parents.companies);
  const colleagues = new Colleagues(parents.contacts);
  return readExport(file, form, (reader, id) => {
    const [companyId] = readParents(reader, references);
    const [contactId] = readParents(reader, colleagues.referencesFor(companyId));
    const revenue = readRevenue(reader, "revenue") ?? readRevenue(reader, "forecast");
    return dropUndefined({
      id: Number(id),
      ...reader.texts(["name", "notes"]),
      company: companyId === undefined ? undefined : { id: Number(companyId) },
      contact: contactId === undefined ? undefined : { id: Number(contactId) },
      stage: reader.converted("stage", "", readReference),
      status: reader.converted("status", "", readReference) ?? { name: "Open" },
      type: reader.converted("type", "", readReference),
      primarySalesRep: reader.converted("primarySalesRep", NO_MEMBER, readMember),
      ...readDates(reader),
      ...salesOffice,
      forecastItems:
        revenue === undefined ? [] : [forecastItem(revenue, { forecastDescription: "Revenue" })],
    });
  });
}
