import type { Random } from "../shared/random.ts";
import type { Firm } from "./firms.ts";
import { slug } from "./firms.ts";
import { pairedPeople } from "./people.ts";
import { places } from "./places.ts";
import type { Place } from "./places.ts";
import { SUPPORT_TIERS } from "./records.ts";

/** Surnames and made-up words, each used once, so that no two clients share a name by chance. */
const firstWords = `Aldridge Bellweather Calloway Danforth Ellsworth Fairbanks Gallagher Halvorsen
  Iverson Jessup Kowalczyk Lindqvist Marchetti Northcott Okonkwo Pemberton Quillfeather Rasmussen
  Sandoval Thackeray Underhill Vandermeer Whitcombe Yarborough Zimmerman Ashgrove Brightwater
  Clearbrook Driftwood Eastgate Foxhollow Greenfield Highmark Ironwood Jadestone Kingsport Lakeshore
  Millbrook Newbridge Oakhurst Pinecrest Queensway Ridgeline Silverlake Thornbury Upland Valleyview
  Westhaven Yellowtail Zephyrhill Abernathy Bancroft Castellano Delacroix Espinoza Fitzgerald
  Grunwald Hathaway Isaksson Janowski Kensington Lockhart Mendelsohn Nakagawa Oberlin Papadakis
  Quesada Rothwell Stavros Tremblay Ulrich Villanueva Winterbourne Xavier Youngblood Zellweger
  Amberjack Bluestem Crosswind Duskfield Emberton Flintlock Goldcrest Heronsgate Inkwell Jasmin
  Kestrel Larkspur Moonraker Nightjar Osprey Palisade Quicksilver Redwing Starling Turnstone
  Umberleigh Vermilion Wagtail Yewtree Zenithal Arkwright Birkdale Cranleigh Dovecote Elmswell
  Farnborough Glenmorrow Hazelmere Inverleith Jarrowby Kelmscott Longstreet Marlborne Netherby
  Oxenford Pickering Ravenscar Skelwith Tolworth Ullapool Wetherby`.split(/\s+/);

const trades = `Dental|Law Group|Logistics|Veterinary Clinic|Architects|Manufacturing|Property
  Management|Accounting|Family Medicine|Foods|Engineering|Credit Union|Brewing|Freight|Orthopedics|
  Insurance Agency|Roofing|Charter School|Biotech|Machine Works|Home Care|Winery|Print & Design|
  Title & Escrow|Steel & Wire|Smith & Sons|Electrical Supply|Early Learning`
  .split("|")
  .map((trade) => trade.replaceAll(/\s+/g, " ").trim());

/** @returns a firm of the given name, the rest drawn by lot. */
export function makeFirm(
  name: string,
  random: Random,
  options: { place?: Place; domain?: string | undefined } = {},
): Firm {
  const { place = random.pick(places) } = options;
  const domain = "domain" in options ? options.domain : `${slug(name)}.${place.ending}`;
  const isCustomer = random.chance(0.7);
  return {
    name,
    domain,
    place,
    street: `${1 + random.integer(1_800)} ${place.street}`,
    ...(random.chance(0.2) ? { street2: `Suite ${100 + random.integer(80) * 10}` } : {}),
    extension: String(10 + random.integer(90)),
    ...(random.chance(0.85) ? { employees: 4 + random.integer(460) } : {}),
    ...(random.chance(0.6) ? { revenue: 50_000 * (4 + random.integer(900)) } : {}),
    ...(isCustomer ? { tier: random.pick(SUPPORT_TIERS) } : {}),
    ...(random.chance(0.8) ? { person: random.pick(pairedPeople) } : {}),
    lifecycleStage: isCustomer ? "customer" : random.pick(["lead", "opportunity"]),
  };
}

/** @returns the provider's ordinary clients; always the same names, the rest drawn by lot. */
export function makeClients(random: Random): Firm[] {
  return firstWords.map((word, index) => {
    const trade = trades[(index * 11) % trades.length] ?? "";
    return makeFirm(`${word} ${trade}`, random);
  });
}

/** @returns a ConnectWise identifier: the letters and digits of the name, cut to 25. */
export function identifierOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 25);
}
