import type { BothSides } from "../../sandbox/demo/evidence.ts";
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

const type = "contact";

/** Pairs with a title and an address that work for one company. */
function plainPairs({ start }: ChangeContext): Pair[] {
  return findPairs(
    type,
    start[type],
    (contact, other) =>
      other["inactiveFlag"] !== true &&
      (contact.properties["jobtitle"] ?? "") !== "" &&
      (contact.properties["email"] ?? "") !== "" &&
      associatedWith(contact, "companies").length === 1,
  );
}

/** Edits and creations of contacts. */
export function contactChanges(context: ChangeContext): Change[] {
  const [first, second] = takePairs(plainPairs(context), 2, context.round);
  const [here, there] = takePairs(activeCompanies(context.start), 2, context.round);
  if (!first || !second || !here || !there) return [];
  return [
    editInHubspot(context, first),
    editInConnectwise(context, second),
    createInHubspot(context, here),
    createInConnectwise(context, there),
  ];
}

function editInHubspot({ stack, round }: ChangeContext, pair: Pair): Change {
  const title = `Keeper of keys ${round}`;
  return {
    type,
    name: "contact edited in HubSpot",
    make: () => stack.hubspot.edit({ type, id: pair.hubspotId, fields: { jobtitle: title } }),
    hasArrived: (now) => connectwiseOf(now, pair.connectwiseId)?.["title"] === title,
  };
}

function editInConnectwise({ stack, round }: ChangeContext, pair: Pair): Change {
  const title = `Keeper of books ${round}`;
  return {
    type,
    name: "contact edited in ConnectWise",
    make: () => stack.connectwise.edit({ type, id: pair.connectwiseId, fields: { title } }),
    hasArrived: (now) => hubspotOf(now, pair.hubspotId)?.properties["jobtitle"] === title,
  };
}

/** The contact's company, seen through the company's own link, is the pair it was made in. */
const worksFor = (now: BothSides, contactId: string, company: Pair): boolean =>
  associatedWith(hubspotOf(now, contactId), "companies").includes(company.hubspotId);

function createInHubspot({ stack, round }: ChangeContext, company: Pair): Change {
  const email = `orla.fennimore-${round}@fennimore.example`;
  return {
    type,
    name: "contact created in HubSpot",
    make: () =>
      stack.hubspot.edit({
        type,
        fields: { firstname: "Orla", lastname: `Fennimore ${round}`, email },
        associations: { companies: [company.hubspotId] },
      }),
    hasArrived: (now) => {
      const made = now.hubspot.find(({ properties }) => properties["email"] === email);
      const other = counterpartOf(type, now, made);
      return referenceIn(other, "company") === company.connectwiseId;
    },
  };
}

function createInConnectwise({ stack, round }: ChangeContext, company: Pair): Change {
  const lastName = `Quillfeather ${round}`;
  const email = `tom.quillfeather-${round}@quillfeather.example`;
  return {
    type,
    name: "contact created in ConnectWise",
    make: () =>
      stack.connectwise.edit({
        type,
        fields: {
          firstName: "Tom",
          lastName,
          company: { id: Number(company.connectwiseId) },
          communicationItems: [{ value: email, communicationType: "Email" }],
        },
      }),
    hasArrived: (now) => {
      const made = now.connectwise.find((contact) => contact["lastName"] === lastName);
      const other = linkedTo(type, now, String(made?.["id"]));
      return other?.properties["email"] === email && worksFor(now, other.id, company);
    },
  };
}
