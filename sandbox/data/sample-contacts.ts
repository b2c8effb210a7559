import type { Random } from "../shared/random.ts";
import type { Placed, Placement } from "./firm-book.ts";
import { phoneStyles } from "./firms.ts";
import {
  communicationItems,
  spellDirect,
  spellMobile,
  toConnectWiseContact,
  toHubSpotContact,
} from "./persons.ts";
import type { Person } from "./persons.ts";
import type { RecordBook } from "./record-book.ts";
import type { ConnectWiseRecord } from "./records.ts";
import { makePerson } from "./sample-people.ts";
import { contactTypes } from "./contact-choices.ts";

/** People an ordinary firm has at least, and how many more it may have. */
const STAFF = { least: 2, more: 7 };
/** Share of a shared firm's people whom both systems know; the others are split evenly. */
const IN_BOTH = 0.74;

/** HubSpot lowers addresses; people who type into ConnectWise do not. */
function respellEmail(email: string, random: Random): string {
  switch (random.integer(4)) {
    case 0:
      return email.toUpperCase();
    case 1:
      return email.replaceAll(/(^|\.)\p{L}(?=[^@]*@)/gu, (letter) => letter.toUpperCase());
    default:
      return email;
  }
}

function hubspotSpelling(person: Person, random: Random): Record<string, string> {
  const changes: Record<string, string> = {
    phone: spellDirect(person, random.pick(phoneStyles)),
    mobilephone: spellMobile(person, random.pick(phoneStyles)),
  };
  if (random.chance(0.1)) changes["phone"] = "";
  if (random.chance(0.12)) changes["mobilephone"] = "";
  if (random.chance(0.12)) changes["jobtitle"] = "";
  if (random.chance(0.04)) changes["lastname"] = person.lastName.toUpperCase();
  return changes;
}

function connectwiseSpelling(person: Person, random: Random): ConnectWiseRecord {
  const changes: ConnectWiseRecord = {
    communicationItems: communicationItems(person, {
      email: person.email === undefined ? undefined : respellEmail(person.email, random),
      direct: random.pick(phoneStyles),
      mobile: random.pick(phoneStyles),
    }),
  };
  if (random.chance(0.12)) changes["title"] = undefined;
  if (random.chance(0.12)) changes["title"] = `Senior ${person.title ?? "Associate"}`;
  if (random.chance(0.04)) changes["firstName"] = `${person.firstName.charAt(0)}.`;
  if (random.chance(0.05)) {
    changes["communicationItems"] = communicationItems({ ...person, direct: undefined });
  }
  return changes;
}

const creationTime = (index: number): string =>
  new Date(Date.UTC(2024, 0, 10, 8, 30) + index * 20 * 3_600_000).toISOString();

/** Whom of a firm's people each system knows. */
function sidesFor(
  placement: Placement,
  random: Random,
): { hubspot: boolean; connectwise: boolean } {
  const hubspot = placement.hubspotIds.length > 0;
  const connectwise = placement.connectwiseIds.length > 0;
  if (!hubspot || !connectwise || random.chance(IN_BOTH)) return { hubspot, connectwise };
  const isHubspotOnly = random.chance(0.5);
  return { hubspot: isHubspotOnly, connectwise: !isHubspotOnly };
}

/** Writes a person down in the systems that know them, each with its own spelling. */
function addPerson(
  book: RecordBook,
  { placement, person, index }: { placement: Placement; person: Person; index: number },
  random: Random,
): Placed {
  const sides = sidesFor(placement, random);
  const isEqual = !(sides.hubspot && sides.connectwise) || random.chance(0.4);
  const placed: Placed = {};
  if (sides.hubspot) {
    const changes = isEqual ? {} : hubspotSpelling(person, random);
    const contact = toHubSpotContact(person, placement.hubspotIds.slice(0, 1), changes);
    const createdAt = creationTime(index);
    placed.hubspotId = book.addHubspot("contacts", { ...contact, createdAt });
  }
  if (sides.connectwise) {
    const changes = isEqual ? {} : connectwiseSpelling(person, random);
    if (random.chance(0.3)) changes["types"] = [{ name: random.pick(contactTypes) }];
    const contact = toConnectWiseContact(person, placement.connectwiseIds[0], changes);
    placed.connectwiseId = book.addConnectwise("contacts", contact);
  }
  return placed;
}

/** Gives every firm its people; most are in both systems and found by their e-mail. */
export function addContacts(
  book: RecordBook,
  placements: readonly Placement[],
  random: Random,
): void {
  let index = 0;
  for (const placement of placements) {
    const staff = STAFF.least + random.integer(STAFF.more);
    for (let count = 0; count < staff; count += 1) {
      const person = makePerson(index, placement.firm, random);
      placement.contacts.push(addPerson(book, { placement, person, index }, random));
      index += 1;
    }
  }
}
