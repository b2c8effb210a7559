import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  generateIdentifier,
  identifierCandidates,
  nextIdentifier,
} from "../../../server/sync/identifier.ts";

const options = (taken: readonly string[] = [], maxLength = 30) => ({
  maxLength,
  recordId: "901000042",
  isTaken: (candidate: string) =>
    taken.some((one) => one.toLowerCase() === candidate.toLowerCase()),
});

describe("generateIdentifier", () => {
  it.each([
    ["Quellwerk Inc.", "Quellwerk"],
    ["The North Harbour Company", "NorthHarbour"],
    ["Müller & Söhne GmbH & Co. KG", "MuellerSoehne"],
    ["WEST HARBOUR, INC.", "WestHarbour"],
    ["penn and quill", "PennQuill"],
    ["XYZ Corp.", "XYZ"],
    ["Hannah's Bakery", "HannahsBakery"],
    ["McTavish-Bau", "McTavishBau"],
    ["Route 66", "Route66"],
    ["Łódź Stal Sp. z o.o.", "LodzStal"],
    ["株式会社 Sakura", "Sakura"],
    ["株式会社", "Company901000042"],
    ["!!!", "Company901000042"],
  ])("makes %j into %s", (name, identifier) => {
    expect(generateIdentifier(name, options())).toBe(identifier);
  });

  it("puts the next free number behind a name that is taken in any case", () => {
    expect(generateIdentifier("Quellwerk", options(["QUELLWERK", "Quellwerk2"]))).toBe(
      "Quellwerk3",
    );
  });

  it("cuts at the end of a word and leaves room for the number", () => {
    const name = "Interstate Agricultural Machinery Cooperative";
    expect(generateIdentifier(name, options([], 25))).toBe("InterstateAgricultural");
    expect(generateIdentifier("Donaudampfschifffahrtsgesellschaft", options([], 25))).toBe(
      "Donaudampfschifffahrtsges",
    );
    expect(
      generateIdentifier(
        "Donaudampfschifffahrtsgesellschaft",
        options(["Donaudampfschifffahrtsges"], 25),
      ),
    ).toBe("Donaudampfschifffahrtsge2");
  });

  it("gives up with a remedy when every candidate is taken", () => {
    expect(() =>
      generateIdentifier("Quellwerk", { ...options(), isTaken: () => true }),
    ).toThrowError(expect.objectContaining({ code: "identifier_exhausted" }));
  });

  it("is valid, free and the same each time for any name", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom(25, 30, 156),
        fc.nat({ max: 12 }),
        (name, maxLength, takenCount) => {
          const recordId = "901000042";
          const taken = identifierCandidates(name, { maxLength, recordId, count: takenCount });
          const made = generateIdentifier(name, options(taken, maxLength));

          expect(made).toMatch(/^[A-Za-z\d]+$/u);
          expect(made.length).toBeLessThanOrEqual(maxLength);
          expect(taken).not.toContain(made);
          expect(generateIdentifier(name, options(taken, maxLength))).toBe(made);
        },
      ),
    );
  });
});

describe("nextIdentifier", () => {
  it.each([
    ["Quellwerk", "Quellwerk", [], "Quellwerk2"],
    ["Quellwerk2", "Quellwerk", [], "Quellwerk3"],
    ["Quellwerk9", "Quellwerk", ["Quellwerk10"], "Quellwerk11"],
    ["Route66", "Route 66", [], "Route662"],
    ["Route662", "Route 66", [], "Route663"],
    ["Company901000042", "株式会社", [], "Company9010000422"],
    ["Elsewhere", "Quellwerk", [], "Quellwerk"],
  ])("after %s for %j and taken %j comes %s", (refused, name, taken, next) => {
    expect(nextIdentifier(refused, name, options(taken))).toBe(next);
  });

  it("goes through the candidates in order without repeating one", () => {
    const expected = identifierCandidates("Quellwerk", {
      maxLength: 30,
      recordId: "1",
      count: 5,
    });
    const seen = [generateIdentifier("Quellwerk", options())];
    while (seen.length < 5) seen.push(nextIdentifier(seen.at(-1) ?? "", "Quellwerk", options()));

    expect(seen).toEqual(expected);
  });
});
