import type { Random } from "../shared/random.ts";
import type { FirmBook } from "./firm-book.ts";
import type { Firm } from "./firms.ts";
import { REMOVED_OWNER_ID, owners } from "./people.ts";
import { placeIn } from "./places.ts";
import type { Place } from "./places.ts";
import type { ConnectWiseRecord } from "./records.ts";
import { identifierOf, makeFirm } from "./sample-clients.ts";

/** One planted case: the records each system has for a firm. */
class CaseBook {
  readonly #firms: FirmBook;
  readonly #random: Random;

  constructor(firms: FirmBook, random: Random) {
    this.#firms = firms;
    this.#random = random;
  }

  firm(name: string, place: Place, domain?: string | null): Firm {
    if (domain === null) return makeFirm(name, this.#random, { place, domain: undefined });
    return makeFirm(name, this.#random, domain === undefined ? { place } : { place, domain });
  }

  hubspot(firm: Firm, changes: Record<string, string> = {}): void {
    this.#firms.addHubspot(firm, changes);
  }

  connectwise(firm: Firm, identifier: string, changes: ConnectWiseRecord = {}): void {
    this.#firms.addConnectwise(firm, identifierOf(identifier), changes);
  }

  both(firm: Firm, identifier: string, changes: ConnectWiseRecord = {}): void {
    this.hubspot(firm);
    this.connectwise(firm, identifier, changes);
  }
}

function addTwins(book: CaseBook): void {
  const twin = book.firm("Pelican Cove Realty", placeIn("Tampa"));
  book.hubspot(twin);
  book.hubspot(twin, { phone: "", lifecyclestage: "lead" });
  const doubled = book.firm("Stonebridge Pediatrics", placeIn("Chicago"));
  book.both(doubled, "StonebridgePediatrics");
  book.hubspot(doubled, { name: "Stonebridge Pediatrics LLC", numberofemployees: "" });
}

function addInactive(book: CaseBook): void {
  for (const name of ["Corsair Marine Supply", "Dunmore Textiles", "Hollis Bakery"]) {
    book.both(book.firm(name, placeIn("Seattle")), name, {
      status: { name: "Inactive" },
      types: [{ name: "Former Client" }],
    });
  }
  const gone = book.firm("Petrov Glassworks", placeIn("Toronto"));
  book.connectwise(gone, "PetrovGlassworks", { status: { name: "Inactive" } });
  book.connectwise(book.firm("Old Harbor Cannery", placeIn("Portland")), "OldHarborCannery", {
    deletedFlag: true,
  });
  const deletedButKnown = book.firm("Tanager Optics", placeIn("Seattle"));
  book.both(deletedButKnown, "TanagerOptics", { deletedFlag: true });
}

function addNamesakes(book: CaseBook): void {
  const cities = [placeIn("Springfield", "Illinois"), placeIn("Springfield", "Missouri")];
  for (const place of cities) {
    const firm = book.firm("Springfield Auto Glass", place, null);
    book.both(firm, `SpringfieldAutoGlass${place.state.slice(0, 2)}`);
  }
  for (const city of ["Berlin", "Vienna"]) {
    const place = placeIn(city);
    const firm = book.firm(
      "Sonnenhof Apotheke",
      place,
      `sonnenhof-${city.toLowerCase()}.${place.ending}`,
    );
    book.both(firm, `Sonnenhof${city}`);
  }
  for (const branch of ["Holdings", "Aviation", "Marine Services"]) {
    const firm = book.firm(`Meridian ${branch}`, placeIn("New York"), "meridian-family.com");
    book.both(firm, `Meridian${branch}`);
  }
  const mailDomains = { "Rosa's Flowers": "gmail.com", "Handy Hank Repairs": "gmail.com" };
  for (const [name, domain] of Object.entries({
    ...mailDomains,
    "Karl Baumeister Tischlerei": "gmx.de",
  })) {
    book.both(book.firm(name, placeIn("Fort Worth"), domain), name);
  }
}

function addForeignNames(book: CaseBook): void {
  const german = {
    "Müller & Söhne Großhandel GmbH": "Muller Sohne Grosshandel",
    "Bäckerei Österreicher": "Backerei Osterreicher",
  };
  for (const [name, asciiName] of Object.entries(german)) {
    const firm = book.firm(name, placeIn("Munich"));
    book.both(firm, asciiName, { name: asciiName });
  }
  book.both(book.firm("Łukasz Żuraw Transport", placeIn("London")), "LukaszZuraw");
  book.both(book.firm("Crème & Café Frères", placeIn("Zurich")), "CremeCafeFreres", {
    // The same letters, accents as characters of their own: what a Mac's exports look like.
    name: "Crème & Café Frères".normalize("NFD"),
  });
  book.both(book.firm("株式会社さくら貿易", placeIn("Seattle"), "sakura-boeki.com"), "SakuraBoeki");
  book.both(
    book.firm("Ελληνικά Τρόφιμα", placeIn("Melbourne"), "ellinika-foods.com.au"),
    "Ellinika",
  );
  book.hubspot(book.firm("Ромашка Флористика", placeIn("Berlin"), "romashka-floristik.de"));
  book.connectwise(book.firm("مكتبة النور", placeIn("London"), null), "AlNoorBooks");
}

function addOddities(book: CaseBook): void {
  const zeroWidth = book.firm("Cypress Point Physical Therapy", placeIn("Tampa"));
  book.hubspot(zeroWidth, { name: "Cypress\u200B Point Physical Therapy\uFEFF" });
  book.connectwise(zeroWidth, "CypressPointPT");
  book.connectwise(book.firm("Redan\u200B Tool & Die", placeIn("Chicago")), "RedanToolDie");
  const longer = "Coastal Regional Association of Independent Community Pharmacies";
  book.hubspot(book.firm(longer, placeIn("Tampa"), "craicp.com"));
  const longest = `${longer} and Affiliated Long-Term Care Providers of the Greater Gulf Region, Department of Shared Purchasing and Compliance`;
  book.hubspot(book.firm(longest, placeIn("Tampa"), "craicp-purchasing.com"));
  const nowhere = { address: "", address2: "", city: "", state: "", zip: "", country: "" };
  book.hubspot(book.firm("Walk-In Lead 4711", placeIn("Tampa"), null), { ...nowhere, phone: "" });
  const left = book.firm("Fenwick Court Reporters", placeIn("New York"));
  book.hubspot(left, { hubspot_owner_id: REMOVED_OWNER_ID });
  book.connectwise(left, "FenwickCourtReporters", { territoryManager: undefined });
  const unpaired = owners.at(-1)?.id ?? "";
  const alone = book.firm("Gable End Surveyors", placeIn("Manchester"));
  book.hubspot(alone, { hubspot_owner_id: unpaired });
  book.connectwise(alone, "GableEndSurveyors", { territoryManager: { identifier: "lbauer" } });
}

/** Adds the cases a sync goes wrong on: twins, namesakes, inactive, foreign, over-long and odd ones. */
export function addSpecialCases(firms: FirmBook, random: Random): void {
  const book = new CaseBook(firms, random);
  addTwins(book);
  addInactive(book);
  addNamesakes(book);
  addForeignNames(book);
  addOddities(book);
}
