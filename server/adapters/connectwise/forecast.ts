import { z } from "zod";

import type { Fields, FieldValue } from "../../sync/model.ts";
import { badValue, notWritable, toNumber } from "./patch.ts";
import type { PatchOperation } from "./patch.ts";
import { explainPart, writeIgnored } from "./refusals.ts";
import type { ConnectwiseClient } from "./transport.ts";
import { forecastAnswerSchema, forecastItemSchema, forecastSchema } from "./wire.ts";
import type { WireForecastItem } from "./wire.ts";

/*
 * ConnectWise has no amount of an opportunity: it is the sum of the included lines of its forecast.
 * One of these lines is ours, and only that one is ever written.
 */

/**
 * Description of our line. A mark on the line itself rather than an id that we store: after a crash
 * between the POST and the commit the line is still known for what it is, and no second one is added.
 * Its id stays, as it is changed in place. A person who gives it another description takes it over.
 */
export const OWN_LINE = "HubSpot amount";

/** Type of our line: the ones with a meaning of their own (Product, Service, Agreement) are people's. */
const OWN_TYPE = "Other1";

/** Path of the sum, the only one that is written. */
export const AMOUNT = "forecast/amount";

/** Where an opportunity's forecast is. */
export interface ForecastRoute {
  readonly client: ConnectwiseClient;
  /** Path of the forecast below `/apis/3.0`. */
  readonly endpoint: string;
}

type Lines = readonly WireForecastItem[];

/**
 * Hundredths of a currency's unit, in which sums are exact.
 *
 * The decimal point is moved in the text: `1.005 * 100` is less than 100.5.
 */
export function toCents(amount: number): number {
  const text = String(amount);
  return Math.round(text.includes("e") ? amount * 100 : Number(`${text}e2`));
}

const isOurs = ({ forecastDescription }: WireForecastItem): boolean =>
  forecastDescription === OWN_LINE;

function sumOf(lines: Lines, name: "revenue" | "recurringRevenue"): number {
  return lines.reduce((sum, line) => sum + toCents(line[name] ?? 0), 0);
}

const included = (lines: Lines): Lines => lines.filter(({ includeFlag }) => includeFlag === true);

/**
 * Values of the paths `forecast/…`. Without any included line there is no amount, which is not the
 * same as an amount of 0; no recurring revenue is as good as one of 0.
 */
export function forecastFields(lines: Lines): Record<string, FieldValue> {
  const counting = included(lines);
  const recurring = sumOf(counting, "recurringRevenue");
  return {
    [AMOUNT]: counting.length === 0 ? null : sumOf(counting, "revenue") / 100,
    "forecast/recurring": recurring === 0 ? null : recurring / 100,
    "forecast/people": counting.filter((line) => !isOurs(line)).length,
  };
}

/**
 * Reads the lines of a forecast.
 *
 * @throws AppError class gone when there is no such opportunity
 */
export async function readLines({ client, endpoint }: ForecastRoute): Promise<Lines> {
  const { data } = await client.get({ path: endpoint, schema: forecastAnswerSchema });
  return data.forecastItems ?? [];
}

/** What a change of the amount needs to know. */
export interface AmountChange {
  readonly opportunityId: string;
  /** False for an opportunity that was created a moment ago: its forecast need not be read. */
  readonly hasLines: boolean;
  /** Id of the opportunity's status, which a new line wants. */
  statusId(): Promise<string>;
}

async function addLine(
  { client, endpoint }: ForecastRoute,
  change: AmountChange,
  cents: number,
): Promise<Lines> {
  const line = {
    opportunity: { id: Number(change.opportunityId) },
    forecastDescription: OWN_LINE,
    forecastType: OWN_TYPE,
    status: { id: Number(await change.statusId()) },
    revenue: cents / 100,
    includeFlag: true,
  };
  const body = { forecastItems: [line] };
  const { data } = await client.write({
    method: "POST",
    path: endpoint,
    body,
    schema: forecastSchema,
  });
  const lines = data.forecastItems ?? [];
  return lines.some(isOurs) ? lines : readLines({ client, endpoint });
}

async function changeLine(
  { client, endpoint }: ForecastRoute,
  line: WireForecastItem,
  cents: number,
): Promise<WireForecastItem> {
  const body: PatchOperation[] = [{ op: "replace", path: "revenue", value: cents / 100 }];
  // Somebody may have taken our line out of the sum; then it would not make up the amount.
  if (line.includeFlag !== true) body.push({ op: "replace", path: "includeFlag", value: true });
  const isSame = toCents(line.revenue ?? 0) === cents && body.length === 1;
  if (isSame) return line;
  const path = `${endpoint}/${line.id}`;
  const { data } = await client.write({ method: "PATCH", path, body, schema: forecastItemSchema });
  if (toCents(data.revenue ?? 0) === cents && data.includeFlag === true) return data;
  throw writeIgnored(
    AMOUNT,
    `Check in ConnectWise whether the line "${OWN_LINE}" of the opportunity's forecast can be changed.`,
  );
}

async function deleteLine({ client, endpoint }: ForecastRoute, id: string): Promise<void> {
  await client.write({ method: "DELETE", path: `${endpoint}/${id}`, schema: z.unknown() });
}

/** Takes lines out one by one. */
async function withoutLines(route: ForecastRoute, lines: Lines, gone: Lines): Promise<Lines> {
  for (const { id } of gone) {
    // oxlint-disable-next-line no-await-in-loop -- there is hardly ever more than one
    await deleteLine(route, id);
  }
  return lines.filter((line) => !gone.includes(line));
}

function amountOf(fields: Fields): number | null {
  const other = Object.keys(fields).find((path) => path !== AMOUNT);
  if (other !== undefined) throw notWritable(other, "it follows from the lines of the forecast");
  const value = fields[AMOUNT] ?? null;
  if (value === null || value === "") return null;
  const cents = toCents(toNumber(AMOUNT, value));
  if (Number.isSafeInteger(cents)) return cents;
  throw badValue(AMOUNT, value, "an amount of money");
}

/** Writes what makes lines add up to an amount, in hundredths. @returns the lines as they are then */
async function settle(
  route: ForecastRoute,
  change: AmountChange,
  lines: Lines,
  wanted: number | null,
): Promise<Lines> {
  const [ours, ...twins] = lines.filter(isOurs).toSorted((a, b) => Number(a.id) - Number(b.id));
  if (wanted === null) return withoutLines(route, lines, lines.filter(isOurs));
  const others = included(lines).filter((line) => !isOurs(line));
  const cents = wanted - sumOf(others, "revenue");
  if (ours === undefined) return cents === 0 ? lines : addLine(route, change, cents);
  const changed = await changeLine(route, ours, cents);
  const now = lines.map((line) => (line === ours ? changed : line));
  // A second line of ours, from a POST that came late, would count the amount twice.
  return withoutLines(route, now, twins);
}

/**
 * Makes the included lines add up to an amount by our line alone: it becomes the amount minus the
 * other included lines, as they are at this moment. Writing the same amount again changes nothing,
 * whatever our line was before, so the sum never escalates.
 *
 * @param fields - `forecast/amount`; null takes our line away
 * @returns the lines as they are now
 * @throws AppError class gone when there is no such opportunity; see {@link explainPart} about a line
 *   that was deleted meanwhile
 */
export async function writeAmount(
  route: ForecastRoute,
  change: AmountChange,
  fields: Fields,
): Promise<Lines> {
  const wanted = amountOf(fields);
  const lines = change.hasLines ? await readLines(route) : [];
  try {
    return await settle(route, change, lines, wanted);
  } catch (thrown) {
    throw explainPart(thrown);
  }
}
