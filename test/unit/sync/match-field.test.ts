import { describe, expect, it } from "vitest";

import type { LinkingAspect } from "../../../server/sync/match.ts";
import { berlin, type Situation, verdicts } from "./match-situation.ts";

const byName: Situation = {
  hubspot: { h1: { name: "Nordwind Energy", ...berlin } },
  connectwise: { c1: { name: "Nordwind Energy", website: "nordwind.com", ...berlin } },
};
const byDomain: Situation = {
  hubspot: { h1: { name: "Nordwind", domain: "nordwind.com" } },
  connectwise: { c1: { name: "Energie Nord", website: "nordwind.com" } },
};
const byBoth: Situation = {
  hubspot: { h1: { name: "Nordwind", domain: "nordwind.com" } },
  connectwise: { c1: { name: "Nordwind", website: "nordwind.com" } },
};
const linked = (reason: string) => ({ h1: `link c1 ${reason}`, c1: `link h1 ${reason}` });
const asked = { h1: "review c1 other_match_field", c1: "review h1 other_match_field" };

describe("what companies are matched by", () => {
  // what two records share | what they have to agree in | what becomes of them
  it.each<[string, Situation, LinkingAspect | undefined, Record<string, string>]>([
    ["the name", byName, undefined, linked("one_candidate_by_name")],
    ["the name", byName, "name", linked("one_candidate_by_name")],
    ["the name", byName, "domain", asked],
    ["the domain", byDomain, undefined, linked("one_candidate_by_domain")],
    ["the domain", byDomain, "domain", linked("one_candidate_by_domain")],
    ["the domain", byDomain, "name", asked],
    ["both", byBoth, "domain", linked("one_candidate_by_domain_and_name")],
    ["both", byBoth, "name", linked("one_candidate_by_domain_and_name")],
  ])("who shares %s: %#", (_shared, situation, agreeing, expected) => {
    expect(verdicts(situation, agreeing)).toEqual(expected);
  });

  it("leaves a record that is left out of a pair to a person, too", () => {
    const situation: Situation = {
      hubspot: { h1: { name: "Nordwind", ...berlin } },
      connectwise: {
        c1: { name: "Nordwind", ...berlin },
        c2: { name: "Nordwind", website: "nordwind.com", city: "Ulm" },
      },
    };

    const { h1, c1 } = verdicts(situation, "domain");

    expect(h1).toMatch(/^review/u);
    expect(c1).toMatch(/^review/u);
  });

  it("keeps what is linked already, whatever it agrees in", () => {
    const situation = { ...byName, links: { h1: "c1" } };

    expect(verdicts(situation, "domain")).toEqual(linked("linked_before"));
  });
});
