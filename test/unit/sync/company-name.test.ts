import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { companyNameSpellings, companyNameWords } from "../../../server/sync/company-name.ts";

const shareAnExactSpelling = (left: string, right: string): boolean => {
  const spellings = new Set(companyNameSpellings(left).exact);
  return companyNameSpellings(right).exact.some((spelling) => spellings.has(spelling));
};

describe("companyNameSpellings", () => {
  it.each([
    "Quellwerk Inc",
    "QUELLWERK, INC.",
    "The Quellwerk Company",
    "Quellwerk Corp.",
    "Quellwerk Corporation Co.",
    "Quellwerk L.L.C.",
    "Quellwerk Ltd",
    "Quellwerk plc",
    "Quellwerk GmbH",
    "Quellwerk AG",
    "Quellwerk GmbH & Co. KG",
    "Quellwerk KGaA",
    "Quellwerk S.A.",
    "Quellwerk S. A.",
    "Quellwerk S.A.R.L.",
    "Quellwerk SAS",
    "Quellwerk S.p.A.",
    "Quellwerk SpA",
    "Quellwerk S.r.l.",
    "Quellwerk B.V.",
    "Quellwerk N.V.",
    "Quellwerk Oy",
    "Quellwerk AB (publ)",
    "Quellwerk A/S",
    "Quellwerk ApS",
    "Quellwerk AS",
    "Quellwerk Pty Ltd",
    "Quellwerk (Pty) Ltd.",
    "Quellwerk Pte. Ltd.",
    "Quellwerk Private Limited",
    "Quellwerk Sdn. Bhd.",
    "Quellwerk K.K.",
    "Quellwerk S.A. de C.V.",
    "Quellwerk S de RL de CV",
    "Quellwerk Sp. z o.o.",
    "Quellwerk Kft.",
    "Quellwerk d.o.o.",
    "Quellwerk s.r.o.",
    "Quellwerk Ltda",
    "Quellwerk A.Ş.",
    "Quellwerk (Class A)",
    "Quellwerk Inc. (Series B)",
    "Quellwerk (NYSE: QW)",
    "  quell\u200Bwerk \u00A0 ",
    "Ｑｕｅｌｌｗｅｒｋ",
  ])("recognises %j as the same name as Quellwerk", (name) => {
    expect(companyNameSpellings(name).exact).toEqual(["quellwerk"]);
  });

  it.each([
    ["Müller Logistik", "Mueller Logistik GmbH"],
    ["Müller Logistik", "Muller Logistik"],
    ["Ørsted Værft", "Orsted Vaerft"],
    ["Åberg Måleri", "Aaberg Maaleri"],
    ["Großmann", "Grossmann"],
    ["Crème Brûlée", "Creme Brulee"],
    ["Łódź Stal", "Lodz Stal"],
    ["İzmir Tekstil", "Izmir Tekstil"],
    ["Penn & Quill", "Penn and Quill"],
    ["Feder & Tinte", "Feder und Tinte"],
    ["Plume & Encre", "Plume et Encre"],
    ["Pluma & Tinta", "Pluma y Tinta"],
    ["Hannah's Bakery", "Hannah’s Bakery"],
    ["Hannah's Bakery", "Hannahs Bakery"],
    ["O'Malley Steel", "OMalley Steel"],
    ["A. B. Carter", "A.B. Carter"],
    ["AB Carter", "A. B. Carter"],
    ["North-East Rail", "Northeast Rail"],
    ["Carter & Company", "Carter"],
    ["株式会社山桜", "山桜株式会社"],
    ["㈱山桜", "山桜"],
    ["ООО «Ромашка»", "Ромашка"],
  ])("recognises %j and %j as the same name", (left, right) => {
    expect(shareAnExactSpelling(left, right)).toBe(true);
  });

  it.each([
    ["Quellwerk Nord", "Quellwerk Süd"],
    ["Lakeside Spa", "Lakeside"],
    ["Moe's Diner", "Mo's Diner"],
    ["Mueller", "Muller"],
    ["Quellwerk (Germany)", "Quellwerk (France)"],
    ["ガラス", "カラス"],
    ["Packaging Corporation of Erewhon", "Packaging Erewhon"],
  ])("keeps %j and %j apart", (left, right) => {
    expect(shareAnExactSpelling(left, right)).toBe(false);
  });

  it.each([
    ["Mueller", "Muller"],
    ["Terme SPA", "Terme S.p.A."],
    ["AB Vattenverk", "Vattenverk AB"],
    ["Penn & Quill", "Penn Quill"],
  ])("calls %j and %j loosely the same", (left, right) => {
    expect(companyNameSpellings(left).loose).toBe(companyNameSpellings(right).loose);
  });

  it.each([
    ["The Company Inc.", "company"],
    ["Limited", "limited"],
    ["株式会社", "株式会社"],
    ["The The", "the"],
    ["3M", "3m"],
  ])("keeps something of %j, which is made of ordinary words", (name, spelling) => {
    expect(companyNameSpellings(name).exact).toEqual([spelling]);
  });

  it.each(["", "   ", "!!!", "N/A", "none", "Unknown", "-"])("has no spelling for %j", (name) => {
    expect(companyNameSpellings(name)).toEqual({ exact: [], loose: null });
  });

  it("does not mind case, surrounding blanks or a further legal form", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", "x", "y", " "), minLength: 3 });
    fc.assert(
      fc.property(name, (text) => {
        const base = `quell${text}werk`;
        expect(companyNameSpellings(` ${base.toUpperCase()}, LLC `).exact).toEqual(
          companyNameSpellings(base).exact,
        );
      }),
    );
  });

  it("never fails and never gives an empty spelling", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { exact, loose } = companyNameSpellings(text);
        expect([...exact, loose ?? "x"].every((spelling) => spelling.length > 0)).toBe(true);
      }),
    );
  });
});

describe("companyNameWords", () => {
  it("keeps the case of the words and leaves out the legal form", () => {
    expect(
      companyNameWords("The McÖhler-Bau GmbH & Co. KG", { umlauts: "digraph", loose: false }),
    ).toEqual(["McOehler", "Bau"]);
  });
});
