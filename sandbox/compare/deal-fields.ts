import { dealTypes } from "../data/sales-choices.ts";
import { isClosed, readStage } from "./deal-stages.ts";
import type { StageTables } from "./deal-stages.ts";
import { leftAlone, readParent, readPlain, reading } from "./field-reading.ts";
import type { FieldReading, RecordPair } from "./field-reading.ts";
import type { Parents } from "./links.ts";
import { normalNumber, normalText } from "./normal-forms.ts";
import { readPerson } from "./people.ts";
import {
  associatedIds,
  listOf,
  primaryCompanyId,
  propertyOf,
  referenceText,
  textOf,
} from "./records.ts";
import type { ConnectWiseRecord, People } from "./records.ts";

/** What a deal belongs to, and what its values mean. */
export interface DealSurroundings {
  companies: Parents;
  contacts: Parents;
  people: People;
  stages: StageTables;
  /** Turns HubSpot's close times into calendar days, `YYYY-MM-DD`. */
  days: Intl.DateTimeFormat;
}

/**
 * The amount of an opportunity, which has no field for it: what the forecast's lines that count
 * bring in. Without such a line nobody has put a figure to it.
 */
function forecastOf(opportunity: ConnectWiseRecord): string {
  const forecast = opportunity["forecast"];
  if (typeof forecast !== "object" || forecast === null) return "";
  const lines = listOf(Object.fromEntries(Object.entries(forecast)), "forecastItems");
  const counted = lines.filter((line) => line.get("includeFlag") === true);
  if (counted.length === 0) return "";
  const cents = counted.map((line) => Math.round(Number(line.get("revenue") ?? 0) * 100));
  return String(cents.reduce((sum, each) => sum + each, 0) / 100);
}

/** Two decimals; nothing and no figure are the same, no forecast says "nothing". */
function normalAmount(text: string): string {
  const number = Number(normalNumber(text));
  if (!Number.isFinite(number)) return normalText(text);
  return number === 0 ? "" : number.toFixed(2);
}

function readAmount({ hubspot, connectwise }: RecordPair): FieldReading {
  return {
    field: "amount",
    connectwiseField: "forecast",
    hubspot: reading(propertyOf(hubspot, "amount"), normalAmount),
    connectwise: reading(forecastOf(connectwise), normalAmount),
  };
}

/** HubSpot answers a time; its users mean the day it falls on where they are. */
function dayOf(text: string, days: Intl.DateTimeFormat): string {
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(time) ? text : days.format(time);
}

/**
 * ConnectWise's dates are days, answered as midnight UTC; a closed one goes by when it closed. It
 * notes that moment itself: where the sync closed it, that is not when the deal was closed.
 */
function readCloseDate(
  { hubspot, connectwise }: RecordPair,
  { stages, days, people }: DealSurroundings,
): FieldReading {
  const expected = textOf(connectwise["expectedCloseDate"]);
  const isOver = isClosed(connectwise, stages);
  const there = isOver ? textOf(connectwise["closedDate"]) || expected : expected;
  const read = {
    field: "closedate",
    connectwiseField: isOver ? "closedDate" : "expectedCloseDate",
    hubspot: reading(propertyOf(hubspot, "closedate"), (text) => dayOf(text, days)),
    connectwise: reading(there, (text) => text.slice(0, 10)),
  };
  const closer = referenceText(connectwise, "closedBy", "identifier");
  const isPerson = people.members.some(({ identifier }) => identifier === closer);
  return isOver && closer !== "" && !isPerson ? leftAlone(read) : read;
}

/**
 * Owner and sales representative, two-way. ConnectWise insists on somebody, so a representative
 * whom the sync put in for an owner it could not carry over stands for nobody; and somebody only
 * one side knows leaves the other side as it is.
 */
function readOwner(pair: RecordPair, people: People): FieldReading {
  const read = readPerson(pair, "primarySalesRep", people);
  const { hubspot, connectwise } = read;
  const isUnknown = [hubspot, connectwise].some(
    ({ shown, normal }) => shown !== "" && normal === "",
  );
  const isFallback = hubspot.normal === "" && pair.isMadeBySync.connectwise;
  return isUnknown || isFallback ? leftAlone(read) : read;
}

/** Types go by their label; one that HubSpot has no deal type for leaves the deal's as it is. */
function readType({ hubspot, connectwise }: RecordPair): FieldReading {
  const there = referenceText(connectwise, "type", "name");
  const labels = new Map(dealTypes.map(({ value, label }) => [value, label.toLowerCase()]));
  const read = {
    field: "dealtype",
    connectwiseField: "type",
    hubspot: reading(propertyOf(hubspot, "dealtype"), (value) => labels.get(value) ?? ""),
    connectwise: reading(there, (name) => name.toLowerCase()),
  };
  const isUnknown = there !== "" && ![...labels.values()].includes(there.toLowerCase());
  return isUnknown ? leftAlone(read) : read;
}

/** A description goes along when the opportunity is made, and never again. Its line breaks get lost. */
function readNotes(pair: RecordPair): FieldReading {
  const [read] = readPlain(pair, [["description", "notes", normalText]]);
  if (read === undefined) throw new Error("one field gives one reading");
  const isCarried = pair.isMadeBySync.connectwise && read.hubspot.normal !== "";
  return isCarried ? read : leftAlone(read);
}

/** Reads every default deal field on both sides of a linked pair. */
export function readDealFields(pair: RecordPair, surroundings: DealSurroundings): FieldReading[] {
  const { hubspot, connectwise } = pair;
  const company = {
    here: [primaryCompanyId(hubspot)].filter((id) => id !== ""),
    there: referenceText(connectwise, "company", "id"),
  };
  const contact = {
    here: associatedIds(hubspot, "contacts"),
    there: referenceText(connectwise, "contact", "id"),
  };
  return [
    ...readPlain(pair, [["dealname", "name", normalText]]),
    readStage(pair, surroundings.stages),
    readAmount(pair),
    readCloseDate(pair, surroundings),
    readOwner(pair, surroundings.people),
    readType(pair),
    readNotes(pair),
    readParent("company", company, surroundings.companies),
    readParent("contact", contact, surroundings.contacts),
  ];
}
