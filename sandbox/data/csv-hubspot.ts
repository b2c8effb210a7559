import { findChoice, hasChoices } from "./choices.ts";
import { findOwner, NO_OWNER, plainNumber, readTime } from "./csv-values.ts";
import type { RowReader } from "./csv-values.ts";
import type { HubSpotCompany } from "./records.ts";

const NUMBERS: readonly string[] = ["numberofemployees", "annualrevenue", "amount"];

function readProperty(reader: RowReader, property: string): string | undefined {
  if (property === "hubspot_owner_id") return reader.converted(property, NO_OWNER, findOwner);
  if (hasChoices(property)) {
    const why = "it is none of HubSpot's choices";
    return reader.converted(property, why, (text) => findChoice(property, text));
  }
  const text = reader.text(property);
  return text !== undefined && NUMBERS.includes(property) ? plainNumber(text) : text;
}

/** Columns that are no property of the record they stand beside. */
const NO_PROPERTIES: readonly string[] = ["id", "createdate"];

/**
 * Makes a HubSpot record of a row.
 *
 * @param fields - the export's fields; `id` and `createdate` are known to be no properties to set
 */
export function readHubspotRecord(
  reader: RowReader,
  id: string,
  fields: readonly string[],
): HubSpotCompany {
  const record: HubSpotCompany = { id, properties: {} };
  for (const property of fields.filter((field) => !NO_PROPERTIES.includes(field))) {
    const value = readProperty(reader, property);
    if (value !== undefined) record.properties[property] = value;
  }
  const createdAt = reader.converted("createdate", "it is not a time", readTime);
  return createdAt === undefined ? record : { ...record, createdAt };
}
