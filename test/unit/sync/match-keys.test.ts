import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type CompanyFields, companyMatchKeys } from "../../../server/sync/match-keys.ts";

const valuesOf = (company: CompanyFields, kind: string): string[] =>
  companyMatchKeys(company)
    .filter((key) => key.kind === kind)
    .map((key) => key.value);

describe("companyMatchKeys", () => {
  it.each([
    ["quellwerk.com", "quellwerk.com"],
    ["HTTPS://www.Quellwerk.com/en/", "quellwerk.com"],
    ["http:quellwerk.com", "quellwerk.com"],
    ["//quellwerk.com", "quellwerk.com"],
    ["www.quellwerk.com:8080/a?b=c#d", "quellwerk.com"],
    ["shop.quellwerk.co.uk", "quellwerk.co.uk"],
    ["quellwerk.com.", "quellwerk.com"],
    ["(quellwerk.com)", "quellwerk.com"],
    ["müller.de", "xn--mller-kva.de"],
    ["XN--MLLER-KVA.de", "xn--mller-kva.de"],
    ["quellwerk。com", "quellwerk.com"],
    ["quellwerk.wixsite.com/home", "quellwerk.wixsite.com"],
    ["quellwerk.example", "quellwerk.example"],
  ])("reads the domain of %j", (website, domain) => {
    expect(valuesOf({ website }, "domain")).toEqual([domain]);
  });

  it.each([
    "",
    "n/a",
    "none",
    "http://",
    "quellwerk",
    "192.168.1.20",
    "http://[::1]/",
    "jane@quellwerk.com",
    "mailto:jane@quellwerk.com",
    "gmail.com",
    "https://www.hotmail.com",
    "https://www.facebook.com/quellwerk",
    "linkedin.com/company/quellwerk",
    "https://sites.google.com/view/quellwerk",
    "wixsite.com",
    "co.uk",
    "fileserver.local",
    "unknown.unknown",
    "quellwerk.com@",
  ])("finds no domain that belongs to one company in %j", (website) => {
    expect(valuesOf({ website }, "domain")).toEqual([]);
  });

  it("takes every domain that domain and website name", () => {
    expect(
      valuesOf({ domain: "quellwerk.com", website: "quellwerk.de, quellwerk.com" }, "domain"),
    ).toEqual(["quellwerk.com", "quellwerk.de"]);
  });

  it.each([
    ["phone", { phone: "+49 (0)30 1234567" }, { phone: "030 1234567", country: "Deutschland" }],
    ["phone", { phone: "(415) 555-0137" }, { phone: "+1 415 555 0137", country: "USA" }],
    ["phone", { phone: "415.555.0137 ext. 12" }, { phone: "14155550137" }],
    ["city", { city: "St. Paul" }, { city: "Saint Paul" }],
    ["city", { city: "New York" }, { city: "NEW YORK CITY" }],
    ["zip", { zip: "02138-1234" }, { zip: "2138", country: "US" }],
    ["zip", { zip: "EC1A 1BB" }, { zip: "ec1a1bb" }],
    ["state", { state: "CA", country: "US" }, { state: "California", country: "United States" }],
    ["country", { country: "United Kingdom" }, { country: "UK" }],
    ["country", { country: "Germany" }, { country: "Deutschland" }],
    ["street", { address: "12 Market Street, Suite 400" }, { address: "12 Market St." }],
    ["street", { address: "Hauptstraße 5" }, { address: "Hauptstr. 5" }],
  ] as const)("gives the same %s for %j and %j", (kind, left, right) => {
    expect(valuesOf(left, kind)).toHaveLength(1);
    expect(valuesOf(left, kind)).toEqual(valuesOf(right, kind));
  });

  it("lets München meet both Munchen and Muenchen", () => {
    expect(valuesOf({ city: "München" }, "city")).toEqual(["munchen", "muenchen"]);
  });

  it.each([
    ["phone", { phone: "000-000-0000" }],
    ["phone", { phone: "ext. 12" }],
    ["city", { city: "none" }],
    ["zip", { zip: "00000" }],
    ["state", { state: "Somewhere", country: "US" }],
    ["country", { country: "Somewhere" }],
    ["street", { address: "Main Street" }],
    ["street", { address: "unknown" }],
  ] as const)("gives no %s for a filler such as %j", (kind, company) => {
    expect(valuesOf(company, kind)).toEqual([]);
  });

  it("gives nothing for an empty company", () => {
    expect(companyMatchKeys({ name: null, domain: null, phone: null })).toEqual([]);
  });

  it("takes any text without failing and names no key twice", () => {
    const text = fc.option(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.domain()));
    fc.assert(
      fc.property(
        fc.record({
          name: text,
          domain: text,
          website: text,
          phone: text,
          address: text,
          city: text,
          state: text,
          zip: text,
          country: text,
        }),
        (company) => {
          const keys = companyMatchKeys(company).map(({ kind, value }) => `${kind}:${value}`);
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
    );
  });
});
