import { createRandom } from "../shared/random.ts";
import type { Random } from "../shared/random.ts";
import { addCountedFirms, drawChanges, drawNone, tokenFor } from "./counted-firms.ts";
import type { Changes, CountedFirm, DrawChanges } from "./counted-firms.ts";
import { pairedPeople } from "./people.ts";
import { communicationItems, toConnectWiseContact, toHubSpotContact } from "./persons.ts";
import type { Person } from "./persons.ts";
import { places } from "./places.ts";
import type { RecordBook } from "./record-book.ts";
import { dealPipelines, dealTypes } from "./sales-choices.ts";
import { connectwiseDay, dayAfter, forecastItem, toHubSpotDeal, toOpportunity } from "./sales.ts";
import type { Sale } from "./sales.ts";
import { twoDigits } from "./sample-people.ts";

const firstNames = `Alma Bruno Celia Dario Edith Felix Gwen Henrik Irma Jonas Karla Louis Mona
  Nils Oona Piet Runa Silas Tilda Urban`.split(/\s+/);
const titles = ["Owner", "Controller", "IT Manager", "Office Manager", "Operations Director"];
const subjects = ["Managed services", "Firewall refresh", "Migration", "Backup", "Assessment"];
const openStages = dealPipelines.flatMap(({ id: pipeline, stages }) =>
  stages.filter(({ isClosed }) => !isClosed).map(({ id }) => ({ pipeline, stage: id })),
);

/** Each kind is drawn by a lot of its own: more contacts make no other companies. */
const LOTS = { contacts: 0x63_6f_6e, deals: 0x64_65_61 };

/** How many generated records there are to be in both systems. */
export interface Counts {
  companies: number;
  contacts: number;
  deals: number;
}

/** So many records of one seed. */
interface Lot {
  count: number;
  seed: number;
  draw: DrawChanges;
}

/** A counted contact's ids; undefined where there are no contacts. */
interface CountedContact {
  hubspotId: string;
  connectwiseId: number;
}

function makePerson(token: string, firm: CountedFirm["firm"] | undefined, random: Random): Person {
  const firstName = random.pick(firstNames);
  const domain = firm?.domain ?? `${token.toLowerCase()}.example`;
  return {
    firstName,
    lastName: `Person ${token}`,
    email: `${firstName}.${token}@${domain}`.toLowerCase(),
    title: random.pick(titles),
    place: firm?.place ?? random.pick(places),
    direct: twoDigits(random),
    mobile: twoDigits(random),
    lifecycleStage: "customer",
  };
}

function differentPerson(person: Person, random: Random): Changes {
  const number = String(10 + ((Number(person.direct) - 9) % 90));
  return random.pick<Changes>([
    { hubspot: { jobtitle: `Acting ${person.title}` } },
    { hubspot: { lastname: `${person.lastName} Jr.` } },
    { connectwise: { communicationItems: communicationItems({ ...person, direct: number }) } },
    { connectwise: { title: `Deputy ${person.title}` } },
  ]);
}

function blankPerson(person: Person, random: Random): Changes {
  return random.pick<Changes>([
    { hubspot: { phone: "" } },
    { hubspot: { jobtitle: "" } },
    { connectwise: { title: undefined } },
    {
      connectwise: { communicationItems: communicationItems({ ...person, mobile: undefined }) },
    },
  ]);
}

function addContacts(
  book: RecordBook,
  { count, seed, draw, firms }: Lot & { firms: readonly CountedFirm[] },
): CountedContact[] {
  const random = createRandom(seed ^ LOTS.contacts);
  return Array.from({ length: count }, (_, index) => {
    const company = firms[index % firms.length];
    const { prefix, number } = tokenFor(seed, index);
    const person = makePerson(`${prefix}-${number}`, company?.firm, random);
    const changes = draw(random, {
      different: () => differentPerson(person, random),
      blank: () => blankPerson(person, random),
    });
    const companies = company === undefined ? [] : [company.hubspotId];
    const contact = toConnectWiseContact(person, company?.connectwiseId, changes.connectwise);
    return {
      hubspotId: book.addHubspot("contacts", toHubSpotContact(person, companies, changes.hubspot)),
      connectwiseId: book.addConnectwise("contacts", contact),
    };
  });
}

function makeSale(token: string, random: Random, today: string): Sale {
  return {
    name: `${random.pick(subjects)} ${token}`,
    ...random.pick(openStages),
    amount: 250 * (2 + random.integer(300)),
    closeDay: dayAfter(today, random.integer(180)),
    person: random.pick(pairedPeople),
    type: random.pick(dealTypes).value,
  };
}

function differentSale(sale: Sale, random: Random): Changes {
  const { amount = 0, closeDay } = sale;
  return random.pick<Changes>([
    { hubspot: { amount: String(amount + 500) } },
    { connectwise: { forecastItems: [forecastItem(amount), forecastItem(750)] } },
    { connectwise: { expectedCloseDate: connectwiseDay(dayAfter(closeDay, 7)) } },
    { connectwise: { name: `${sale.name} (revised)` } },
  ]);
}

function blankSale(random: Random): Changes {
  return random.pick<Changes>([
    { hubspot: { amount: "" } },
    { hubspot: { dealtype: "" } },
    { connectwise: { forecastItems: [] } },
    { connectwise: { type: undefined } },
  ]);
}

/** Companies and contacts a counted deal can belong to, and the day its close date lies around. */
interface DealParents {
  firms: readonly CountedFirm[];
  contacts: readonly CountedContact[];
  today: string;
}

function addDeals(
  book: RecordBook,
  { count, seed, draw }: Lot,
  { firms, contacts, today }: DealParents,
): void {
  const random = createRandom(seed ^ LOTS.deals);
  for (let index = 0; index < count; index += 1) {
    // The contact with a company's own number is the first one that works there.
    const turn = index % firms.length;
    const company = firms[turn];
    const contact = contacts[turn];
    const { prefix, number } = tokenFor(seed, index);
    const sale = makeSale(`${prefix}-${number}`, random, today);
    const changes = draw(random, {
      different: () => differentSale(sale, random),
      blank: () => blankSale(random),
    });
    const associations = {
      companies: company === undefined ? [] : [company.hubspotId],
      contacts: contact === undefined ? [] : [contact.hubspotId],
    };
    book.addHubspot("deals", toHubSpotDeal(sale, associations, changes.hubspot));
    const ids = { companyId: company?.connectwiseId, contactId: contact?.connectwiseId };
    book.addConnectwise("deals", toOpportunity(sale, ids, changes.connectwise));
  }
}

/**
 * Adds records that are in both systems: companies found by domain and name, contacts of them found
 * by their e-mail, and deals of them, which nothing finds but a person. Nine of ten are equal there, or all of them.
 */
export function addCounted(
  book: RecordBook,
  counts: Counts,
  { seed, today, areEqual }: { seed: number; today: string; areEqual: boolean },
): void {
  const draw = areEqual ? drawNone : drawChanges;
  const firms = addCountedFirms(book, { count: counts.companies, seed, draw });
  const contacts = addContacts(book, { count: counts.contacts, seed, draw, firms });
  addDeals(book, { count: counts.deals, seed, draw }, { firms, contacts, today });
}
