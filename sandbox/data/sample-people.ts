import type { Random } from "../shared/random.ts";
import { slug } from "./firms.ts";
import type { Firm } from "./firms.ts";
import { pairedPeople } from "./people.ts";
import type { Person } from "./persons.ts";

const words = (text: string): string[] => text.trim().split(/\s+/);

const firstNames = words(`
  Aaliyah Aidan Amelie Andrea Anja Antonio Astrid Beatriz Bianca Björn Bogdan Carmen Cédric Chidi
  Chloé Connor Daniela Dimitri Eleni Emeka Esther Fabian Fatima Fiona François Greta Gunnar Hana
  Hector Ingrid Isabel Jamal Jörg Josefine Kasia Keiko Kwame Lars Leila Lorenzo Łucja Magnus Mariam
  Matteo Mei Nadia Niamh Olga Omar Paula Pierre Priya Rafael René Rosa Ruth Samir Sören Svetlana Tariq
  Theresa Tomás Ulrike Valentina Viktor Wanda Xenia Yusuf Zoë`);

const lastNames = words(`
  Abbott Adeyemi Álvarez Bächler Banerjee Becker Bergström Boateng Bradley Caruso Chatterjee Cohen
  Costa Dąbrowski Delgado Doyle Dubois Eriksen Farrell Fernández Fischer Gagnon García Goldberg
  Groß Hansen Hassan Hofmann Horvath Ibrahim Ishikawa Jankowska Jensen Kaplan Keller Kovács Krüger
  Lambert Larsen Lefèvre Lindgren Löwe Maier Marino Mbeki McCarthy Mendoza Moreau Mwangi Nguyen
  Novak O'Brien Okafor Olsson Ortega Patel Pereira Petrov Quinn Ramírez Reyes Rosenthal Ryan Saleh
  Santoro Schäfer Schneider Silva Singh Söderberg Suzuki Takahashi Tanaka Vasquez Vogel Weber
  Weiß Whitfield Yılmaz`);

const titles = `Office Manager|Chief Executive Officer|IT Manager|Accounts Payable|Practice Manager|
  Operations Director|Owner|Controller|Receptionist|Head of Procurement|Network Administrator|
  Managing Partner|Executive Assistant|Plant Manager|VP Finance|Geschäftsführerin`
  .split("|")
  .map((title) => title.trim());

/** Domains whose addresses say nothing about where somebody works. */
export const freeMailDomains = ["gmail.com", "hotmail.com", "yahoo.com", "gmx.de"] as const;

/** @returns two digits as text, the end of a phone number. */
export const twoDigits = (random: Random): string => String(10 + random.integer(90));

/**
 * @param index - each gives another full name, up to 5,000 of them
 * @param firm - where the person works; their address is at its domain, else at a free one
 */
export function makePerson(index: number, firm: Firm, random: Random): Person {
  const turn = index % firstNames.length;
  const round = Math.floor(index / firstNames.length);
  const firstName = firstNames[turn] ?? "";
  const lastName = lastNames[(round + 17 * turn) % lastNames.length] ?? "";
  const domain = firm.domain ?? random.pick(freeMailDomains);
  return {
    firstName,
    lastName,
    email: `${slug(firstName)}.${slug(lastName)}@${domain}`,
    place: firm.place,
    title: random.pick(titles),
    direct: random.chance(0.75) ? twoDigits(random) : undefined,
    mobile: random.chance(0.5) ? twoDigits(random) : undefined,
    ownerId: random.chance(0.6) ? random.pick(pairedPeople).ownerId : undefined,
    lifecycleStage: firm.lifecycleStage,
  };
}
