import type { FirmBook, Placement } from "./firm-book.ts";
import { slug } from "./firms.ts";
import type { Firm } from "./firms.ts";
import {
  communicationItem,
  communicationItems,
  spellDirect,
  toConnectWiseContact,
  toHubSpotContact,
} from "./persons.ts";
import type { Person } from "./persons.ts";
import type { RecordBook } from "./record-book.ts";
import type { ConnectWiseRecord } from "./records.ts";

/** One planted case after another: the contacts each system has for a person. */
class ContactCases {
  readonly #book: RecordBook;
  readonly #shared: readonly Placement[];
  readonly firms: FirmBook;
  #next = 0;

  constructor(book: RecordBook, firms: FirmBook) {
    this.#book = book;
    this.firms = firms;
    this.#shared = firms.sharedPlacements();
  }

  /** @returns a firm both systems know, another one each time */
  firm(): Placement {
    const placement = this.#shared[this.#next % this.#shared.length];
    if (placement === undefined) throw new Error("the sample has no firm in both systems");
    this.#next += 1;
    return placement;
  }

  person(fullName: string, firm: Firm, changes: Partial<Person> = {}): Person {
    const [firstName = "", ...rest] = fullName.split(" ");
    const lastName = rest.join(" ");
    return {
      firstName,
      lastName,
      email: `${[firstName, lastName].map(slug).join(".")}@${firm.domain ?? "gmail.com"}`,
      place: firm.place,
      title: "Office Manager",
      direct: String(11 + (this.#next % 80)),
      lifecycleStage: "customer",
      ...changes,
    };
  }

  /** @param companies - the firm's company unless given */
  hubspot(
    person: Person,
    { hubspotIds }: Pick<Placement, "hubspotIds">,
    changes: Record<string, string> = {},
  ): void {
    this.#book.addHubspot("contacts", toHubSpotContact(person, hubspotIds, changes));
  }

  connectwise(
    person: Person,
    { connectwiseIds }: Pick<Placement, "connectwiseIds">,
    changes: ConnectWiseRecord = {},
  ): void {
    const contact = toConnectWiseContact(person, connectwiseIds[0], changes);
    this.#book.addConnectwise("contacts", contact);
  }

  both(person: Person, placement: Placement, changes: ConnectWiseRecord = {}): void {
    this.hubspot(person, placement);
    this.connectwise(person, placement, changes);
  }
}

const NOWHERE = { hubspotIds: [], connectwiseIds: [] };

function addManyAddresses(cases: ContactCases): void {
  const firm = cases.firm();
  const many = cases.person("Rosalind Ferrow", firm.firm, { extension: "204", mobile: "57" });
  cases.hubspot(many, firm, {
    hs_additional_emails: `r.ferrow@${firm.firm.domain};rosalind.ferrow@gmail.com`,
  });
  cases.connectwise(many, firm, {
    communicationItems: [
      communicationItem("Personal Email", "Rosalind.Ferrow@gmail.com", { isDefault: false }),
      communicationItem("Home", "(813) 555-0177", { isDefault: false }),
      ...communicationItems(many),
      communicationItem("Direct", "+1 813 555 0178", { isDefault: false }),
      communicationItem("Fax", "+1 813 555 0179"),
    ],
  });
  const married = cases.firm();
  const before = cases.person("Imogen Tully", married.firm);
  const after = cases.person("Imogen Hartwell", married.firm);
  cases.hubspot(after, married, { hs_additional_emails: before.email ?? "" });
  cases.connectwise(before, married, {
    communicationItems: [
      ...communicationItems(before),
      communicationItem("Email", after.email ?? "", { isDefault: false }),
    ],
  });
  const shouting = cases.firm();
  const loud = cases.person("Desmond Achterberg", shouting.firm);
  cases.both(loud, shouting, {
    communicationItems: communicationItems(loud, { email: loud.email?.toUpperCase() }),
  });
  const mailbox = cases.firm();
  const desk = cases.person("Front Desk", mailbox.firm, { email: `info@${mailbox.firm.domain}` });
  cases.hubspot(desk, mailbox, { firstname: "", lastname: "" });
  cases.connectwise(desk, mailbox);
}

function addBadAddresses(cases: ContactCases): void {
  const bad = { "Harriet Nolan": "n/a", "Gil Marchetti": "ask reception", "Ty Webb": "ty.webb@" };
  for (const [name, email] of Object.entries(bad)) {
    const firm = cases.firm();
    cases.connectwise(cases.person(name, firm.firm, { email }), firm);
  }
  const padded = cases.firm();
  const person = cases.person("Orla Brannigan", padded.firm);
  cases.both(person, padded, {
    communicationItems: communicationItems(person, { email: ` ${person.email}\u200B ` }),
  });
}

function addNameless(cases: ContactCases): void {
  const none = { email: undefined };
  const hubspotOnly = cases.firm();
  cases.hubspot(cases.person("Walter Plum", hubspotOnly.firm, none), hubspotOnly);
  const connectwiseOnly = cases.firm();
  cases.connectwise(cases.person("Wendy Pear", connectwiseOnly.firm, none), connectwiseOnly);
  const namesake = cases.firm();
  cases.both(cases.person("Wilma Peach", namesake.firm, none), namesake);
  const noNumber = cases.firm();
  const bare = { email: undefined, direct: undefined, title: undefined };
  cases.connectwise(cases.person("Reception", noNumber.firm, bare), noNumber);
  const addressOnly = cases.firm();
  const unnamed = { firstName: "", lastName: "" };
  cases.hubspot(cases.person("Purchasing Dept", addressOnly.firm, unnamed), addressOnly);
  const lastOnly = cases.firm();
  const surname = cases.person("Mr Thistlewood", lastOnly.firm, { firstName: "" });
  cases.hubspot(surname, lastOnly);
  const inBoth = cases.firm();
  const dropped = cases.person("Ms Underwood", inBoth.firm);
  cases.hubspot(dropped, inBoth, { firstname: "" });
  cases.connectwise(dropped, inBoth);
}

function addStrangeNames(cases: ContactCases): void {
  const long = cases.firm();
  const person = cases.person(
    "Maximiliana-Theodora Freifrau von und zu Hohenlohe-Waldenburg-Schillingsfürst",
    long.firm,
    { email: `mt.hohenlohe@${long.firm.domain}` },
  );
  const title =
    "Senior Vice President of Information Technology, Business Continuity, Regulatory Affairs and Shared Purchasing for the Greater Gulf Region";
  cases.hubspot({ ...person, title }, long);
  const umlauts = cases.firm();
  const soren = cases.person("Sören Größmann-Åkesson", umlauts.firm);
  cases.both(soren, umlauts, {
    // The same letters, accents as characters of their own.
    firstName: soren.firstName.normalize("NFD"),
    lastName: soren.lastName.normalize("NFD"),
  });
  const foreign = { "桜井 健太": "kenta.sakurai", "Ελένη Παπαδάκη": "e.papadaki" };
  for (const [name, local] of Object.entries(foreign)) {
    const firm = cases.firm();
    cases.both(cases.person(name, firm.firm, { email: `${local}@${firm.firm.domain}` }), firm);
  }
  const invisible = cases.firm();
  const pasted = cases.person("Petra\u200B O'Shea\u00A0", invisible.firm);
  cases.both(pasted, invisible, { firstName: "Petra", lastName: "O'Shea" });
}

function addHomeless(cases: ContactCases): void {
  const known = cases.firm();
  cases.hubspot(cases.person("Ivo Lindqvist", known.firm), NOWHERE);
  const free = { email: "lonely.prospect@gmail.com" };
  cases.hubspot(cases.person("Lonely Prospect", known.firm, free), NOWHERE);
  cases.connectwise(cases.person("Trade Fair", known.firm), NOWHERE);
  const half = cases.firm();
  const unassigned = cases.person("Bertram Okoye", half.firm);
  cases.hubspot(unassigned, NOWHERE);
  cases.connectwise(unassigned, half);
  const colleague = { email: "dana.kim@lockstep-demo.example" };
  cases.hubspot(cases.person("Dana Kim", known.firm, colleague), NOWHERE);
  const [from, to] = [cases.firm(), cases.firm()];
  const mover = cases.person("Nell Farraday", from.firm);
  cases.hubspot(mover, to);
  cases.connectwise(mover, from);
  const consultant = cases.person("Hugo Bastide", from.firm);
  const hubspotIds = [...from.hubspotIds, ...to.hubspotIds];
  cases.hubspot(consultant, { hubspotIds });
  cases.connectwise(consultant, from);
  const alone = cases.firms.placements().find(({ connectwiseIds }) => connectwiseIds.length === 0);
  const partTime = cases.person("Sybil Crane", to.firm);
  cases.hubspot(partTime, alone ?? NOWHERE);
  cases.connectwise(partTime, to);
}

/**
 * People with more than one contact. HubSpot keeps each address for one contact, so its twins differ
 * in theirs; ConnectWise has no such rule.
 */
function addTwins(cases: ContactCases): void {
  const entered = cases.firm();
  const twice = cases.person("Clementine Ashby", entered.firm);
  cases.both(twice, entered);
  cases.connectwise(twice, entered, { title: "Bookkeeper" });
  const alone = cases.person("Leopold Ashby", entered.firm);
  cases.connectwise(alone, entered);
  cases.connectwise(alone, entered, { firstName: "Leo" });
  const [first, second] = [cases.firm(), cases.firm()];
  const shared = cases.person("Quentin Marsh", first.firm);
  cases.both(shared, first);
  cases.connectwise(shared, second);
  const nowhere = cases.person("Ottilie Marsh", first.firm);
  cases.hubspot(nowhere, NOWHERE);
  cases.connectwise(nowhere, first);
  cases.connectwise(nowhere, second);
  const doubled = cases.firm();
  const person = cases.person("Percival Stroud", doubled.firm);
  cases.both(person, doubled);
  cases.hubspot(person, doubled, { email: `percival.stroud+crm@${doubled.firm.domain}` });
  cases.hubspot({ ...person, email: undefined }, doubled, { jobtitle: "" });
}

function addInactive(cases: ContactCases): void {
  const left = { inactiveFlag: true };
  for (const name of ["Edmund Gray", "Felicity Gray", "Gideon Gray", "Hester Gray"]) {
    const firm = cases.firm();
    cases.both(cases.person(name, firm.firm), firm, left);
  }
  for (const name of ["Isolde Brown", "Jasper Brown", "Kitty Brown"]) {
    const firm = cases.firm();
    cases.connectwise(cases.person(name, firm.firm), firm, left);
  }
  const noAddress = cases.firm();
  const silent = cases.person("Lucius Brown", noAddress.firm, { email: undefined });
  cases.connectwise(silent, noAddress, left);
  const returned = cases.firm();
  const again = cases.person("Minerva Brown", returned.firm);
  cases.connectwise(again, returned, left);
  cases.both(again, returned);
  for (const name of ["Corsair Marine Supply", "Dunmore Textiles"]) {
    const closed = cases.firms.find(name);
    const person = cases.person(`Norbert ${name.split(" ", 1).join("")}`, closed.firm);
    cases.both(person, closed);
  }
}

function addFreeMail(cases: ContactCases): void {
  const addresses = {
    "Odette Frame": "odette.frame@gmail.com",
    "Prosper Frame": "p.frame1972@hotmail.com",
    "Quincy Frame": "quincy.frame@yahoo.com",
  };
  for (const [name, email] of Object.entries(addresses)) {
    const firm = cases.firm();
    cases.both(cases.person(name, firm.firm, { email }), firm);
    const partner = `partner.of.${email}`;
    cases.hubspot(cases.person(`Rhea ${name}`, firm.firm, { email: partner }), firm);
  }
  const firm = cases.firm();
  const email = "tobias.frame@GMX.de";
  cases.connectwise(cases.person("Tobias Frame", firm.firm, { email }), firm);
}

function addExtensions(cases: ContactCases): void {
  const shorthand = cases.firm();
  const short = cases.person("Ursula Vance", shorthand.firm, { extension: "12" });
  const number = spellDirect({ ...short, extension: undefined }, "national");
  cases.hubspot(short, shorthand, { phone: `${number} x12` });
  cases.connectwise(short, shorthand);
  const missing = cases.firm();
  const behind = cases.person("Vernon Vance", missing.firm, { extension: "315" });
  cases.hubspot({ ...behind, extension: undefined }, missing);
  cases.connectwise(behind, missing);
  const wordy = cases.firm();
  const typed = cases.person("Winifred Vance", wordy.firm, { extension: "9" });
  const [mail, direct] = communicationItems(typed);
  cases.both(typed, wordy, { communicationItems: [mail, { ...direct, extension: "ext 9" }] });
}

/** Adds the contacts a sync goes wrong on. */
export function addContactCases(book: RecordBook, firms: FirmBook): void {
  const cases = new ContactCases(book, firms);
  addManyAddresses(cases);
  addBadAddresses(cases);
  addNameless(cases);
  addStrangeNames(cases);
  addHomeless(cases);
  addTwins(cases);
  addInactive(cases);
  addFreeMail(cases);
  addExtensions(cases);
}
