import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { CompanyFields } from "../../../server/sync/match-keys.ts";
import { decideMatches, recordKey } from "../../../server/sync/match.ts";
import { otherSide, type Side } from "../../../server/sync/model.ts";
import {
  type Companies,
  decideAll,
  neighbourhoodOf,
  refsOf,
  type Situation,
  verdicts,
} from "./match-situation.ts";

function shuffle<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}

function swapped(one: Situation): Situation {
  return {
    hubspot: one.connectwise,
    connectwise: one.hubspot,
    links: Object.fromEntries(Object.entries(one.links ?? {}).map(([h, c]) => [c, h])),
  };
}

describe("decideMatches on random companies", () => {
  const company: fc.Arbitrary<CompanyFields> = fc.record({
    name: fc.constantFrom("Apex", "Apex GmbH", "Apex Rail", "Mueller", "Müller", "Muller"),
    domain: fc.constantFrom(null, "apex.com", "apex.de"),
    city: fc.constantFrom(null, "Berlin", "Ulm"),
    zip: fc.constantFrom(null, "10115", "89073"),
    phone: fc.constantFrom(null, "030 123456", "0731 123456"),
    address: fc.constantFrom(null, "Hauptstr. 5", "Lange Gasse 9"),
  });
  const companies = (prefix: string): fc.Arbitrary<Companies> =>
    fc
      .array(company, { maxLength: 5 })
      .map((list) => Object.fromEntries(list.map((one, index) => [`${prefix}${index}`, one])));
  const situation: fc.Arbitrary<Situation> = fc
    .record({
      hubspot: companies("h"),
      connectwise: companies("c"),
      linkCount: fc.nat({ max: 2 }),
    })
    .map(({ hubspot, connectwise, linkCount }) => {
      const ids = Object.keys(connectwise).slice(0, linkCount);
      const links = Object.keys(hubspot).flatMap((id, index): [string, string][] => {
        const counterpart = ids[index];
        return counterpart === undefined ? [] : [[id, counterpart]];
      });
      return { hubspot, connectwise, links: Object.fromEntries(links) };
    });

  it("links each record at most once, and both records of a link agree on it", () => {
    fc.assert(
      fc.property(situation, (one) => {
        const decisions = decideAll(one);
        for (const [key, decision] of decisions) {
          if (decision.outcome !== "link") continue;
          const [side, id] = key.split(":") as [Side, string];
          const back = decisions.get(
            recordKey({ side: otherSide(side), id: decision.counterpartId }),
          );
          expect(back).toMatchObject({ outcome: "link", counterpartId: id });
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the mirrored answer when the sides are swapped", () => {
    fc.assert(
      fc.property(situation, (one) => {
        expect(verdicts(swapped(one))).toEqual(verdicts(one));
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of records, pairs or ends", () => {
    const shuffled = situation.chain((one) => {
      const found = neighbourhoodOf(one);
      return fc.record({
        one: fc.constant(one),
        found: fc.record({
          pairs: shuffle(found.pairs),
          sameSide: shuffle(
            found.sameSide.map((pair) => ({
              ...pair,
              firstId: pair.secondId,
              secondId: pair.firstId,
            })),
          ),
          links: shuffle(found.links),
        }),
        refs: shuffle(refsOf(one)),
      });
    });
    fc.assert(
      fc.property(shuffled, ({ one, found, refs }) => {
        const normal = decideAll(one);
        expect(decideMatches(refs, found)).toEqual(normal);
      }),
      { numRuns: 300 },
    );
  });

  it("never links anew two records whose names and places both disagree", () => {
    fc.assert(
      fc.property(situation, (one) => {
        const found = neighbourhoodOf(one);
        for (const [key, decision] of decideAll(one)) {
          if (decision.outcome !== "link" || decision.reason === "linked_before") continue;
          const id = key.split(":")[1];
          const pair = found.pairs.find(
            ({ hubspotId, connectwiseId }) =>
              [hubspotId, connectwiseId].includes(id ?? "") &&
              [hubspotId, connectwiseId].includes(decision.counterpartId),
          );
          const namesAgree = ["name", "name_loose"].some((kind) => pair?.shared.includes(kind));
          const apart = ["city", "zip"].every((kind) => pair?.differing.includes(kind));
          const anchored = ["street", "phone"].some((kind) => pair?.shared.includes(kind));
          expect({ key, alone: !namesAgree && apart && !anchored }).toEqual({ key, alone: false });
        }
      }),
      { numRuns: 300 },
    );
  });

  it("decides about one record as it decides about all", () => {
    fc.assert(
      fc.property(situation, (one) => {
        const found = neighbourhoodOf(one);
        const all = decideMatches(refsOf(one), found);
        for (const ref of refsOf(one)) {
          const single = decideMatches([ref], found).get(recordKey(ref));
          expect(single).toEqual(all.get(recordKey(ref)));
        }
      }),
      { numRuns: 200 },
    );
  });
});
