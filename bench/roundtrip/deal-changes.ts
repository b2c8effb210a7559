import type { ConnectwiseRecord } from "../../sandbox/demo/evidence.ts";
import {
  activeCompanies,
  associatedWith,
  connectwiseOf,
  counterpartOf,
  findPairs,
  hubspotOf,
  linkedTo,
  referenceIn,
  takePairs,
} from "./change.ts";
import type { Change, ChangeContext, Pair } from "./change.ts";

const type = "deal";

interface Line {
  id: number;
  revenue: number;
  includeFlag: boolean;
  forecastDescription?: string;
}

function linesOf(opportunity: ConnectwiseRecord | undefined): Line[] {
  const forecast = (opportunity?.["forecast"] ?? {}) as { forecastItems?: Line[] }; // -- the vendor's form
  return forecast.forecastItems ?? [];
}

function revenueOf(opportunity: ConnectwiseRecord | undefined): number {
  const counted = linesOf(opportunity).filter(({ includeFlag }) => includeFlag);
  return counted.reduce((sum, { revenue }) => sum + revenue, 0);
}

const isOpen = (opportunity: ConnectwiseRecord): boolean =>
  referenceIn(opportunity, "status", "name") === "Open";

/** Open pairs of a firm's own pipeline, made from the deal or from the opportunity. */
function openPairs({ start }: ChangeContext, madeIn: "hubspot" | "connectwise"): Pair[] {
  return findPairs(
    type,
    start[type],
    ({ properties }, other) =>
      isOpen(other) &&
      properties["pipeline"] === "default" &&
      (properties["hs_object_source"] === "INTEGRATION") === (madeIn === "connectwise"),
  );
}

/** A linked company without any deal, and a linked contact of it. */
interface Parents {
  company: Pair;
  contact: Pair;
}

/** A company's deals wait for a person to pair them while it has others in the other system. */
function freeParents({ start }: ChangeContext): Parents[] {
  const busyHere = new Set(start.deal.hubspot.flatMap((deal) => associatedWith(deal, "companies")));
  const busyThere = new Set(start.deal.connectwise.map((deal) => referenceIn(deal, "company")));
  const companies = activeCompanies(start).filter(
    ({ hubspotId, connectwiseId }) => !busyHere.has(hubspotId) && !busyThere.has(connectwiseId),
  );
  return companies.flatMap((company) => {
    const [contact] = findPairs(
      "contact",
      start.contact,
      (person, other) =>
        other["inactiveFlag"] !== true &&
        referenceIn(other, "company") === company.connectwiseId &&
        associatedWith(person, "companies").includes(company.hubspotId),
    );
    return contact === undefined ? [] : [{ company, contact }];
  });
}

function takeParents(context: ChangeContext, count: number): Parents[] {
  const all = freeParents(context);
  const companies = takePairs(
    all.map(({ company }) => company),
    count,
    context.round,
  );
  return all.filter(({ company }) => companies.includes(company));
}

/** Edits and creations of deals, changed amounts and stages. */
export function dealChanges(context: ChangeContext): Change[] {
  const { round } = context;
  const [name, amount, stage] = takePairs(openPairs(context, "hubspot"), 3, round);
  const [theirName, theirAmount, theirStage] = takePairs(
    openPairs(context, "connectwise"),
    3,
    round,
  );
  const [here, there] = takeParents(context, 2);
  if (!name || !amount || !stage || !theirName || !theirAmount || !theirStage) return [];
  if (!here || !there) return [];
  return [
    nameInHubspot(context, name),
    nameInConnectwise(context, theirName),
    createInHubspot(context, here),
    createInConnectwise(context, there),
    amountInHubspot(context, amount),
    amountInConnectwise(context, theirAmount),
    wonInHubspot(context, stage),
    wonInConnectwise(context, theirStage),
  ];
}

function nameInHubspot({ stack, round }: ChangeContext, pair: Pair): Change {
  const name = `Lighthouse lamps ${round}`;
  return {
    type,
    name: "deal edited in HubSpot",
    make: () => stack.hubspot.edit({ type, id: pair.hubspotId, fields: { dealname: name } }),
    hasArrived: (now) => connectwiseOf(now, pair.connectwiseId)?.["name"] === name,
  };
}

function nameInConnectwise({ stack, round }: ChangeContext, pair: Pair): Change {
  const name = `Harbour cranes ${round}`;
  return {
    type,
    name: "opportunity edited in ConnectWise",
    make: () => stack.connectwise.edit({ type, id: pair.connectwiseId, fields: { name } }),
    hasArrived: (now) => hubspotOf(now, pair.hubspotId)?.properties["dealname"] === name,
  };
}

function createInHubspot({ stack, round }: ChangeContext, { company, contact }: Parents): Change {
  const dealname = `Weather vanes ${round}`;
  return {
    type,
    name: "deal created in HubSpot, with its amount",
    make: () =>
      stack.hubspot.edit({
        type,
        fields: { dealname, amount: "4200", dealstage: "qualifiedtobuy", pipeline: "default" },
        associations: { companies: [company.hubspotId], contacts: [contact.hubspotId] },
      }),
    hasArrived: (now) => {
      const made = now.hubspot.find(({ properties }) => properties["dealname"] === dealname);
      const other = counterpartOf(type, now, made);
      return (
        referenceIn(other, "company") === company.connectwiseId &&
        referenceIn(other, "contact") === contact.connectwiseId &&
        revenueOf(other) === 4_200
      );
    },
  };
}

function createInConnectwise(
  { stack, round }: ChangeContext,
  { company, contact }: Parents,
): Change {
  const name = `Tide tables ${round}`;
  return {
    type,
    name: "opportunity created in ConnectWise, with its forecast",
    make: () =>
      stack.connectwise.edit({
        type,
        fields: {
          name,
          company: { id: Number(company.connectwiseId) },
          contact: { id: Number(contact.connectwiseId) },
          forecastItems: [{ forecastDescription: "Hardware", revenue: 3_100 }],
        },
      }),
    hasArrived: (now) => {
      const made = now.connectwise.find((deal) => deal["name"] === name);
      const other = linkedTo(type, now, String(made?.["id"]));
      return (
        Number(other?.properties["amount"]) === 3_100 &&
        associatedWith(other, "companies").includes(company.hubspotId) &&
        associatedWith(other, "contacts").includes(contact.hubspotId)
      );
    },
  };
}

function amountInHubspot({ stack, round }: ChangeContext, pair: Pair): Change {
  const amount = 70_000 + round;
  const fields = { amount: String(amount) };
  return {
    type,
    name: "amount changed in HubSpot",
    make: () => stack.hubspot.edit({ type, id: pair.hubspotId, fields }),
    hasArrived: (now) => revenueOf(connectwiseOf(now, pair.connectwiseId)) === amount,
  };
}

/** Together with the date: ConnectWise does not say when nothing but a forecast has changed. */
function amountInConnectwise({ stack, start, round }: ChangeContext, pair: Pair): Change {
  const opportunity = connectwiseOf(start[type], pair.connectwiseId);
  const added = 1_000 + round;
  const amount = revenueOf(opportunity) + added;
  const line = { forecastDescription: "Spare parts", revenue: added };
  return {
    type,
    name: "forecast and date changed in ConnectWise",
    make: () =>
      stack.connectwise.edit({
        type,
        id: pair.connectwiseId,
        fields: { expectedCloseDate: "2027-03-15T00:00:00Z", forecastItems: [line] },
      }),
    hasArrived: (now) => {
      const { amount: shown, closedate } = hubspotOf(now, pair.hubspotId)?.properties ?? {};
      return Number(shown) === amount && (closedate ?? "").startsWith("2027-03-15");
    },
  };
}

function wonInHubspot({ stack }: ChangeContext, pair: Pair): Change {
  const fields = { pipeline: "default", dealstage: "closedwon" };
  return {
    type,
    name: "deal won in HubSpot",
    make: () => stack.hubspot.edit({ type, id: pair.hubspotId, fields }),
    hasArrived: (now) =>
      referenceIn(connectwiseOf(now, pair.connectwiseId), "status", "name") === "Won",
  };
}

function wonInConnectwise({ stack }: ChangeContext, pair: Pair): Change {
  const fields = { status: { name: "Won" } };
  return {
    type,
    name: "opportunity won in ConnectWise",
    make: () => stack.connectwise.edit({ type, id: pair.connectwiseId, fields }),
    hasArrived: (now) => hubspotOf(now, pair.hubspotId)?.properties["dealstage"] === "closedwon",
  };
}
