import {
  connectwiseOf,
  counterpartOf,
  findPairs,
  hubspotOf,
  linkedTo,
  takePairs,
} from "./change.ts";
import type { Change, ChangeContext, Pair } from "./change.ts";

const type = "company";

/** Pairs whose values are plain to edit: active, with a head count. */
function plainPairs({ start }: ChangeContext): Pair[] {
  return findPairs(
    type,
    start[type],
    ({ properties }, { deletedFlag }) =>
      deletedFlag !== true &&
      properties["cw_company_status"] === "Active" &&
      (properties["numberofemployees"] ?? "") !== "",
  );
}

/** Edits, creations and clashes of companies. */
export function companyChanges(context: ChangeContext): Change[] {
  const employees = 10_000 * context.round;
  const [first, second, third, fourth] = takePairs(plainPairs(context), 4, context.round);
  if (!first || !second || !third || !fourth) return [];
  return [
    editInHubspot(context, first, employees + 1),
    editInConnectwise(context, second, employees + 2),
    createInHubspot(context),
    createInConnectwise(context),
    clashOfEmployees(context, third, employees + 3),
    clashOfCity(context, fourth),
  ];
}

function editInHubspot({ stack }: ChangeContext, pair: Pair, value: number): Change {
  const fields = { numberofemployees: String(value) };
  return {
    type,
    name: "company edited in HubSpot",
    make: () => stack.hubspot.edit({ type, id: pair.hubspotId, fields }),
    hasArrived: (now) => connectwiseOf(now, pair.connectwiseId)?.["numberOfEmployees"] === value,
  };
}

function editInConnectwise({ stack }: ChangeContext, pair: Pair, value: number): Change {
  const fields = { numberOfEmployees: value };
  return {
    type,
    name: "company edited in ConnectWise",
    make: () => stack.connectwise.edit({ type, id: pair.connectwiseId, fields }),
    hasArrived: (now) =>
      hubspotOf(now, pair.hubspotId)?.properties["numberofemployees"] === String(value),
  };
}

function createInHubspot({ stack, round }: ChangeContext): Change {
  const name = `Fernhollow Optics ${round}`;
  const domain = `fernhollow-${round}.example`;
  return {
    type,
    name: "company created in HubSpot",
    make: () =>
      stack.hubspot.edit({
        type,
        fields: { name, domain, city: "Tampa", country: "Canada" },
      }),
    hasArrived: (now) => {
      const made = now.hubspot.find(({ properties }) => properties["name"] === name);
      return counterpartOf(type, now, made)?.["name"] === name;
    },
  };
}

function createInConnectwise({ stack, round }: ChangeContext): Change {
  const name = `Brackenridge Kilns ${round}`;
  const identifier = `BrackenridgeKilns${round}`;
  const website = `brackenridge-${round}.example`;
  return {
    type,
    name: "company created in ConnectWise",
    make: () =>
      stack.connectwise.edit({ type, fields: { name, identifier, website, city: "Tampa" } }),
    hasArrived: (now) => {
      const made = now.connectwise.find((company) => company["name"] === name);
      return linkedTo(type, now, String(made?.["id"])) !== undefined;
    },
  };
}

/** Both sides change the same number; the newer one wins, and either may be the newer one. */
function clashOfEmployees(
  { stack }: ChangeContext,
  { hubspotId, connectwiseId }: Pair,
  value: number,
): Change {
  const [mine, theirs] = [value, value + 1_000];
  return {
    type,
    name: "clash of companies, most recent wins",
    make: () =>
      Promise.all([
        stack.hubspot.edit({ type, id: hubspotId, fields: { numberofemployees: String(mine) } }),
        stack.connectwise.edit({ type, id: connectwiseId, fields: { numberOfEmployees: theirs } }),
      ]),
    hasArrived: (now) => {
      const left = hubspotOf(now, hubspotId)?.properties["numberofemployees"];
      const right = connectwiseOf(now, connectwiseId)?.["numberOfEmployees"];
      return left === String(right) && [mine, theirs].includes(Number(right));
    },
  };
}

function clashOfCity({ stack, round }: ChangeContext, { hubspotId, connectwiseId }: Pair): Change {
  const [mine, theirs] = [`Leftville ${round}`, `Rightville ${round}`];
  return {
    type,
    name: "clash of companies, ConnectWise wins",
    make: () =>
      Promise.all([
        stack.hubspot.edit({ type, id: hubspotId, fields: { city: mine } }),
        stack.connectwise.edit({ type, id: connectwiseId, fields: { city: theirs } }),
      ]),
    hasArrived: (now) =>
      hubspotOf(now, hubspotId)?.properties["city"] === theirs &&
      connectwiseOf(now, connectwiseId)?.["city"] === theirs,
  };
}
