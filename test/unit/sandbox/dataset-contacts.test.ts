import { describe, expect, it } from "vitest";
import { generateDataset } from "../../../sandbox/data/dataset.ts";
import { communicationTypes, contactTypes } from "../../../sandbox/data/contact-choices.ts";
import { freeMailDomains } from "../../../sandbox/data/sample-people.ts";
import type { CommunicationItem } from "../../../sandbox/data/persons.ts";
import type { ConnectWiseRecord, Dataset, HubSpotContact } from "../../../sandbox/data/records.ts";

const itemsOf = (contact: ConnectWiseRecord): CommunicationItem[] =>
  (contact["communicationItems"] ?? []) as CommunicationItem[];
const mainEmail = (contact: ConnectWiseRecord): string =>
  itemsOf(contact).find((item) => item.communicationType === "Email" && item.defaultFlag)?.value ??
  "";
const companyOf = (contact: ConnectWiseRecord): number | undefined =>
  (contact["company"] as { id: number } | undefined)?.id;
const emailsOf = ({ properties }: HubSpotContact): string[] =>
  [properties["email"] ?? "", ...(properties["hs_additional_emails"] ?? "").split(";")].filter(
    (email) => email !== "",
  );

function groupBy<Key>(
  contacts: readonly ConnectWiseRecord[],
  keyOf: (contact: ConnectWiseRecord) => Key,
): Map<Key, ConnectWiseRecord[]> {
  const groups = new Map<Key, ConnectWiseRecord[]>();
  for (const contact of contacts) {
    const key = keyOf(contact);
    groups.set(key, [...(groups.get(key) ?? []), contact]);
  }
  return groups;
}
const lowerEmail = (contact: ConnectWiseRecord): string => mainEmail(contact).toLowerCase();

/** Each HubSpot contact with the ConnectWise contacts that have its address. */
function pairsOf({ hubspot, connectwise }: Dataset): [HubSpotContact, ConnectWiseRecord[]][] {
  const byEmail = groupBy(connectwise.contacts, lowerEmail);
  return hubspot.contacts.map((contact) => [
    contact,
    byEmail.get(contact.properties["email"] ?? "-") ?? [],
  ]);
}

describe("every contact of a dataset", () => {
  it.each([1, 2, 77])("refers to records that are there, seed %i", (seed) => {
    const { hubspot, connectwise } = generateDataset({
      dataset: "sample",
      companies: 30,
      contacts: 100,
      seed,
    });
    const companyIds = new Set(hubspot.companies.map(({ id }) => id));
    const connectwiseIds = new Set(connectwise.companies.map(({ id }) => id));

    for (const { companies = [] } of hubspot.contacts) {
      for (const id of companies) expect(companyIds).toContain(id);
    }
    const employers = connectwise.contacts.map(companyOf).filter((id) => id !== undefined);
    for (const id of employers) expect(connectwiseIds).toContain(id);
  });

  it("has an id that no other record of its system has", () => {
    const { hubspot, connectwise } = generateDataset({ dataset: "sample", companies: 9, deals: 9 });

    for (const { companies, contacts, deals } of [hubspot, connectwise]) {
      const ids = [...companies, ...contacts, ...deals].map(({ id }) => String(id));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("has an address of its own in HubSpot, as the vendor insists", () => {
    const { hubspot } = generateDataset({ dataset: "sample", companies: 10, contacts: 500 });
    const emails = hubspot.contacts.flatMap(emailsOf);

    expect(new Set(emails.map((email) => email.toLowerCase())).size).toBe(emails.length);
  });

  it("has at most one main item of a kind and only types ConnectWise offers", () => {
    const { connectwise } = generateDataset({ dataset: "sample", companies: 10, contacts: 100 });
    const kinds = new Map<string, string>(communicationTypes.map(({ name, kind }) => [name, kind]));

    for (const contact of connectwise.contacts) {
      expect(contact["firstName"]).toBeTruthy();
      const items = itemsOf(contact);
      for (const item of items) expect(kinds.get(item.type.name)).toBe(item.communicationType);
      const mains = items.filter(({ defaultFlag }) => defaultFlag);
      const mainKinds = mains.map(({ communicationType }) => communicationType);
      expect(new Set(mainKinds).size).toBe(mainKinds.length);
      for (const { name } of (contact["types"] ?? []) as { name: string }[]) {
        expect(contactTypes).toContain(name);
      }
    }
  });
});

/** Counted contacts stand in the same order on both sides. */
function countDifferingTitles({ hubspot, connectwise }: Dataset): number {
  return hubspot.contacts.filter(
    ({ properties }, index) => properties["jobtitle"] !== connectwise.contacts[index]?.["title"],
  ).length;
}

describe("counted contacts", () => {
  it("are matched by their address and spread over the counted companies", () => {
    const dataset = generateDataset({ companies: 50, contacts: 1_000, seed: 5 });
    const { hubspot, connectwise } = dataset;

    expect(pairsOf(dataset).map(([, pairs]) => pairs.length)).toEqual(Array(1_000).fill(1));
    const perCompany = [...groupBy(connectwise.contacts, companyOf).values()];
    expect(perCompany.map(({ length }) => length)).toEqual(Array(50).fill(20));
    const here = hubspot.contacts.map(({ companies }) => companies?.[0]);
    expect(here.slice(50)).toEqual(here.slice(0, -50));
    expect(new Set(here).size).toBe(50);
  });

  it("share no address between seeds and change no company", () => {
    const one = generateDataset({ companies: 20, contacts: 400, seed: 8 });
    const other = generateDataset({ companies: 20, contacts: 400, seed: 9 });
    const emails = [one, other].flatMap(({ hubspot }) => hubspot.contacts.flatMap(emailsOf));

    expect(new Set(emails).size).toBe(800);
    expect(generateDataset({ companies: 20, seed: 8 }).hubspot.companies).toEqual(
      one.hubspot.companies,
    );
  });

  it("are nine of ten equal, or all of them", () => {
    const counts = { companies: 20, contacts: 400, seed: 8 };

    expect(countDifferingTitles(generateDataset(counts))).toBeGreaterThan(0);
    expect(countDifferingTitles(generateDataset({ ...counts, areEqual: true }))).toBe(0);
  });

  it("stand alone where no companies are counted", () => {
    const { hubspot, connectwise } = generateDataset({ contacts: 3, deals: 2 });

    expect(hubspot.contacts.map(({ companies }) => companies)).toEqual(Array(3).fill(undefined));
    expect(connectwise.contacts.map(companyOf)).toEqual(Array(3).fill(undefined));
    expect(hubspot.deals).toHaveLength(2);
  });

  it("are refused when their number is none", () => {
    expect(() => generateDataset({ contacts: 1.5 })).toThrow("contacts");
    expect(() => generateDataset({ deals: -1 })).toThrow(RangeError);
  });
});

describe("the sample's contacts", () => {
  const sample = generateDataset({ dataset: "sample" });
  const { hubspot, connectwise } = sample;
  const pairs = pairsOf(sample);

  it("are about 600 in each system, most of them in both", () => {
    for (const contacts of [hubspot.contacts, connectwise.contacts]) {
      expect(contacts.length).toBeGreaterThan(550);
      expect(contacts.length).toBeLessThan(720);
    }
    expect(pairs.filter(([, found]) => found.length === 1).length).toBeGreaterThan(350);
  });

  it("are the same again for the same seed", () => {
    expect(generateDataset({ dataset: "sample" })).toEqual(sample);
  });

  it("differ in spelling: case of the address, phones, titles", () => {
    const single = pairs.flatMap(([here, [there]]) =>
      there === undefined ? [] : [{ here, there }],
    );

    expect(single.some(({ here, there }) => mainEmail(there) !== here.properties["email"])).toBe(
      true,
    );
    expect(single.some(({ here, there }) => there["title"] !== here.properties["jobtitle"])).toBe(
      true,
    );
    expect(hubspot.contacts.some(({ properties }) => properties["phone"]?.includes("ext."))).toBe(
      true,
    );
    expect(connectwise.contacts.flatMap(itemsOf).some(({ extension }) => extension === "12")).toBe(
      true,
    );
  });

  it("have several addresses, and secondary ones that are the main one elsewhere", () => {
    const additional = hubspot.contacts.flatMap((contact) => emailsOf(contact).slice(1));
    const main = connectwise.contacts.map(mainEmail);

    expect(additional.some((email) => main.includes(email))).toBe(true);
    expect(connectwise.contacts.some((contact) => itemsOf(contact).length > 4)).toBe(true);
  });

  it("lack addresses, names and companies", () => {
    expect(hubspot.contacts.some(({ properties }) => properties["email"] === undefined)).toBe(true);
    expect(hubspot.contacts.some(({ properties }) => properties["firstname"] === undefined)).toBe(
      true,
    );
    expect(hubspot.contacts.some(({ companies }) => companies === undefined)).toBe(true);
    expect(hubspot.contacts.some(({ companies = [] }) => companies.length > 1)).toBe(true);
    expect(connectwise.contacts.some((contact) => mainEmail(contact) === "")).toBe(true);
    expect(connectwise.contacts.some((contact) => companyOf(contact) === undefined)).toBe(true);
  });

  it("share addresses in ConnectWise, within a company and between two", () => {
    const groups = [...groupBy(connectwise.contacts, lowerEmail)]
      .filter(([email, group]) => email !== "" && group.length > 1)
      .map(([, group]) => new Set(group.map(companyOf)).size);

    expect(groups).toContain(1);
    expect(groups).toContain(2);
  });

  it("have left, use free mail and work for companies that are excluded or in one system only", () => {
    const inactive = connectwise.contacts.filter(({ inactiveFlag }) => inactiveFlag === true);
    const domains = hubspot.contacts.map(({ properties }) => properties["email"]?.split("@")[1]);
    const closed = connectwise.companies.filter(({ status }) =>
      JSON.stringify(status).includes("Inactive"),
    );

    expect(inactive.length).toBeGreaterThan(6);
    for (const domain of freeMailDomains.slice(0, 3)) expect(domains).toContain(domain);
    for (const { id } of closed) expect(connectwise.contacts.map(companyOf)).toContain(id);
    const alone = hubspot.companies[0]?.id;
    expect(hubspot.contacts.some(({ companies }) => companies?.[0] === alone)).toBe(true);
  });

  it("have umlauts, other scripts and a name longer than any field", () => {
    const names = hubspot.contacts.map(({ properties }) => properties["lastname"] ?? "");

    expect(names.some((name) => name.length > 50)).toBe(true);
    expect(names.some((name) => /[äöüß]/.test(name))).toBe(true);
    expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true);
  });
});
