import { invalidField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { apiLink, presentReferences } from "./links.ts";
import type { Origin, ReadContext } from "./record-type.ts";
import { isObject, referenceId } from "./references.ts";
import { FORECAST_RULES } from "./rules.ts";
import type { Json } from "./schema.ts";
import type { Actor, ForecastItem, Opportunity, Store } from "./store.ts";
import { checkLengths, checkRequired, readFields } from "./validate.ts";

/** What errors call a line of a forecast. */
export const FORECAST_ITEM = FORECAST_RULES.resource;

const TYPES = ["Product", "Service", "Agreement", "Other1", "Other2"] as const;

/** What a line has where nothing was said. */
const DEFAULTS: Json = {
  quantity: 1,
  revenue: 0,
  cost: 0,
  percentage: 100,
  includeFlag: false,
  linkFlag: false,
  recurringRevenue: 0,
  recurringCost: 0,
  cycles: 0,
  recurringFlag: false,
  taxableFlag: false,
};

/** What reading a line needs besides its body. */
export interface ForecastContext extends ReadContext {
  readonly actor: Actor;
  /** Id of the opportunity; 0 while it has none. */
  readonly opportunity: number;
  readonly errors: FieldError[];
}

/**
 * Reads a line from JSON.
 *
 * @param before - the line it changes; what the body leaves out stays as it is there
 */
export function readForecastItem(
  body: unknown,
  context: ForecastContext,
  before?: ForecastItem,
): ForecastItem {
  const { store, errors, actor, limits, opportunity } = context;
  const given = isObject(body) ? body : {};
  const kept = Object.entries(before?.fields ?? {}).filter(([name]) => given[name] !== null);
  const fields: Json = {
    ...DEFAULTS,
    ...Object.fromEntries(kept),
    ...readFields(given, FORECAST_RULES, store, errors),
  };
  errors.push(
    ...checkRequired(FORECAST_ITEM, fields, ["opportunity", "status", "forecastType"]),
    ...checkLengths(FORECAST_ITEM, fields, limits[FORECAST_ITEM]),
    ...checkKinds(fields, opportunity),
  );
  return {
    id: before?.id ?? store.takeId("forecastItem"),
    fields,
    lastUpdated: store.timestamp(),
    updatedBy: actor.identifier,
  };
}

/**
 * Lines after a person's edit: a line with the id of one changes it, one with `removed` is gone, any
 * other is added. A new line is included, of type Product and in the opportunity's status.
 */
export function editLines(
  lines: unknown,
  opportunity: { readonly fields: Json; readonly forecastItems: readonly ForecastItem[] },
  context: ForecastContext,
): ForecastItem[] {
  let items = [...opportunity.forecastItems];
  if (!Array.isArray(lines)) return items;
  const own = { id: context.opportunity };
  for (const line of (lines as unknown[]).filter(isObject)) {
    const id = referenceId(line);
    const before = items.find((item) => item.id === id);
    if (before && line["removed"] === true) items = items.filter((item) => item !== before);
    else if (before) {
      const changed = readForecastItem(line, context, before);
      items = items.map((item) => (item === before ? changed : item));
    } else {
      const { status } = opportunity.fields;
      const form = {
        forecastType: "Product",
        includeFlag: true,
        status,
        ...line,
        opportunity: own,
      };
      const added = readForecastItem(form, context);
      items.push(
        id === undefined ? added : { ...added, id: context.store.takeId("forecastItem", id) },
      );
    }
  }
  return items;
}

function checkKinds(fields: Json, id: number): FieldError[] {
  const { forecastType: type, opportunity } = fields;
  const isKnown = type === undefined || TYPES.some((each) => each === type);
  const isOwn = opportunity === undefined || referenceId(opportunity) === id;
  return [
    ...(isKnown
      ? []
      : [invalidField(FORECAST_ITEM, "forecastType", "Enum value supplied was invalid")]),
    ...(isOwn
      ? []
      : [invalidField(FORECAST_ITEM, "opportunity", "The opportunity is another one.")]),
  ];
}

/** A line as its routes answer it; its place is that in the array. */
export function presentForecastItem(
  opportunity: Opportunity,
  item: ForecastItem,
  store: Store,
  origin: Origin,
): Json {
  const { id, fields, lastUpdated, updatedBy } = item;
  const link = apiLink(origin, `sales/opportunities/${opportunity.id}`);
  return {
    id,
    ...fields,
    ...presentReferences(FORECAST_RULES, fields, store, origin),
    opportunity: {
      id: opportunity.id,
      name: opportunity.fields["name"],
      _info: { opportunity_href: link },
    },
    margin: numberOf(fields, "revenue") - numberOf(fields, "cost"),
    sequenceNumber: opportunity.forecastItems.indexOf(item) + 1,
    _info: { lastUpdated, updatedBy },
  };
}

const numberOf = (fields: Json, name: string): number => {
  const value = fields[name];
  return typeof value === "number" ? value : 0;
};

/**
 * A forecast: its lines and sums over them.
 *
 * `forecastRevenueTotals` are over all lines, `inclusiveRevenueTotals` over the included ones; which
 * of the lines the real totals count is not published. Without lines there is no `forecastItems`.
 */
export function presentForecast(opportunity: Opportunity, store: Store, origin: Origin): Json {
  const { id, forecastItems: items } = opportunity;
  const lines = items.map(({ fields }) => fields);
  const ofType = (type: string): Json[] => lines.filter((line) => line["forecastType"] === type);
  const ofStatus = (flag: "wonFlag" | "lostFlag" | undefined): Json[] =>
    lines.filter((line) => outcomeOf(line, store) === flag);
  const totals = revenueOf(id, lines);
  return {
    id,
    ...(items.length === 0
      ? {}
      : {
          forecastItems: items.map((item) => presentForecastItem(opportunity, item, store, origin)),
        }),
    productRevenue: revenueOf(id, ofType("Product")),
    serviceRevenue: revenueOf(id, ofType("Service")),
    agreementRevenue: revenueOf(id, ofType("Agreement")),
    timeRevenue: revenueOf(id, []),
    expenseRevenue: revenueOf(id, []),
    forecastRevenueTotals: totals,
    inclusiveRevenueTotals: revenueOf(
      id,
      lines.filter((line) => line["includeFlag"] === true),
    ),
    recurringTotal: lines.reduce((sum, line) => sum + recurringOf(line), 0),
    wonRevenue: revenueOf(id, ofStatus("wonFlag")),
    lostRevenue: revenueOf(id, ofStatus("lostFlag")),
    openRevenue: revenueOf(id, ofStatus(undefined)),
    otherRevenue1: revenueOf(id, ofType("Other1")),
    otherRevenue2: revenueOf(id, ofType("Other2")),
    salesTaxRevenue: 0,
    forecastTotalWithTaxes: totals["revenue"],
    expectedProbability: probabilityOf(opportunity),
    _info: {},
  };
}

function outcomeOf(line: Json, store: Store): "wonFlag" | "lostFlag" | undefined {
  const id = referenceId(line["status"]);
  const row = store.state.tables.opportunityStatuses.find((each) => each.id === id);
  if (row?.["wonFlag"] === true) return "wonFlag";
  return row?.["lostFlag"] === true ? "lostFlag" : undefined;
}

const recurringOf = (line: Json): number =>
  numberOf(line, "recurringRevenue") * numberOf(line, "cycles");

function probabilityOf({ fields }: Opportunity): number {
  const { probability } = fields;
  return isObject(probability) ? Number(probability["name"] ?? 0) : 0;
}

function revenueOf(id: number, lines: readonly Json[]): Json {
  const sum = (name: string): number =>
    lines.reduce((total, line) => total + numberOf(line, name), 0);
  const revenue = sum("revenue");
  const cost = sum("cost");
  const margin = revenue - cost;
  return { id, revenue, cost, margin, percentage: revenue === 0 ? 0 : (margin / revenue) * 100 };
}
